"""Reads of declarations of exceptions, and what is excepted on a day (例外申报)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from zhengtong.catalogue.models import ExceptionDeclaration
from zhengtong.catalogue.rules.exceptions import (
    ExceptionKind,
    Exceptions,
    ExceptionState,
    KnownException,
)
from zhengtong.places.queries import organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationInfo:
    """A declaration as people look at it (例外申报).

    Args:
        item_name: empty where it is of the whole body.
        declared_by: a staff code, or what else acted; also `decided_by`.
    """

    known: KnownException
    organisation_name: str
    item_name: str
    declared_by: str
    decided_by: str

    @property
    def thing(self) -> str:
        """Return what it is of, in words (申报对象)."""
        item = f"“{self.item_name}”（{self.known.base_code}）" if self.known.base_code else ""
        return f"{self.organisation_name}（{self.known.organisation_code}）{item}"


def exceptions_in_force(*, region_code: str, on: date) -> Exceptions:
    """Return what is excepted in a region on a day, in one query (当日有效例外)."""
    return exceptions_on_days(region_code=region_code, days=(on,))[on]


def exceptions_on_days(*, region_code: str, days: Iterable[date]) -> Mapping[date, Exceptions]:
    """Return what is excepted on each of some days, in one query (各日有效例外)."""
    wanted = sorted(set(days))
    if not wanted:
        return MappingProxyType({})
    rows = ExceptionDeclaration.objects.filter(
        region_code=region_code, counts_from__lte=wanted[-1], counts_to__gte=wanted[0]
    )
    known = [known_exception(row) for row in rows.order_by("number")]
    return MappingProxyType({day: Exceptions(known, on=day) for day in wanted})


def declarations_in(
    *,
    region_code: str,
    organisation_code: str = "",
    kind: ExceptionKind | None = None,
    state: ExceptionState | None = None,
    on: date | None = None,
) -> tuple[DeclarationInfo, ...]:
    """Return the declarations of a region by number, whatever became of them (例外申报清单).

    Args:
        on: those alone that count on this day.
    """
    rows = ExceptionDeclaration.objects.filter(region_code=region_code)
    if organisation_code:
        rows = rows.filter(organisation_code=organisation_code)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    if state is not None:
        rows = rows.filter(state=state.value)
    if on is not None:
        rows = rows.filter(counts_from__lte=on, counts_to__gte=on)
    found = list(rows.order_by("number"))
    names = organisations({row.organisation_code for row in found})
    return tuple(
        DeclarationInfo(
            known=known_exception(row),
            organisation_name=names[row.organisation_code].name
            if row.organisation_code in names
            else row.organisation_code,
            item_name=row.item_name,
            declared_by=row.declared_by,
            decided_by=row.decided_by,
        )
        for row in found
    )


def known_exception(row: ExceptionDeclaration) -> KnownException:
    """Return a declaration's row as the rules see it."""
    return KnownException(
        number=row.number,
        kind=ExceptionKind(row.kind),
        organisation_code=row.organisation_code,
        base_code=row.base_code,
        basis=row.basis,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=ExceptionState(row.state),
        counts_from=row.counts_from,
        counts_to=row.counts_to,
    )
