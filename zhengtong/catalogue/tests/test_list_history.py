"""Random histories of lists: past days keep their answers, totals are the sum of the rows."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zhengtong.catalogue.operations.cancellation import cancel_item
from zhengtong.catalogue.operations.exceptions import (
    ExceptionDraft,
    approve_exception,
    declare_exception,
    end_exception,
    refuse_exception,
)
from zhengtong.catalogue.operations.lists import withdraw_list
from zhengtong.catalogue.operations.takeover import CompleteItem, take_over_item
from zhengtong.catalogue.queries import list_rates, lists_in
from zhengtong.catalogue.rules.exceptions import ExceptionKind
from zhengtong.catalogue.rules.list_measures import LIST_OF, ListMeasure
from zhengtong.catalogue.rules.lists import (
    KnownList,
    ListKind,
    ListRefused,
    ListTerms,
    check_start,
    first_day,
    in_force,
    last_day,
)
from zhengtong.catalogue.tests.offices import (
    CENTRE,
    DEPARTMENT,
    REGION,
    open_office,
    release,
    request,
    take_list,
    taken_over,
)
from zhengtong.catalogue.tests.steps import OWN
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.tests.factories import actor
from zhengtong.places.tests.factories import make_organisation

FIRST = date(2018, 1, 1)
DAYS = 12
ACT = st.tuples(
    st.sampled_from(["edition", "batch", "withdraw"]),
    st.integers(min_value=-4, max_value=DAYS + 3),  # the day it names, or which list
)


@given(st.lists(st.lists(ACT, max_size=3), min_size=DAYS, max_size=DAYS))
@settings(max_examples=300, deadline=None)
def test_a_past_day_keeps_the_lists_that_it_had(history) -> None:
    """What was in force on a day, once that day's acts were done, stays in force on it.

    Only before any list has counted may the first ones reach back.
    """
    lists: list[KnownList] = []
    answers: dict[date, tuple[int, ...]] = {}
    for number, acts in enumerate(history):
        today = FIRST + timedelta(days=number)
        for act, which in acts:
            _act(lists, act, which, today=today)
        if any(answers.values()):
            assert answers == {day: _numbers(lists, day) for day in answers}
        answers = {
            day: _numbers(lists, day)
            for day in (FIRST + timedelta(days=shift) for shift in range(-4, number + 1))
        }


def _act(lists: list[KnownList], act: str, which: int, *, today: date) -> None:
    if act == "withdraw":
        standing = [at for at, each in enumerate(lists) if not each.is_withdrawn]
        if standing:
            at = standing[which % len(standing)]
            lists[at] = _withdrawn(lists[at], today)
        return
    number = len(lists) + 1
    terms = ListTerms(
        kind=ListKind.IN_HALL,
        name="清单",
        edition=str(number),
        batch="批" if act == "batch" else "",
        document_number="1号",
        in_force_on=FIRST + timedelta(days=which),
    )
    try:
        check_start(terms, others=lists)
    except ListRefused:
        return
    lists.append(
        KnownList(
            list_id=UUID(int=number),
            number=number,
            terms=terms,
            counts_from=first_day(terms, today=today, others=lists),
            counts_to=None,
            imported_on=today,
            is_withdrawn=False,
        )
    )


def _withdrawn(known: KnownList, today: date) -> KnownList:
    return KnownList(
        list_id=known.list_id,
        number=known.number,
        terms=known.terms,
        counts_from=known.counts_from,
        counts_to=last_day(known=known, today=today),
        imported_on=known.imported_on,
        is_withdrawn=True,
    )


def _numbers(lists: list[KnownList], day: date) -> tuple[int, ...]:
    return tuple(each.number for each in in_force(lists, on=day))


CODES = [f"5101019010{number}" for number in range(10, 14)]
BODIES = [DEPARTMENT, "510703-D02"]
KINDS = [ListKind.LICENSE, ListKind.POWER, *LIST_OF.values()]
PAIRS = st.tuples(st.sampled_from(BODIES), st.sampled_from(CODES))
STEP = st.one_of(
    st.tuples(st.just("list"), st.sampled_from(KINDS), st.sets(PAIRS, min_size=1), st.booleans()),
    st.tuples(st.just("withdraw"), st.integers(min_value=0, max_value=9)),
    st.tuples(st.just("claim"), PAIRS, st.integers(min_value=0, max_value=2)),
    st.tuples(st.just("cancel"), PAIRS),
    st.tuples(
        st.just("except"),
        st.sampled_from(BODIES),
        st.sampled_from(["", *CODES]),
        st.sampled_from(list(ExceptionKind)),
        st.integers(min_value=-2, max_value=6),  # days until it ends
    ),
    st.tuples(st.sampled_from(["approve", "refuse", "end"]), st.integers(min_value=1, max_value=6)),
)


@pytest.mark.django_db
@pytest.mark.usefixtures("readiness")
@given(st.lists(STEP, min_size=4, max_size=12))
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],  # to shrink a history takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_totals_are_the_sum_of_rows_and_past_days_stay(history) -> None:
    with transaction.atomic():
        _open()
        then: dict[date, dict] = {}
        for number, step in enumerate(history):
            now = datetime(2018, 3, 1, 2, 0, tzinfo=UTC) + timedelta(days=number)
            _take(step, number, now=now)
            for day, figures in then.items():
                assert _figures(day) == figures
            then[now.date()] = _figures(now.date())
        transaction.set_rollback(True)


def _open() -> None:
    open_office()
    make_organisation(code="510703-D02")
    for code in CODES:
        release(base_code=code)


def _take(step: tuple, number: int, *, now: datetime) -> None:
    """Take a step; what the rules refuse changes nothing."""
    act, *about = step
    steps = {
        **{"list": _list, "withdraw": _withdraw, "claim": _claim, "cancel": _cancel},
        **{"except": _except, "approve": _approve, "refuse": _refuse, "end": _end},
    }
    entries = Entry.objects.count()
    try:
        with transaction.atomic():
            steps[act](*about, number=number, now=now)
    except DomainError:
        assert Entry.objects.count() == entries


def _list(kind, pairs, is_batch: bool, *, number: int, now: datetime) -> None:
    take_list(
        *sorted(pairs),
        kind=kind,
        edition=f"2018-{number}",
        batch="批" if is_batch else "",
        in_force_on=now.date() - timedelta(days=3),
        now=now,
    )


def _withdraw(which: int, *, number: int, now: datetime) -> None:
    found = lists_in(REGION)
    known = found[which % len(found)]
    withdraw_list(
        region_code=REGION,
        kind=known.terms.kind,
        number=known.number,
        request=request(reason="有误", now=now),
    )


def _claim(pair: tuple[str, str], visits: int, *, number: int, now: datetime) -> None:
    body, base_code = pair
    item = CompleteItem(
        implementation_code=f"{body}-{base_code}",
        organisation_code=body,
        base_code=base_code,
        name="事项",
        elements={**OWN, "visit_count": visits, "presence_reason": "核验" if visits else ""},
        is_demo=True,
    )
    take_over_item(item=item, publish=True, request=taken_over(now=now))


def _cancel(pair: tuple[str, str], *, number: int, now: datetime) -> None:
    key = {"region_code": REGION, "implementation_code": "-".join(pair)}
    cancel_item(**key, request=request(reason="划出", now=now))


def _except(
    body: str, base_code: str, kind: ExceptionKind, days: int, *, number: int, now: datetime
) -> None:
    draft = ExceptionDraft(
        organisation_code=body,
        kind=kind,
        item_code=base_code,
        basis="川府发〔2018〕1号",
        starts_on=now.date() - timedelta(days=1),
        ends_on=now.date() + timedelta(days=days),
    )
    declare_exception(draft=draft, request=request(now=now))


def _decided(now: datetime) -> Request:
    return request(actor(staff_code="C01", organisation_code=CENTRE), "经核", now=now)


def _approve(which: int, *, number: int, now: datetime) -> None:
    approve_exception(region_code=REGION, number=which, request=_decided(now))


def _refuse(which: int, *, number: int, now: datetime) -> None:
    refuse_exception(region_code=REGION, number=which, request=_decided(now))


def _end(which: int, *, number: int, now: datetime) -> None:
    end_exception(region_code=REGION, number=which, request=_decided(now))


def _figures(day: date) -> dict:
    """Return every figure of a day, after seeing that the totals are the sum of the rows."""
    found = list_rates(region_code=REGION, on=day)
    for measure in ListMeasure:
        shares = [row.measures[measure] for row in found.rows]
        total = found.total.measures[measure]
        assert total.numerator == sum(share.numerator for share in shares)
        assert total.denominator == sum(share.denominator for share in shares)
        assert total.numerator <= total.denominator
        assert total.excepted == sum(share.excepted for share in shares)
    groups = found.total.claim_by_group.values()
    claim = found.total.measures[ListMeasure.CLAIM]
    assert claim.numerator == sum(share.numerator for share in groups)
    assert claim.denominator == sum(share.denominator for share in groups)
    return {
        "lists": [(each.terms.kind, each.number) for each in found.lists],
        "exceptions": [each.number for each in found.exceptions],
        "rows": found.rows,
        "total": found.total,
    }
