"""The columns that a page of the worklist shows, and no others (办件列表取数)."""

import datetime as dt
import uuid
from collections import defaultdict
from typing import NamedTuple

from zhengtong.cases.models import Step
from zhengtong.foundation.statements import ListOf, Statement


class Line(NamedTuple):
    """A case as far as a list needs it; named as the columns are (办件一行的列)."""

    region_code: str
    id: uuid.UUID
    number: str
    state: str
    origin: str
    channel: str
    source: str
    applicant_kind: str
    applicant_name: str
    handler: str
    due_at: dt.datetime | None
    corrected_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    completed_at: dt.datetime | None
    last_act_at: dt.datetime
    item_name: str
    item_type: str
    is_on_the_spot: bool
    is_joint: bool
    statutory_limit: int | None
    statutory_limit_unit: str
    promised_limit: int | None
    promised_limit_unit: str
    listed_procedures: str
    needs_certificate: bool
    certificate_type: str
    clock_record: uuid.UUID | None  # of a suspension or of the extension


class OpenStep(NamedTuple):
    """A node at which a case waits for somebody (待办环节的列)."""

    case_id: uuid.UUID
    node_name: str
    kind: str
    claimed_by: str


def open_steps(*, region_code: str, case_ids: list[uuid.UUID]) -> dict[uuid.UUID, list[OpenStep]]:
    """Return the nodes at which some cases wait, in the order in which they were opened."""
    found: dict[uuid.UUID, list[OpenStep]] = defaultdict(list)
    for row in _OPEN_STEPS.all(region_code=region_code, case_ids=case_ids):
        step = OpenStep._make(row)
        found[step.case_id].append(step)
    return found


_OPEN_STEPS = Statement(
    lambda region_code, case_ids: (
        Step.objects.filter(
            region_code=region_code, case_id__any_of=case_ids, closed_at__isnull=True
        )
        .exclude(post="")
        .order_by("ordinal")
        .values_list(*OpenStep._fields)
    ),
    region_code=str,
    case_ids=ListOf(uuid.UUID),
)
