"""Which open ex-officio cases the loss of a decider would strand (依职权办件的搁置).

They run on no flow, so nothing in `stranding` finds them: until it is decided each needs a decider
of its body who neither investigated nor proposed nor reviewed.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from zhengtong.cases.models import Case, Filing
from zhengtong.cases.queries.stranding import Found, LostPost, StrandedCase
from zhengtong.cases.rules.states import EX_OFFICIO_STATES, ON_THE_CLOCK, CaseState
from zhengtong.people.rules.duties import Post
from zhengtong.people.rules.vacancies import MOST_NAMED

UNDECIDED = sorted(state.value for state in EX_OFFICIO_STATES & ON_THE_CLOCK)


@dataclass(frozen=True, slots=True)
class _Undecided:
    number: str
    state: str
    barred: frozenset[str]


def add_stranded_filings(found: Found) -> None:
    """Add undecided ex-officio cases that none of those remaining could decide (补充依职权办件).

    Two queries a region, whatever the number of bodies that lose a decider.
    """
    losing: dict[str, list[LostPost]] = defaultdict(list)
    for loss in found:
        if loss.post is Post.DECIDER:
            losing[loss.region_code].append(loss)
    for region_code, losses in losing.items():
        undecided = _undecided(region_code, {loss.organisation_code for loss in losses})
        for loss in losses:
            # Whoever remains is barred only where he took part; with nobody left all are stranded.
            stranded = [
                StrandedCase(
                    number=case.number,
                    description=f"办件 {case.number} {CaseState(case.state).label}",
                )
                for case in undecided[loss.organisation_code]
                if loss.remaining <= case.barred
            ]
            found[loss].extend(stranded[: MOST_NAMED - len(found[loss])])


def _undecided(region_code: str, bodies: Collection[str]) -> defaultdict[str, list[_Undecided]]:
    """Return the undecided cases of some bodies, with who may not decide each."""
    rows = list(
        Case.objects.filter(
            region_code=region_code, organisation_code__in=sorted(bodies), state__in=UNDECIDED
        )
        .order_by("id")
        .values_list("id", "organisation_code", "number", "state", "acceptor")
    )
    taking_part = _taking_part(region_code, [row[0] for row in rows])
    found: defaultdict[str, list[_Undecided]] = defaultdict(list)
    for case_id, body, number, state, acceptor in rows:
        barred = taking_part.get(case_id, frozenset()) | {acceptor}
        found[body].append(_Undecided(number, state, barred))
    return found


def _taking_part(
    region_code: str, case_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, frozenset[str]]:
    if not case_ids:
        return {}
    rows = Filing.objects.filter(region_code=region_code, case_id__in=case_ids)
    return {
        row.case_id: frozenset((*row.investigators, row.proposer, row.legality_reviewer))
        for row in rows
    }
