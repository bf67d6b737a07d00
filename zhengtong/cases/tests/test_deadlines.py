from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.cases.rules.deadlines import (
    LAW_CLOCKS,
    Approver,
    ClockFacts,
    ClockTerms,
    Extension,
    ExtensionRefused,
    ExtensionRule,
    LawClock,
    Suspension,
    case_clocks,
    check_extension,
    check_extension_is_timely,
    extension_rule,
    general_limit,
    hearing_notice_due_on,
    is_deemed_accepted,
    law_due_on,
    renewal_due_on,
    stops_clock,
)
from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.kernel.clocks import PauseRefused
from zhengtong.kernel.deadlines import LimitNeedsTime
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit, TimeLimit, on_the_spot, working_days
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()
LICENSE = ClockTerms(
    item_type=ItemType.LICENSE, statutory_limit=working_days(20), promised_limit=working_days(10)
)
SERVICE = ClockTerms(item_type=ItemType.PUBLIC_SERVICE, promised_limit=working_days(10))
AUTUMN_2018 = date(2018, 9, 28)


def facts(*suspensions: Suspension, extension: Extension | None = None) -> ClockFacts:
    return ClockFacts(accepted_on=AUTUMN_2018, suspensions=suspensions, extension=extension)


def due(terms: ClockTerms, given_facts: ClockFacts) -> tuple[date | None, date | None]:
    """Return the statutory and the promised due day."""
    clocks = case_clocks(terms=terms, facts=given_facts, calendar=CALENDAR)
    return (
        clocks.statutory.due_on if clocks.statutory else None,
        clocks.promised.due_on if clocks.promised else None,
    )


EXTENDED = facts(extension=Extension(10))
NINETY_DAYS = ClockTerms(
    item_type=ItemType.PUNISHMENT, statutory_limit=TimeLimit(90, LimitUnit.DAY)
)
REVIEW = Suspension(SpecialProcedure.EXPERT_REVIEW, date(2018, 10, 9), date(2018, 10, 12))


HEARING, SITE_CHECK = SpecialProcedure.HEARING, SpecialProcedure.SITE_CHECK
TESTING = Suspension(SpecialProcedure.TESTING, date(2018, 10, 10), date(2018, 10, 15))


def licence(promised: TimeLimit | None = None, **more: bool) -> ClockTerms:
    return ClockTerms(item_type=ItemType.LICENSE, promised_limit=promised, **more)


def october(kind: SpecialProcedure, begins: int, ends: int | None) -> ClockFacts:
    ended_on = date(2018, 10, ends) if ends else None
    return facts(Suspension(kind, date(2018, 10, begins), ended_on))


@pytest.mark.parametrize(
    ("terms", "given_facts", "statutory", "promised"),
    [
        pytest.param(LICENSE, facts(), "2018-10-31", "2018-10-17", id="worked example"),
        pytest.param(licence(), facts(), "2018-10-31", "2018-10-31", id="C3, twenty days by law"),
        pytest.param(
            licence(is_joint=True), facts(), "2018-12-05", "2018-12-05", id="C4, forty-five days"
        ),
        pytest.param(SERVICE, facts(), None, "2018-10-17", id="no general limit elsewhere"),
        pytest.param(
            ClockTerms(item_type=ItemType.CONFIRMATION), facts(), None, None, id="no limit at all"
        ),
        pytest.param(NINETY_DAYS, facts(), "2018-12-27", "2018-12-27", id="ninety calendar days"),
        pytest.param(LICENSE, facts(REVIEW), "2018-11-05", "2018-10-22", id="expert review"),
        pytest.param(
            LICENSE, facts(REVIEW, TESTING), "2018-11-06", "2018-10-23", id="in two, counts once"
        ),
        pytest.param(
            LICENSE,
            october(HEARING, 17, 19),
            "2018-11-02",
            "2018-10-17",
            id="from the promised due day on, stops only the law's clock",
        ),
        pytest.param(
            LICENSE, october(HEARING, 31, 31), "2018-10-31", "2018-10-17", id="cures nothing late"
        ),
        pytest.param(LICENSE, october(HEARING, 9, None), None, None, id="open, both unknown"),
        pytest.param(
            LICENSE, october(SITE_CHECK, 9, 12), "2018-10-31", "2018-10-17", id="only shown"
        ),
        pytest.param(
            SERVICE, facts(REVIEW), None, "2018-10-17", id="article 45 is law on licences only"
        ),
        pytest.param(LICENSE, EXTENDED, "2018-11-14", "2018-10-31", id="extension of both"),
        pytest.param(
            licence(working_days(10), extends_promise=False),
            EXTENDED,
            "2018-11-14",
            "2018-10-17",
            id="extension of the law's clock alone",
        ),
        pytest.param(
            licence(extends_promise=False),
            EXTENDED,
            "2018-11-14",
            "2018-11-14",
            id="without a promise of its own the law's extension holds",
        ),
        pytest.param(
            licence(on_the_spot()), EXTENDED, "2018-11-14", "2018-09-28", id="on the spot stays"
        ),
    ],
)
def test_it_sets_both_clocks(terms, given_facts, statutory, promised):
    assert due(terms, given_facts) == (
        date.fromisoformat(statutory) if statutory else None,
        date.fromisoformat(promised) if promised else None,
    )


def test_it_stops_other_kinds_only_by_what_their_item_lists():
    listed = ClockTerms(
        item_type=ItemType.PUBLIC_SERVICE,
        promised_limit=working_days(10),
        listed_procedures=frozenset({SpecialProcedure.EXPERT_REVIEW}),
    )
    assert due(listed, facts(REVIEW)) == (None, date(2018, 10, 22))


def test_it_stops_licences_for_the_kinds_of_article_45_and_for_no_others():
    assert [kind.value for kind in SpecialProcedure if stops_clock(kind=kind, terms=LICENSE)] == [
        "hearing",
        "tender",
        "auction",
        "inspection",
        "testing",
        "quarantine",
        "appraisal",
        "expert_review",
    ]
    assert not any(stops_clock(kind=kind, terms=SERVICE) for kind in SpecialProcedure)


def test_it_stops_a_licence_also_for_what_its_own_law_names():
    terms = ClockTerms(item_type=ItemType.LICENSE, listed_procedures=frozenset({SITE_CHECK}))
    assert stops_clock(kind=SITE_CHECK, terms=terms)
    assert stops_clock(kind=HEARING, terms=terms)


def test_it_names_procedures_that_stop_nothing():
    site_check = Suspension(SITE_CHECK, date(2018, 10, 9))
    clocks = case_clocks(terms=LICENSE, facts=facts(REVIEW, site_check), calendar=CALENDAR)
    assert clocks.not_stopping == (site_check,)


def test_it_shows_remaining_days_instead_of_a_due_day_while_suspended():
    clocks = case_clocks(terms=LICENSE, facts=october(HEARING, 9, None), calendar=CALENDAR)
    now = datetime(2018, 12, 3, 10, tzinfo=CHINA_TIME)
    assert clocks.statutory.standing(now=now).remaining_working_days == 16
    assert clocks.promised.standing(now=now).remaining_working_days == 6
    assert clocks.statutory.due_at is None


def test_it_explains_the_worked_example_day_by_day():
    clocks = case_clocks(terms=LICENSE, facts=facts(), calendar=CALENDAR)
    days = clocks.statutory.explain()
    assert (days[0].date, days[-1].date) == (date(2018, 9, 29), date(2018, 10, 31))
    assert [day.date.day for day in days if day.counted] == [
        29, 30, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26, 29, 30, 31,
    ]  # fmt: skip
    assert [day.reason.value for day in days if day.date.day in (29, 30)] == [
        "makeup_workday",
        "makeup_workday",
        "workday",
        "workday",
    ]


def test_it_marks_a_due_day_in_a_year_not_yet_announced():
    clocks = case_clocks(
        terms=LICENSE, facts=ClockFacts(accepted_on=date(2026, 12, 7)), calendar=CALENDAR
    )
    assert (clocks.promised.due_on, clocks.promised.is_provisional) == (date(2026, 12, 21), False)
    assert (clocks.statutory.due_on, clocks.statutory.is_provisional) == (date(2027, 1, 5), True)


def test_it_counts_a_limit_in_hours_from_the_moment_of_acceptance():
    terms = ClockTerms(
        item_type=ItemType.PUBLIC_SERVICE, promised_limit=TimeLimit(4, LimitUnit.HOUR)
    )
    accepted_at = datetime(2018, 9, 30, 15, tzinfo=CHINA_TIME)
    clocks = case_clocks(
        terms=terms,
        facts=ClockFacts(accepted_on=date(2018, 9, 30), accepted_at=accepted_at),
        calendar=CALENDAR,
    )
    assert clocks.promised.due_at == datetime(2018, 10, 8, 11, tzinfo=CHINA_TIME)
    with pytest.raises(LimitNeedsTime):
        case_clocks(terms=terms, facts=facts(), calendar=CALENDAR)


def test_it_refuses_a_suspension_that_ends_before_it_begins():
    with pytest.raises(PauseRefused):
        case_clocks(terms=LICENSE, facts=october(HEARING, 9, 8), calendar=CALENDAR)


def test_it_refuses_a_case_outside_the_calendar():
    with pytest.raises(OutsideCalendar, match="2028"):
        case_clocks(
            terms=LICENSE, facts=ClockFacts(accepted_on=date(2028, 1, 4)), calendar=CALENDAR
        )


def test_it_knows_who_may_lengthen_and_how_far():
    assert extension_rule(item_type=ItemType.LICENSE, is_joint=False) == ExtensionRule(
        10, Approver.ORGAN_HEAD, "《行政许可法》第四十二条第一款"
    )
    assert extension_rule(item_type=ItemType.LICENSE, is_joint=True) == ExtensionRule(
        15, Approver.GOVERNMENT_HEAD, "《行政许可法》第四十二条第二款"
    )
    assert extension_rule(item_type=ItemType.LEVY, is_joint=True) is None


def test_it_names_the_approvers_in_chinese():
    assert Approver.ORGAN_HEAD.label == "本行政机关负责人"
    assert Approver.GOVERNMENT_HEAD.label == "本级人民政府负责人"


JOINT = ClockTerms(item_type=ItemType.LICENSE, is_joint=True)
ON_THE_SPOT = ClockTerms(item_type=ItemType.LICENSE, statutory_limit=on_the_spot())
OTHER_LAW = "《企业投资项目核准和备案管理条例》第十条"


@pytest.mark.parametrize(
    ("terms", "extension", "message"),
    [
        pytest.param(LICENSE, Extension(10), None, id="ten days"),
        pytest.param(LICENSE, Extension(11), "至多延长 10 日", id="eleven days"),
        pytest.param(LICENSE, Extension(11, "  "), "至多延长 10 日", id="an empty basis"),
        pytest.param(LICENSE, Extension(40, OTHER_LAW), None, id="forty days by another law"),
        pytest.param(JOINT, Extension(15), None, id="joint, fifteen days"),
        pytest.param(JOINT, Extension(16), "至多延长 15 日", id="joint, sixteen days"),
        pytest.param(SERVICE, Extension(1), "没有通用的延长规定", id="other kinds without a rule"),
        pytest.param(SERVICE, Extension(5, OTHER_LAW), None, id="other kinds by their own rule"),
        pytest.param(LICENSE, Extension(0), "至少为 1", id="nothing"),
        pytest.param(LICENSE, Extension(-3, OTHER_LAW), "至少为 1", id="shortening"),
        pytest.param(ON_THE_SPOT, Extension(1, OTHER_LAW), "当场办结", id="on the spot"),
    ],
)
def test_it_checks_the_ground_of_an_extension(terms, extension, message):
    if message is None:
        check_extension(extension=extension, terms=terms)
        return
    with pytest.raises(ExtensionRefused, match=message) as refusal:
        check_extension(extension=extension, terms=terms)
    assert refusal.value.clause == "《行政许可法》第四十二条"


def test_it_refuses_clocks_with_an_extension_that_has_no_ground():
    with pytest.raises(ExtensionRefused, match="至多延长 10 日"):
        case_clocks(terms=LICENSE, facts=facts(extension=Extension(11)), calendar=CALENDAR)


def test_it_lets_a_limit_be_lengthened_once_and_only_before_it_runs_out():
    clock = case_clocks(terms=LICENSE, facts=facts(), calendar=CALENDAR).statutory
    check_extension_is_timely(clock=clock, today=date(2018, 10, 31), is_already_extended=False)
    with pytest.raises(ExtensionRefused, match="2018-10-31 届满"):
        check_extension_is_timely(clock=clock, today=date(2018, 11, 1), is_already_extended=False)
    with pytest.raises(ExtensionRefused, match="只能延长一次"):
        check_extension_is_timely(clock=clock, today=date(2018, 10, 8), is_already_extended=True)


def test_it_does_not_run_out_while_suspended():
    clock = case_clocks(terms=LICENSE, facts=october(HEARING, 9, None), calendar=CALENDAR).statutory
    check_extension_is_timely(clock=clock, today=date(2019, 3, 1), is_already_extended=False)


def test_it_gives_licences_alone_a_general_limit():
    assert general_limit(item_type=ItemType.LICENSE, is_joint=False) == working_days(20)
    assert general_limit(item_type=ItemType.LICENSE, is_joint=True) == working_days(45)
    assert general_limit(item_type=ItemType.PAYMENT, is_joint=True) is None


@pytest.mark.parametrize(
    ("clock", "started_on", "due_on"),
    [
        pytest.param(LawClock.CORRECTION_NOTICE, "2018-09-28", "2018-10-10", id="C1"),
        pytest.param(LawClock.CORRECTION_NOTICE, "2018-10-05", "2018-10-12", id="C1 on a holiday"),
        pytest.param(LawClock.PRELIMINARY_EXAMINATION, "2018-09-28", "2018-10-31", id="C5"),
        pytest.param(LawClock.DELIVERY, "2018-09-28", "2018-10-17", id="C6"),
        pytest.param(LawClock.HEARING_REQUEST, "2018-03-05", "2018-03-12", id="C8 request"),
        pytest.param(LawClock.HEARING, "2018-03-05", "2018-04-02", id="C8 hearing"),
        pytest.param(LawClock.INSPECTION_START, "2018-04-26", "2018-05-04", id="C9"),
    ],
)
def test_it_keeps_the_laws_own_clocks(clock, started_on, due_on):
    assert law_due_on(
        clock=clock, started_on=date.fromisoformat(started_on), calendar=CALENDAR
    ) == date.fromisoformat(due_on)
    assert LAW_CLOCKS[clock].clause.startswith("《行政许可法》")


@pytest.mark.parametrize(
    ("today", "is_deemed"),
    [
        pytest.param(date(2018, 9, 28), False, id="day of receipt"),
        pytest.param(date(2018, 10, 10), False, id="fifth working day"),
        pytest.param(date(2018, 10, 11), True, id="the day after"),
    ],
)
def test_it_takes_silence_of_five_working_days_as_acceptance(today, is_deemed):
    assert is_deemed_accepted(received_on=AUTUMN_2018, today=today, calendar=CALENDAR) is is_deemed


def test_it_counts_backward_to_the_notice_of_a_hearing_and_to_a_renewal():
    assert hearing_notice_due_on(hearing_on=date(2018, 10, 12), calendar=CALENDAR) == date(
        2018, 9, 28
    )
    assert renewal_due_on(expires_on=date(2018, 10, 31), calendar=CALENDAR) == date(2018, 9, 13)


@given(
    accepted_on=st.dates(date(2015, 1, 1), date(2025, 1, 1)),
    promised=st.integers(1, 20),
    begin=st.integers(0, 40),
    length=st.integers(0, 40),
    extension=st.integers(0, 10),
)
def test_it_never_promises_later_than_the_law_allows(
    accepted_on, promised, begin, length, extension
):
    terms = ClockTerms(item_type=ItemType.LICENSE, promised_limit=working_days(promised))
    started_on = date.fromordinal(accepted_on.toordinal() + begin)
    hearing = Suspension(
        SpecialProcedure.HEARING, started_on, date.fromordinal(started_on.toordinal() + length)
    )
    statutory, promise = due(
        terms,
        ClockFacts(
            accepted_on=accepted_on,
            suspensions=(hearing,),
            extension=Extension(extension) if extension else None,
        ),
    )
    assert accepted_on < promise <= statutory
