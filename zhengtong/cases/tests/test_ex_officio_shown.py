"""A case without application in the worklist and on its page."""

import pytest

from zhengtong.cases.queries.worklist import CaseGroup, Scope, worklist_count, worklist_page
from zhengtong.cases.tests.ex_officio import closed, decided, filed, make_filing_office, proposed
from zhengtong.cases.tests.factories import CITIZEN, moment
from zhengtong.cases.tests.pages import LIST, signed_in, text_of

pytestmark = pytest.mark.django_db
SCOPE = Scope(region_code="510703", organisation_codes=frozenset({"510703-D01"}))


@pytest.fixture
def office():
    return make_filing_office()


@pytest.fixture
def reader(client, office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2018-03-02 10:00"))
    return signed_in(client, staff_code="S01")


def listed(group: CaseGroup) -> list[str]:
    page = worklist_page(scope=SCOPE, group=group, now=moment("2018-03-02 10:00"))
    assert worklist_count(scope=SCOPE, group=group) == len(page.rows)
    return [row.number for row in page.rows]


def test_the_list_has_it_by_its_due_moment_and_what_waits_to_be_closed_behind(office):
    awaited = decided(office, on="2018-02-01 10:00").number
    first = filed(office, on="2018-02-20 10:00").number
    second = proposed(office, on="2018-02-26 10:00").number
    ended = closed(office, on="2018-02-26 10:00").number
    assert listed(CaseGroup.OPEN) == [first, second, awaited]
    assert listed(CaseGroup.HANDLING) == [first, second, awaited]
    assert listed(CaseGroup.BEFORE) == []
    assert listed(CaseGroup.CLOSED) == [ended]


@pytest.mark.parametrize(
    ("bring", "state", "title"),
    [
        (filed, "已立案", "下一步：调查（检查），登记结果"),
        (proposed, "待审批", "下一步：作出处理决定"),
        (decided, "已作决定", "下一步：执行决定，结案"),
        (closed, "已结案", "准予办结"),
    ],
)
def test_its_page_says_where_it_stands(reader, office, bring, state, title):
    number = bring(office, on="2018-02-26 10:00").number
    text = text_of(reader.get(f"{LIST}/{number}"))
    assert state in text
    assert title in text
    assert "立案 2 月 26 日" in text
    assert CITIZEN not in text


def test_the_list_page_shows_it(reader, office):
    number = filed(office, on="2018-02-26 10:00").number
    text = text_of(reader.get(LIST))
    assert number in text
    assert "调查（检查），登记结果" in text
