"""Reads of frozen bulletins, their errata and who made them (已冻结的通报)."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from zhengtong.bulletins.models import Bulletin, BulletinAct
from zhengtong.bulletins.rules import composition
from zhengtong.bulletins.rules.cells import find_cell
from zhengtong.bulletins.rules.composition import stored_bulletin
from zhengtong.bulletins.rules.inputs import inputs_from_json
from zhengtong.bulletins.rules.levels import BulletinLevel, Edition
from zhengtong.bulletins.rules.states import BulletinAction, BulletinState
from zhengtong.foundation.actors import ActorKind
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import Period
from zhengtong.people.queries import staff_by_code

_NUMBER = re.compile(r"(?P<region>\d{6})-\d{4}[-_0-9A-Za-z]*-\d+", re.ASCII)
MOST_LINES = 60
OPERATOR_NAME = "运维人员（命令行）"


class UnknownBulletin(DomainError):
    """No bulletin has the number (没有这期通报)."""

    code: ClassVar[str] = "unknown_bulletin"


class BulletinDamaged(DomainError):
    """What was kept of a frozen bulletin cannot be read any more (通报已损坏)."""

    code: ClassVar[str] = "bulletin_damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumInfo:
    """A correction made after freezing; it names both figures (更正).

    Args:
        cell: `涪城区农业局 行政许可受理`, as the frozen bulletin calls it.
    """

    cell: str
    row_key: str
    column: str
    printed: int | None
    corrected: int | None
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenBulletin:
    """A bulletin as it was frozen, with its errata (冻结的通报).

    Args:
        stated_hash: the hash that was printed; verification compares it.
    """

    number: str
    state: BulletinState
    bulletin: composition.Bulletin
    stated_hash: str
    seal_id: str
    frozen_at: datetime
    frozen_by: str
    errata: tuple[ErratumInfo, ...]
    withdrawn_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenLine:
    """A frozen bulletin in a list (一期)."""

    region_code: str
    region_name: str
    number: str
    edition: Edition
    totals: composition.Row
    errata: int


def frozen_bulletin(*, number: str) -> FrozenBulletin:
    """Return a frozen bulletin by its number, also a withdrawn one (按编号取通报).

    Raises:
        UnknownBulletin: there is none.
    """
    row = Bulletin.objects.filter(region_code=region_of(number), number=number).first()
    if row is None:
        raise UnknownBulletin(f"没有编号为 {number} 的通报，请核对")
    return described(row)


def frozen_for(
    *, region_code: str, period: Period, level: BulletinLevel = BulletinLevel.DEPARTMENT
) -> FrozenBulletin | None:
    """Return the frozen bulletin that stands for a period, None where none does (本期已冻结)."""
    row = Bulletin.objects.filter(
        region_code=region_code,
        first_day=period.first_day,
        last_day=period.last_day,
        level=level,
        state=BulletinState.FROZEN,
    ).first()
    return described(row) if row is not None else None


def frozen_lines(*, region_codes: Sequence[str]) -> list[FrozenLine]:
    """Return the newest frozen bulletins that stand in some regions, newest first (已冻结各期)."""
    rows = list(
        Bulletin.objects.filter(region_code__in=region_codes, state=BulletinState.FROZEN).order_by(
            "-last_day", "-first_day", "region_code"
        )[:MOST_LINES]
    )
    corrected = BulletinAct.objects.filter(
        region_code__in=region_codes,
        bulletin_id__in=[row.id for row in rows],
        action=BulletinAction.CORRECT,
    )
    errata = Counter(corrected.values_list("bulletin_id", flat=True))
    return [_line(row, errata=errata[row.id]) for row in rows]


def region_of(number: str) -> str:
    """Return the region that a bulletin's number begins with (编号所属区划).

    Raises:
        UnknownBulletin: the text is no number of a bulletin.
    """
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise UnknownBulletin(f"“{number}”不是通报编号，应写成 510703-2018-02-1 的样子")
    return found["region"]


def bulletin_of(row: Bulletin) -> composition.Bulletin:
    """Return the bulletin that a row keeps (读回通报).

    Raises:
        BulletinDamaged: it was changed past the platform and makes no sense any more.
    """
    try:
        return stored_bulletin(
            inputs=inputs_from_json(json.loads(row.inputs)), figures=json.loads(row.figures)
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise BulletinDamaged(
            f"{row.number} 保存的依据或数字已损坏，无法读出，请运行 bulletin verify {row.number}"
        ) from fault


def described(row: Bulletin) -> FrozenBulletin:
    """Return a row with its acts put into words, in two queries."""
    acts = list(
        BulletinAct.objects.filter(region_code=row.region_code, bulletin_id=row.id).order_by(
            "act_no"
        )
    )
    names = author_names([(row.author_kind, row.author_code), *map(_author, acts)])
    bulletin = bulletin_of(row)
    withdrawn = [act.reason for act in acts if act.action == BulletinAction.WITHDRAW]
    return FrozenBulletin(
        number=row.number,
        state=BulletinState(row.state),
        bulletin=bulletin,
        stated_hash=row.figures_hash,
        seal_id=str(row.seal_id),
        frozen_at=row.frozen_at,
        frozen_by=names[row.author_kind, row.author_code],
        errata=tuple(
            _erratum(act, bulletin, made_by=names[_author(act)])
            for act in acts
            if act.action == BulletinAction.CORRECT
        ),
        withdrawn_for="".join(withdrawn),
    )


def author_names(authors: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return what people are called, by kind and code, in one query (经办人姓名)."""
    wanted = set(authors)
    people = staff_by_code([code for kind, code in wanted if kind == ActorKind.STAFF])
    return {
        (kind, code): people[code].name
        if kind == ActorKind.STAFF and code in people
        else (OPERATOR_NAME if kind == ActorKind.SYSTEM else code)
        for kind, code in wanted
    }


def _line(row: Bulletin, *, errata: int) -> FrozenLine:
    bulletin = bulletin_of(row)
    return FrozenLine(
        region_code=row.region_code,
        region_name=bulletin.inputs.region_name,
        number=row.number,
        edition=bulletin.inputs.edition,
        totals=bulletin.totals,
        errata=errata,
    )


def _author(act: BulletinAct) -> tuple[str, str]:
    return act.actor_kind, act.actor_code


def _erratum(act: BulletinAct, bulletin: composition.Bulletin, *, made_by: str) -> ErratumInfo:
    cell = find_cell(bulletin=bulletin, row=act.row_key, column=act.column)
    return ErratumInfo(
        cell=cell.label,
        row_key=act.row_key,
        column=act.column,
        printed=act.printed,
        corrected=act.corrected,
        reason=act.reason,
        made_at=act.occurred_at,
        made_by=made_by,
    )
