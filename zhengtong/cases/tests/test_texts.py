"""Texts that people write into a case are refused before they reach a column too short for them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zhengtong.cases.operations.act_times import entered_late
from zhengtong.cases.operations.correction import Point
from zhengtong.cases.operations.fees import Exemption
from zhengtong.cases.operations.filing import FilingRequest
from zhengtong.cases.operations.parcels import ParcelSlip
from zhengtong.cases.operations.recording import ActText
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import (
    Applicant,
    Application,
    Person,
    check_application,
)
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.ex_officio import ClueSource
from zhengtong.cases.rules.undertakings import Pledge, Tolerance
from zhengtong.kernel.texts import TextRefused

NOW = datetime(2018, 2, 28, 2, 0, tzinfo=UTC)
APPLICANT = Applicant(
    kind=ApplicantKind.NATURAL,
    name="演示人",
    id_type="111",
    id_number="510703190001019019",
    mobile="13800000000",
)
APPLICATION = Application(implementation_code="X", applicant=APPLICANT, channel=next(iter(Channel)))


def slip(**texts):
    given = {"waybill": "EA123456789CN", "contents": "复印件", "receiver": "张", "proof": "签收单"}
    return ParcelSlip(**{**given, **texts})


def file(clue_number):
    return FilingRequest(
        implementation_code="X",
        party=APPLICANT,
        clue_source=ClueSource.REPORT,
        clue_number=clue_number,
    )


def apply(**people):
    check_application(application=replace(APPLICATION, **people))


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda: ActText(opinion="字" * 10_001), "意见、理由最多 10000 字"),
        (lambda: ActText(opinion="符合\x0b"), "意见、理由里有看不见的控制字符"),
        (
            lambda: entered_late(occurred_at=NOW, now=NOW, reason="补\x01录"),
            "补录理由里有看不见的控制字符",
        ),
        (lambda: Point(what="字" * 501), "补正内容最多 500 字"),
        (lambda: Point(what="缺章", ground="字" * 501), "补正依据最多 500 字"),
        (lambda: Point(what="缺章", material="字" * 201), "材料名称最多 200 字"),
        (lambda: apply(applicant=replace(APPLICANT, name="字" * 101)), "申请人名称最多 100 字"),
        (
            lambda: apply(applicant=replace(APPLICANT, legal_representative="字" * 31)),
            "法定代表人最多 30 字",
        ),
        (lambda: apply(contact=Person(name="字" * 31)), "联系人姓名最多 30 字"),
        (lambda: apply(agent=Person(name="演\x00示")), "代理人姓名里有看不见的控制字符"),
        (
            lambda: Exemption(exempt_fen=1, basis="字" * 501, reason="残疾人"),
            "减免依据最多 500 字",
        ),
        (lambda: slip(contents="字" * 501), "内件最多 500 字"),
        (lambda: slip(receiver="字" * 101), "收件人最多 100 字"),
        (lambda: slip(proof="字" * 201), "凭证最多 200 字"),
        (lambda: slip(carrier="字" * 51), "承运单位最多 50 字"),
        (
            lambda: Tolerance(materials=(), reference="字" * 201, is_applicant_told=True),
            "容缺承诺书最多 200 字",
        ),
        (
            lambda: Pledge(reference="字" * 201, is_applicant_told=True),
            "告知承诺书最多 200 字",
        ),
        (lambda: file("X" * 65), "线索编号最多 64 字"),
    ],
)
def test_it_refuses_a_text_that_its_column_cannot_keep(write, message):
    with pytest.raises(TextRefused, match=message):
        write()


def test_it_takes_texts_that_fit():
    apply(contact=Person(name="字" * 30))
    assert ActText(opinion="第一行\n第二行").opinion == "第一行\n第二行"
