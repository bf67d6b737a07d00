"""Rules of exceptions: states, what a kind leaves, from when to when one counts."""

from dataclasses import replace
from datetime import date

import pytest

from zhengtong.catalogue.rules.exceptions import (
    ApproverIsDeclarer,
    ExceptionAction,
    ExceptionActionNotAllowed,
    ExceptionKind,
    ExceptionRefused,
    Exceptions,
    ExceptionState,
    KnownException,
    check_decider,
    check_declaration,
    check_overlap,
    first_counted_day,
    last_counted_day,
    next_exception_state,
)
from zhengtong.catalogue.rules.list_changes import ListedItem
from zhengtong.catalogue.rules.list_measures import ListMeasure, ShareBase
from zhengtong.catalogue.rules.list_rates import ClaimedItem, body_rates
from zhengtong.catalogue.rules.lists import ListKind

MARCH, APRIL = date(2018, 3, 1), date(2018, 4, 1)
KNOWN = KnownException(
    number=1,
    kind=ExceptionKind.BY_ORDER,
    organisation_code="甲",
    base_code="",
    basis="川府发〔2018〕1号",
    starts_on=MARCH,
    ends_on=APRIL,
    state=ExceptionState.APPROVED,
    counts_from=MARCH,
    counts_to=APRIL,
)


@pytest.mark.parametrize("state", list(ExceptionState))
@pytest.mark.parametrize("action", list(ExceptionAction))
def test_it_knows_four_steps(state: ExceptionState, action: ExceptionAction) -> None:
    steps = {
        ("declared", "approve"): "approved",
        ("declared", "refuse"): "refused",
        ("declared", "end"): "ended",
        ("approved", "end"): "ended",
    }
    expected = steps.get((state.value, action.value))
    if expected:
        assert next_exception_state(state, action) == expected
        return
    with pytest.raises(ExceptionActionNotAllowed, match=f"“{state.label}”，不能{action.label}"):
        next_exception_state(state, action)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "state", "clashes"),
    [
        pytest.param(date(2018, 2, 1), date(2018, 2, 28), "approved", False, id="the day before"),
        pytest.param(date(2018, 2, 1), MARCH, "approved", True, id="the first day"),
        pytest.param(APRIL, date(2018, 5, 1), "declared", True, id="the last day"),
        pytest.param(date(2018, 4, 2), date(2018, 5, 1), "approved", False, id="the day after"),
        pytest.param(MARCH, APRIL, "refused", False, id="refused"),
        pytest.param(MARCH, APRIL, "ended", False, id="ended"),
    ],
)
def test_it_holds_days_against_those_that_stand(starts_on, ends_on, state, clashes) -> None:
    other = replace(KNOWN, state=ExceptionState(state))
    if not clashes:
        check_overlap(starts_on=starts_on, ends_on=ends_on, others=[other], thing="甲")
        return
    with pytest.raises(ExceptionRefused, match="期间不能重叠"):
        check_overlap(starts_on=starts_on, ends_on=ends_on, others=[other], thing="甲")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"basis": " "}, "须写明依据的条款或者文号", id="no clause"),
        pytest.param({"ends_on": None}, "须有终止日", id="no end"),
        pytest.param({"ends_on": date(2018, 2, 28)}, "早于起始日", id="end before start"),
        pytest.param({"today": date(2018, 4, 2)}, "已过，例外不追溯", id="over"),
    ],
)
def test_it_refuses_what_lacks_a_clause_or_an_end(changes: dict, message: str) -> None:
    said = {"basis": "第三条", "starts_on": MARCH, "ends_on": APRIL, "today": MARCH}
    with pytest.raises(ExceptionRefused, match=message):
        check_declaration(**said | changes)


def test_it_may_be_of_one_day_and_may_end_today() -> None:
    said = {"basis": "第三条", "starts_on": MARCH, "today": MARCH}
    assert check_declaration(**said, ends_on=MARCH) == MARCH
    check_decider(declared_by="M01", decided_by="C01")
    with pytest.raises(ApproverIsDeclarer):
        check_decider(declared_by="M01", decided_by="M01")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2018, 2, 1), MARCH, id="before it starts"),
        pytest.param(MARCH, MARCH, id="on its first day"),
        pytest.param(date(2018, 3, 9), date(2018, 3, 9), id="later"),
    ],
)
def test_it_never_counts_before_its_approval(today: date, expected: date) -> None:
    assert first_counted_day(starts_on=MARCH, today=today) == expected


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        pytest.param(None, date(2018, 3, 8), id="yesterday unless told"),
        pytest.param(date(2018, 3, 8), date(2018, 3, 8), id="yesterday"),
        pytest.param(date(2018, 3, 31), date(2018, 3, 31), id="a day to come"),
        pytest.param(date(2018, 3, 7), "往日的口径不能改", id="a day that is past"),
        pytest.param(APRIL, "要比它早", id="its own last day"),
    ],
)
def test_it_ends_early_and_leaves_past_days(last_day, expected) -> None:
    asked = {"known": KNOWN, "last_day": last_day, "today": date(2018, 3, 9)}
    if isinstance(expected, date):
        assert last_counted_day(**asked) == expected
        return
    with pytest.raises(ExceptionRefused, match=expected):
        last_counted_day(**asked)


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        pytest.param(["not_online", "not_in_hall"], None, id="keeps its row"),
        pytest.param(["secret"], "涉密", id="secret"),
        pytest.param(["upper_level"], "由上级办理", id="upper level"),
        pytest.param(["secret", "upper_level", "by_order"], "按文件不纳入", id="several"),
    ],
)
def test_it_leaves_a_body_out_of_bulletins(kinds: list[str], reason: str | None) -> None:
    known = [replace(KNOWN, kind=ExceptionKind(kind)) for kind in kinds]
    found = Exceptions(known, on=MARCH).left_out("甲")
    assert (found.kind.label if found else None) == reason
    assert Exceptions(known, on=MARCH).left_out("乙") is None
    assert Exceptions(known, on=date(2018, 4, 2)).left_out("甲") is None
    of_an_item = [replace(each, base_code="1") for each in known]
    assert Exceptions(of_an_item, on=MARCH).left_out("甲") is None


def listed(code: str, item_type: str = "license") -> ListedItem:
    return ListedItem(
        organisation_code="甲",
        organisation_name="甲局",
        organisation_level="district_department",
        base_code=code,
        item_name="事项",
        item_type=item_type,
        level_kind="main",
        main_code=code,
        joint_body="",
        passed_by="",
    )


def test_it_takes_an_item_out_of_the_hall_that_is_the_base_of_visits() -> None:
    hall = [listed("1"), listed("2"), listed("3", "punishment")]
    held = [
        ClaimedItem(organisation_code="甲", base_code=str(code), visit_count=1, online=True)
        for code in range(1, 4)
    ]
    known = [replace(KNOWN, kind=ExceptionKind.NOT_IN_HALL, base_code="2")]
    shown = {}
    for base in ShareBase:
        (line,) = body_rates(
            should_claim=hall,
            lists={ListKind.IN_HALL: hall, ListKind.AT_MOST_ONCE: hall},
            base=base,
            items={"甲": held},
            names={},
            excepts=Exceptions(known, on=MARCH).excepts,
        )
        share = line.measures[ListMeasure.AT_MOST_ONCE]
        shown[base.value] = (share.numerator, share.denominator, share.excepted)
        online = line.measures[ListMeasure.ONLINE]
        assert (online.numerator, online.denominator, online.excepted) == (2, 2, 0)
        assert line.beyond_list == 0
    assert shown == {"should_claim": (3, 3, 0), "in_hall": (2, 2, 1)}


def test_it_excepts_nothing_before_it_is_approved() -> None:
    declared = replace(KNOWN, state=ExceptionState.DECLARED, counts_from=None, counts_to=None)
    found = Exceptions([declared], on=MARCH)
    assert found.in_force == ()
    assert not found.excepts(ListMeasure.CLAIM, "甲", "1")
