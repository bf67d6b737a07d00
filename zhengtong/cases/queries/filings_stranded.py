"""Which open ex-officio cases the loss of a decider would strand (依职权办件的搁置).

They run on no flow, so nothing in `stranding` finds them: until it is decided each needs a decider
of its body who neither investigated nor proposed nor reviewed.
"""

from collections.abc import Mapping, Sequence

from zhengtong.cases.models import Case, Filing
from zhengtong.cases.queries.stranding import Found, LostPost, StrandedCase
from zhengtong.cases.rules.states import EX_OFFICIO_STATES, ON_THE_CLOCK, CaseState
from zhengtong.people.rules.duties import Post
from zhengtong.people.rules.vacancies import MOST_NAMED

UNDECIDED = sorted(state.value for state in EX_OFFICIO_STATES & ON_THE_CLOCK)


def add_stranded_filings(found: Found) -> None:
    """Add undecided ex-officio cases that none of those remaining could decide (补充依职权办件).

    Two queries for each body that loses a decider.
    """
    for loss, stranded in found.items():
        if loss.post is Post.DECIDER and len(stranded) < MOST_NAMED:
            stranded.extend(_stranded(loss)[: MOST_NAMED - len(stranded)])


def _stranded(loss: LostPost) -> list[StrandedCase]:
    cases = Case.objects.filter(
        region_code=loss.region_code,
        organisation_code=loss.organisation_code,
        state__in=UNDECIDED,
    ).order_by("id")
    if not loss.remaining:
        return [
            _named(number, state) for number, state in cases.values_list("number", "state")[:50]
        ]
    # Whoever remains bars himself only where he took part in the case.
    rows = list(cases.values_list("id", "number", "state", "acceptor"))
    filings = Filing.objects.filter(
        region_code=loss.region_code, case_id__in=[row[0] for row in rows]
    )
    taking_part: Mapping[object, Sequence[str]] = {
        row.case_id: (*row.investigators, row.proposer, row.legality_reviewer) for row in filings
    }
    return [
        _named(number, state)
        for case_id, number, state, acceptor in rows
        if loss.remaining <= {acceptor, *taking_part.get(case_id, ())}
    ]


def _named(number: str, state: str) -> StrandedCase:
    return StrandedCase(number=number, description=f"办件 {number} {CaseState(state).label}")
