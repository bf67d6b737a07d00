"""The columns of the targets and volumes files, and a row's way in (年任务文件)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_REGION,
    Column,
    Sheet,
    code,
    day,
    integer,
    text,
)
from zhengtong.indicators.operations.targets import (
    TargetDraft,
    VolumeDraft,
    save_target,
    save_volume,
)
from zhengtong.indicators.rules.groups import parse_groups
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import Period

# Which column a refusal speaks of, by its code; the first column for any other.
COLUMN_OF_REFUSAL = {
    "period_refused": "to",
    "target_beyond_year": "from",
    "target_refused": "groups",
    "volume_refused": "groups",
}
LARGEST_NUMBER = 2_000_000_000
_YEAR = integer(minimum=2000, maximum=2100)
_SOURCE = text(max_length=200)


def _groups(example: str) -> Column:
    return Column(
        identifier="groups",
        name_zh="覆盖分组",
        aliases=("分组",),
        parser=parse_groups,
        required=True,
        help="license 行政许可、power_other 行政权力（除行政许可）、public_service 公共服务，"
        "用 + 连接",
        example=example,
    )


TARGETS = Sheet(
    name="年任务",
    columns=(
        Column(
            identifier="organisation_code",
            name_zh="机构编码",
            aliases=("organisation",),
            parser=code(max_length=32),
            required=True,
            example=EXAMPLE_ORGANISATION,
        ),
        Column(identifier="year", name_zh="年度", parser=_YEAR, required=True, example="2018"),
        Column(
            identifier="number",
            name_zh="任务数",
            aliases=("annual_target", "年任务数"),
            parser=integer(minimum=0, maximum=LARGEST_NUMBER),
            required=True,
            help="全年的任务数，只在部分月份有效的也填全年数",
            example="3000",
        ),
        _groups("power_other+public_service"),
        Column(
            identifier="source",
            name_zh="依据",
            parser=_SOURCE,
            example="2018年一体化政务服务平台任务分解（示例）",
        ),
        Column(identifier="from", name_zh="起", parser=day(), example="2018-01-01"),
        Column(identifier="to", name_zh="止", parser=day(), example="2018-12-31"),
    ),
)

VOLUMES = Sheet(
    name="上年实际办件量",
    columns=(
        Column(
            identifier="region_code",
            name_zh="区划代码",
            parser=code(pattern=r"\d{6}", rule="应为 6 位数字"),
            required=True,
            example=EXAMPLE_REGION,
        ),
        Column(
            identifier="year",
            name_zh="办件年度",
            aliases=("年度",),
            parser=_YEAR,
            required=True,
            help="办件实际发生的年度，是下一年的基数",
            example="2017",
        ),
        Column(
            identifier="number",
            name_zh="实际办件量",
            aliases=("volume", "办件量"),
            parser=integer(minimum=0, maximum=LARGEST_NUMBER),
            required=True,
            example="120000",
        ),
        _groups("license"),
        Column(identifier="source", name_zh="依据", parser=_SOURCE, example="上年统计（示例）"),
    ),
)


def refused_column(sheet: Sheet, refusal: DomainError) -> str:
    """Return the column that a refusal of a row speaks of, in Chinese (出错的列)."""
    identifier = COLUMN_OF_REFUSAL.get(refusal.code)
    return next(
        (column.name_zh for column in sheet.columns if column.identifier == identifier),
        sheet.columns[0].name_zh,
    )


def save_target_row(values: Mapping[str, Any]) -> Saved:
    """Save one target; without dates it holds for the whole year (登记一行年任务).

    Raises:
        DomainError: the operation or the row refuses it.
    """
    year = values["year"]
    period = Period(values["from"] or date(year, 1, 1), values["to"] or date(year, 12, 31))
    draft = TargetDraft(
        organisation_code=values["organisation_code"],
        year=year,
        number=values["number"],
        groups=values["groups"],
        source=values["source"] or "",
        period=period,
    )
    return save_target(draft=draft)


def save_volume_row(values: Mapping[str, Any]) -> Saved:
    """Save one volume (登记一行办件量).

    Raises:
        DomainError: the operation refuses it.
    """
    draft = VolumeDraft(
        region_code=values["region_code"],
        year=values["year"],
        number=values["number"],
        groups=values["groups"],
        source=values["source"] or "",
    )
    return save_volume(draft=draft)
