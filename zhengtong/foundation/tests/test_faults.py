"""Bad rows are named in the order of the file, the first of them only, in flat memory."""

from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.tables import (
    Column,
    ErrorFile,
    FaultList,
    FieldFault,
    RowFault,
    Sheet,
    open_table,
    text,
)

SHEET = Sheet(
    name="机构",
    columns=(Column(identifier="code", name_zh="机构编码", parser=text(), example="D01"),),
)


def fault(number: int, *messages: str) -> RowFault:
    faults = tuple(FieldFault("机构编码", message) for message in messages or ("不对",))
    return RowFault(number, faults, ("x",))


def printed(errors, **options) -> list[str]:
    out = StringIO()
    print_faults(OutputWrapper(out), errors, **options)
    return out.getvalue().splitlines()


def test_it_says_nothing_where_nothing_is_bad():
    assert printed(FaultList()) == []


def test_it_names_rows_in_the_order_of_the_file_and_faults_in_theirs():
    errors = FaultList()
    for found in (fault(9), fault(3, "太长", "不存在"), fault(12)):
        errors.add(found)
    assert printed(errors) == [
        "第 3 行　机构编码：太长",
        "第 3 行　机构编码：不存在",
        "第 9 行　机构编码：不对",
        "第 12 行　机构编码：不对",
        "3 行有误，未载入",
    ]


def test_it_names_the_first_twenty_whatever_came_first():
    errors = FaultList()
    for number in range(2000, 0, -1):
        errors.add(fault(number))
    assert (errors.row_count, errors.fault_count, len(list(errors))) == (2000, 2000, 1000)
    lines = printed(errors, outcome="没有导入")
    assert lines[0] == "第 1 行　机构编码：不对"
    assert lines[19] == "第 20 行　机构编码：不对"
    assert lines[20:] == ["……另有 1980 处，这里不再列出", "2000 行有误，没有导入"]


@pytest.mark.parametrize("label", ["", "机构"])
def test_it_names_the_error_file_and_the_table(tmp_path, label):
    path = tmp_path / "机构.csv"
    path.write_text("code\nD01\n")
    with open_table(path, SHEET) as table, ErrorFile(table) as errors:
        for number in range(2, 24):
            errors.add(fault(number))
    mark = f"{label}　" if label else ""
    lines = printed(errors, label=label)
    assert lines[0] == f"{mark}第 2 行　机构编码：不对"
    assert lines[-2:] == [
        "……另有 2 处，见错误文件",
        f"{mark}22 行有误，未载入，见 {tmp_path / '机构.错误.csv'}",
    ]
    assert errors.count == 22
    assert next(iter(errors.faults)).as_json() == {
        "row": 2,
        "field": "机构编码",
        "message": "不对",
    }
