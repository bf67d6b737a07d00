"""The daily list: what will soon have no holder, and what waits to be recorded (人员预警)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from zhengtong.kernel.periods import ONE_DAY
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff
from zhengtong.people.ports import PostLoss, Stranded, stranded_by_each
from zhengtong.people.queries.persons import staff_by_code
from zhengtong.people.rules.duties import Duty, Post, duty_holding, post_holding
from zhengtong.people.rules.tenures import Tenure
from zhengtong.people.rules.vacancies import Vacancy, vacancy_ahead
from zhengtong.places.queries import OrganisationInfo, organisations, organisations_in

DEFAULT_DAYS = 30


class WarningKind(StrEnum):
    """What a warning says (预警类别)."""

    WILL_BE_VACANT = "will_be_vacant"
    IS_VACANT = "is_vacant"
    NOT_RECORDED = "not_recorded"
    NOT_IDENTIFIED = "not_identified"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return _KIND_LABELS[self]


_KIND_LABELS: Mapping[WarningKind, str] = {
    WarningKind.WILL_BE_VACANT: "将无人担任",
    WarningKind.IS_VACANT: "已无人担任",
    WarningKind.NOT_RECORDED: "未报中心备案",
    WarningKind.NOT_IDENTIFIED: "未登记身份证号",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingWarning:
    """One line of the list (预警).

    Args:
        holding: `duty:<duty>` or `post:<post>`; `staff` for who is not identified.
        holding_label: in Chinese.
        starts_on: first day without a holder; first day in force for what is not recorded;
            today for who is not identified.
        last_holders: who holds it last before that, as `姓名（工号）`; who is not identified.
        planned_successors: named but not yet granted, likewise.
        stranded: what the vacancy of a post strands, first ones only.
    """

    kind: WarningKind
    region_code: str
    organisation_code: str
    organisation_name: str
    holding: str
    holding_label: str
    starts_on: date
    last_holders: tuple[str, ...]
    planned_successors: tuple[str, ...] = ()
    stranded: tuple[Stranded, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """One period of a duty or post, whichever it is."""

    staff_code: str
    tenure: Tenure
    successor_code: str

    @property
    def codes(self) -> tuple[str, str]:
        """Return the holder and whoever shall follow."""
        return self.staff_code, self.successor_code


@dataclass(frozen=True, slots=True)
class _Vacant:
    """A duty or post that has no holder from a day on, and who held it last."""

    body: OrganisationInfo
    holding: str
    vacancy: Vacancy
    last: tuple[_Held, ...]

    @property
    def loss(self) -> PostLoss | None:
        """Return what to ask the other domains; None for a duty."""
        kind, _, name = self.holding.partition(":")
        if kind != "post":
            return None
        return PostLoss(
            organisation_code=self.body.code,
            region_code=self.body.region_code,
            post=Post(name),
            staff_code=self.last[-1].staff_code if self.last else "",
            starts_on=self.vacancy.starts_on,
            remaining=frozenset(),
        )


_Key = tuple[str, str]  # organisation code, holding


def staffing_warnings(
    *, today: date, days: int = DEFAULT_DAYS, region_code: str = ""
) -> tuple[StaffingWarning, ...]:
    """Return what has no holder now or soon, what waits to be recorded, who is unknown (预警).

    A duty or post that was once held and has nobody now is listed for `days` days, and a post
    beyond that for as long as a case or flow needs it. Persons without an ID number on file are
    listed body by body: nothing shows whether they have a second staff code.

    Args:
        region_code: bodies of this region alone; empty for all.
    """
    oldest = today - timedelta(days=days)
    own = _of_bodies(region_code)
    held = _held_lately(own, ended_from=oldest - ONE_DAY)
    unidentified = _unidentified(own)
    bodies = organisations({code for code, _ in held} | unidentified.keys())
    names = _names(held)
    vacancies = [
        _Vacant(bodies[code], holding, vacancy, _last_before(periods, vacancy))
        for (code, holding), periods in held.items()
        if (vacancy := vacancy_ahead([one.tenure for one in periods], today=today, days=days))
    ]
    stranded = stranded_by_each([loss for vacant in vacancies if (loss := vacant.loss)])
    found = [
        _warning(vacant, names, stranded.get(vacant.loss, ()) if vacant.loss else ())
        for vacant in vacancies
    ]
    found = [
        one
        for one in found
        if one.kind is WarningKind.WILL_BE_VACANT or one.stranded or one.starts_on >= oldest
    ]
    found += _not_recorded(own, bodies, names, today)
    found += _not_identified(bodies, unidentified, today)
    return tuple(
        sorted(found, key=lambda one: (one.starts_on, one.organisation_code, one.holding, one.kind))
    )


def _of_bodies(region_code: str) -> Q:
    """Return the condition that keeps rows to the bodies of a region; none for all regions."""
    if not region_code:
        return Q()
    return Q(organisation_code__in=[body.code for body in organisations_in(region_code)])


def _held_lately(own: Q, *, ended_from: date) -> Mapping[_Key, Sequence[_Held]]:
    """Return what is held, or was until lately; of a post also who gave it up last, ever.

    An old vacancy matters for a post alone, and only the last holder before it is named.
    """
    lately = Q(ends_on=None) | Q(ends_on__gte=ended_from)
    in_service = own & Q(staff__active=True)
    given_up_later = PostPeriod.objects.filter(
        organisation_code=OuterRef("organisation_code"),
        post=OuterRef("post"),
        staff__active=True,
        ends_on__gt=OuterRef("ends_on"),
        ends_on__lt=ended_from,
    )
    held: dict[_Key, list[_Held]] = defaultdict(list)
    for duty in DutyPeriod.objects.filter(in_service, lately):
        held[duty.organisation_code, duty_holding(duty.duty)].append(_held(duty))
    for post in PostPeriod.objects.filter(in_service, lately | ~Exists(given_up_later)):
        held[post.organisation_code, post_holding(post.post)].append(_held(post))
    return held


def _held(row: DutyPeriod | PostPeriod) -> _Held:
    return _Held(str(row.staff_id), Tenure(row.starts_on, row.ends_on), row.successor_code)


def _names(held: Mapping[_Key, Sequence[_Held]]) -> Mapping[str, str]:
    """Return how each person concerned is named, in one query."""
    codes = {code for each in held.values() for one in each for code in one.codes if code}
    return {code: f"{info.name}（{code}）" for code, info in staff_by_code(codes).items()}


def _last_before(periods: Sequence[_Held], vacancy: Vacancy) -> tuple[_Held, ...]:
    before = vacancy.starts_on - timedelta(days=1)
    return tuple(held for held in periods if held.tenure.covers(before))


def _warning(
    vacant: _Vacant, names: Mapping[str, str], stranded: tuple[Stranded, ...]
) -> StaffingWarning:
    body, vacancy = vacant.body, vacant.vacancy
    return StaffingWarning(
        kind=WarningKind.IS_VACANT if vacancy.is_vacant else WarningKind.WILL_BE_VACANT,
        region_code=body.region_code,
        organisation_code=body.code,
        organisation_name=body.name,
        holding=vacant.holding,
        holding_label=_label(vacant.holding),
        starts_on=vacancy.starts_on,
        last_holders=_named(names, (held.staff_code for held in vacant.last)),
        planned_successors=_named(names, (held.successor_code for held in vacant.last)),
        stranded=stranded,
    )


def _not_recorded(
    own: Q, bodies: Mapping[str, OrganisationInfo], names: Mapping[str, str], today: date
) -> list[StaffingWarning]:
    rows = DutyPeriod.objects.filter(
        own,
        Q(ends_on=None) | Q(ends_on__gte=today),
        recorded_at=None,
        starts_on__lte=today,
        staff__active=True,
    )
    return [
        StaffingWarning(
            kind=WarningKind.NOT_RECORDED,
            region_code=bodies[row.organisation_code].region_code,
            organisation_code=row.organisation_code,
            organisation_name=bodies[row.organisation_code].name,
            holding=duty_holding(row.duty),
            holding_label=Duty(row.duty).label,
            starts_on=row.starts_on,
            last_holders=_named(names, [str(row.staff_id)]),
        )
        for row in rows
    ]


def _unidentified(own: Q) -> Mapping[str, list[str]]:
    """Return the active staff without an ID number on file, by body."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Staff.objects.filter(own, active=True, id_number_hash="").order_by("staff_code")
    for code, name, body in rows.values_list("staff_code", "name", "organisation_code"):
        found[body].append(f"{name}（{code}）")
    return found


def _not_identified(
    bodies: Mapping[str, OrganisationInfo], unidentified: Mapping[str, list[str]], today: date
) -> list[StaffingWarning]:
    return [
        StaffingWarning(
            kind=WarningKind.NOT_IDENTIFIED,
            region_code=bodies[code].region_code,
            organisation_code=code,
            organisation_name=bodies[code].name,
            holding="staff",
            holding_label="工作人员",
            starts_on=today,
            last_holders=tuple(people),
        )
        for code, people in unidentified.items()
    ]


def _label(holding: str) -> str:
    kind, _, name = holding.partition(":")
    return Duty(name).label if kind == "duty" else Post(name).label


def _named(names: Mapping[str, str], codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(names.get(code, code) for code in sorted({code for code in codes if code}))
