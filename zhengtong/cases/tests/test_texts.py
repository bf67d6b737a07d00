"""Texts that people write into a case are refused before they reach a column too short for them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zhengtong.cases.operations.act_times import entered_late
from zhengtong.cases.operations.correction import Point
from zhengtong.cases.operations.recording import ActText
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import (
    Applicant,
    Application,
    Person,
    check_application,
)
from zhengtong.cases.rules.channels import Channel
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
    ],
)
def test_it_refuses_a_text_that_its_column_cannot_keep(write, message):
    with pytest.raises(TextRefused, match=message):
        write()


def test_it_takes_texts_that_fit():
    apply(contact=Person(name="字" * 30))
    assert ActText(opinion="第一行\n第二行").opinion == "第一行\n第二行"
