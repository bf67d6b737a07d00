"""The columns of a list file, and one row of it as the operation takes it (清单文件)."""

from zhengtong.catalogue.rules.list_rows import ListRow
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_REGION,
    Column,
    Row,
    Sheet,
    choice,
    code,
    text,
)

EXAMPLE_EDITION = "2018"
LISTED_ITEMS = Sheet(
    name="清单",
    columns=(
        Column(
            identifier="organisation_code",
            name_zh="机构编码",
            parser=code(max_length=32),
            example=EXAMPLE_ORGANISATION,
            help="下放乡镇清单中为承接的乡镇街道，空着表示区划内每个乡镇街道",
        ),
        Column(
            identifier="organisation_name",
            name_zh="机构名称",
            aliases=("实施主体", "实施部门"),
            parser=text(max_length=200),
            help="没有写机构编码时按名称或简称认机构",
        ),
        Column(
            identifier="base_code",
            name_zh="基本编码",
            parser=code(max_length=64),
            required=True,
            example="510101001000",
        ),
        Column(
            identifier="item_name",
            name_zh="事项名称",
            parser=text(max_length=200),
            help="清单上的名称，空着用目录的名称",
            example="公共场所卫生许可",
        ),
        Column(
            identifier="level_kind",
            name_zh="主项或子项",
            aliases=("主项/子项", "层级"),
            parser=choice({"主项": "main", "子项": "sub", "main": "main", "sub": "sub"}),
            help="空着用目录所写",
            example="主项",
        ),
        Column(
            identifier="parent_code",
            name_zh="主项编码",
            parser=code(max_length=64),
            help="子项所属主项，空着用目录所写",
        ),
        Column(
            identifier="joint_body",
            name_zh="联办机构",
            parser=text(max_length=200),
            help="上下联动清单必填，如 绵阳市卫生健康委员会",
        ),
        Column(
            identifier="passed_by",
            name_zh="下放部门",
            parser=code(max_length=32),
            help="下放乡镇清单中把事项下放的部门",
        ),
        Column(
            identifier="region_code",
            name_zh="区划代码",
            parser=code(max_length=6),
            help="写了就须与 --region 相同",
            example=EXAMPLE_REGION,
        ),
        Column(
            identifier="edition",
            name_zh="年度或版次",
            aliases=("年度", "版次"),
            parser=text(max_length=32),
            help="写了就须与 --edition 相同",
            example=EXAMPLE_EDITION,
        ),
        Column(
            identifier="batch",
            name_zh="批次",
            parser=text(max_length=32),
            help="写了就须与 --batch 相同",
        ),
    ),
)


def list_row(row: Row) -> ListRow:
    """Return a row of the file as the operation takes it (清单一行)."""
    given = {name: value or "" for name, value in row.values.items()}
    return ListRow(number=row.number, **given)
