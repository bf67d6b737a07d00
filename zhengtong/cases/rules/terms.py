"""What a case takes over from its item and keeps, whatever becomes of the item (冻结的事项规定)."""

import uuid
from dataclasses import dataclass, field

from zhengtong.cases.rules.deadlines import Approver, ClockTerms
from zhengtong.cases.rules.fees import FeeTerms
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import TimeLimit, working_days
from zhengtong.kernel.special_procedures import SpecialProcedure

# Length of the correction period where the item says nothing: the platform's own choice (平台设定).
DEFAULT_CORRECTION_LIMIT = working_days(15)
# 《行政许可法》（2019年修正）第四十四条: 自作出决定之日起十日内颁发、送达.
DEFAULT_DELIVERY_LIMIT = working_days(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialTerms:
    """One material that the item asks for (事项要求的材料).

    Args:
        is_tolerable: it may be supplied after acceptance, within `supply_limit` (可容缺).
        is_pledgeable: the applicant's pledge may stand for it (可承诺替代).
    """

    name: str
    is_required: bool
    is_tolerable: bool = False
    supply_limit: TimeLimit | None = None
    is_pledgeable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionTerms:
    """What the item's own rule says about lengthening (事项的延长规定).

    Args:
        max_count: in the unit of the limit.
        basis: clause that allows it; empty where art. 42 does.
    """

    max_count: int
    approver: Approver | None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """An item version as a case keeps it (事项规定).

    Args:
        item_version_id: key of the version in the catalogue; None for history whose version
            is not known.
        flow_code: empty where no flow is published.
        certificate_type: code of the type; empty where the result is no certificate, or where
            the item does not say which.
        intake_apart: who takes the papers in may not handle the case (受办分离).
        one_person_allowed: an on-the-spot case may be reviewed and decided by one person.
        materials and all that follows: of the published version; a case keeps the version, and
            `queries.items.published_terms` reads them there.
    """

    implementation_code: str
    base_code: str
    item_name: str
    item_type: ItemType
    item_version: int
    organisation_code: str
    item_version_id: uuid.UUID | None = None
    statutory_limit: TimeLimit | None = None
    promised_limit: TimeLimit | None = None
    is_on_the_spot: bool = False
    is_joint: bool = False
    listed_procedures: frozenset[SpecialProcedure] = frozenset()
    flow_code: str = ""
    flow_version: int = 0
    needs_certificate: bool = False
    certificate_type: str = ""
    extension: ExtensionTerms | None = None
    correction_limit: TimeLimit = DEFAULT_CORRECTION_LIMIT
    delivery_limit: TimeLimit = DEFAULT_DELIVERY_LIMIT
    intake_apart: bool = False
    one_person_allowed: bool = False
    materials: tuple[MaterialTerms, ...] = field(default=())
    allows_pledge: bool = False
    pledge_check_limit: TimeLimit | None = None
    fees: tuple[FeeTerms, ...] = ()
    is_paid_before_delivery: bool = False

    def clock_terms(self, *, extends_promise: bool = True) -> ClockTerms:
        """Return what the clocks need (计时规定)."""
        return ClockTerms(
            item_type=self.item_type,
            statutory_limit=self.statutory_limit,
            promised_limit=self.promised_limit,
            is_joint=self.is_joint,
            listed_procedures=self.listed_procedures,
            extends_promise=extends_promise,
        )
