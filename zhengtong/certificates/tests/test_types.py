"""Certificate types: what makes them ready, who asks, and the file they come in."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from zhengtong.catalogue.ports import ask_certificate
from zhengtong.certificates.models import CertificateType
from zhengtong.certificates.queries import readiness, readiness_by_code
from zhengtong.certificates.rules.types import (
    CertificateTypeRefused,
    FaceField,
    TypeState,
    ValidityRule,
    check_type_code,
    check_validity,
    readiness_of,
)
from zhengtong.certificates.tests.factories import TYPE_CODE, make_certificate_type
from zhengtong.flows.ports import certificate_type_reasons

FIELD = FaceField(name="证号", key="number")
READY = {
    "state": TypeState.ACTIVE,
    "template_name": "正本",
    "face_fields": (FIELD,),
    "validity_rule": ValidityRule.LONG,
}
HEADER = "证照类型代码,类型名称,持证主体类别,有效期类型,有效月数,照面项,证照模板"


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({}, ""),
        ({"template_name": " "}, "没有证照模板"),
        ({"face_fields": ()}, "没有定义照面项"),
        ({"validity_rule": None}, "没有有效期规定"),
        ({"state": TypeState.SUSPENDED}, "类型已暂停"),
        ({"state": TypeState.ABOLISHED, "template_name": ""}, "类型已废止、没有证照模板"),
    ],
)
def test_a_type_is_ready_when_nothing_is_lacking(lacking, reason) -> None:
    found = readiness_of(**{**READY, **lacking})
    assert (found.ready, found.reason_zh) == (not reason, reason)


@pytest.mark.parametrize("code", ["11100000000013338W011", " 1110000000001332xw059 "])
def test_it_reads_a_type_code(code) -> None:
    assert check_type_code(code) == code.strip().upper()


@pytest.mark.parametrize("code", ["", "11100000000013338W01", "11100000000013338WABC"])
def test_it_refuses_what_is_no_type_code(code) -> None:
    with pytest.raises(CertificateTypeRefused):
        check_type_code(code)


@pytest.mark.parametrize(
    ("rule", "months"), [(ValidityRule.FIXED, None), (ValidityRule.LONG, 12), (None, 12)]
)
def test_it_refuses_a_validity_that_does_not_fit(rule, months) -> None:
    with pytest.raises(CertificateTypeRefused):
        check_validity(rule=rule, months=months)


@pytest.mark.django_db
def test_it_answers_one_and_many(django_assert_num_queries) -> None:
    other = "11510703008437461X002"
    make_certificate_type()
    make_certificate_type(type_code=other, name="另一种", template_name="")
    assert readiness(TYPE_CODE).ready
    with django_assert_num_queries(1):
        found = readiness_by_code([TYPE_CODE, other, "unknown"])
    assert found[other].reason_zh == "没有证照模板"
    assert found["unknown"].reason_zh == "证照类型没有登记"


@pytest.mark.django_db
def test_catalogue_and_flows_hear_why_a_type_is_not_ready() -> None:
    asked = {"region_code": "510703", "certificate_type_code": TYPE_CODE}
    assert ask_certificate(**asked) == ("证照类型没有登记",)
    assert certificate_type_reasons(**asked) == ("证照类型没有登记",)
    make_certificate_type()
    assert ask_certificate(**asked) == ()
    assert certificate_type_reasons(**asked) == ()


def write(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "types.csv"
    path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return path


GOOD = (
    f"{TYPE_CODE},道路运输经营许可证,法人,固定期限,48,证号:number；有效期至:valid_to:日期:必填,正本"
)


@pytest.mark.django_db
def test_it_loads_a_file_and_a_second_run_changes_nothing(tmp_path, capsys) -> None:
    path = write(tmp_path, GOOD)
    call_command("load_certificate_types", str(path), "--json")
    assert json.loads(capsys.readouterr().out)["created"] == 1
    row = CertificateType.objects.get(type_code=TYPE_CODE)
    assert row.face_fields == [
        {"name": "证号", "key": "number", "type": "text", "is_required": True},
        {"name": "有效期至", "key": "valid_to", "type": "date", "is_required": True},
    ]
    assert readiness(TYPE_CODE).ready
    call_command("load_certificate_types", str(path), "--json")
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1
    call_command("load_certificate_types", str(write(tmp_path, GOOD.replace("48", "60"))))
    assert "变更 1" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad",
    [
        "123,道路运输经营许可证,法人,长期有效,,证号:number,正本",
        f"{TYPE_CODE},道路运输经营许可证,法人,固定期限,,证号:number,正本",
        f"{TYPE_CODE},道路运输经营许可证,法人,长期有效,,证号,正本",
        f"{TYPE_CODE},道路运输经营许可证,外星人,长期有效,,证号:number,正本",
    ],
)
def test_a_bad_row_changes_nothing_and_goes_to_the_error_file(tmp_path, capsys, bad) -> None:
    good = GOOD.replace("X001", "X009")
    with pytest.raises(SystemExit) as left:
        call_command("load_certificate_types", str(write(tmp_path, bad, good)))
    assert left.value.code == 1
    assert list(CertificateType.objects.values_list("type_code", flat=True)) == [
        "11510703008437461X009"
    ]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.django_db
def test_an_unreadable_file_changes_nothing(tmp_path) -> None:
    path = tmp_path / "types.csv"
    path.write_text(f"{HEADER},不认识的列\n{GOOD},x\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        call_command("load_certificate_types", str(path))
    assert left.value.code == 2
    assert not CertificateType.objects.exists()


@pytest.mark.django_db
def test_it_accepts_its_own_template(tmp_path, capsys) -> None:
    call_command("load_certificate_types", "--template")
    path = tmp_path / "template.csv"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    call_command("load_certificate_types", str(path))
    assert readiness("11100000000013338W011").ready
