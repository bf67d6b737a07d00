"""The figures that cases report (办件指标口径). Imported from `apps.py`, which declares them."""

from zhengtong.cases.events import (
    CaseAccepted,
    CaseCompleted,
    CaseDeemedAccepted,
    CaseRelayed,
    CaseReturnedAfterAcceptance,
    CaseWithdrawnAfterAcceptance,
    ConsultationCounted,
)
from zhengtong.cases.events.ex_officio import CaseClosed, CaseDropped, CaseFiled
from zhengtong.foundation.indicators import Measure, declare_measure

# By acceptance time; a case deemed accepted counts on the day of receipt. A filing (立案) counts
# as accepted, closing (结案) as completed; a case dropped (撤案) ended after it was accepted.
ACCEPTED = declare_measure(
    Measure(
        code="accepted",
        label="受理数",
        kinds=frozenset({CaseAccepted.name, CaseDeemedAccepted.name, CaseFiled.name}),
    )
)
# By completion time; cases that were never accepted are in neither column.
COMPLETED = declare_measure(
    Measure(
        code="completed",
        label="办结数",
        kinds=frozenset(
            {
                CaseCompleted.name,
                CaseRelayed.name,
                CaseWithdrawnAfterAcceptance.name,
                CaseReturnedAfterAcceptance.name,
                CaseClosed.name,
                CaseDropped.name,
            }
        ),
    )
)
# No case and in neither column above; each key pressed is one entry.
CONSULTATIONS = declare_measure(
    Measure(code="consultations", label="咨询数", kinds=frozenset({ConsultationCounted.name}))
)
