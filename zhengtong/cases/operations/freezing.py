"""Write the terms of an item into a case (冻结事项规定)."""

from operator import attrgetter

from zhengtong.cases.models import Case
from zhengtong.cases.models.frozen_item import FrozenItem
from zhengtong.cases.rules.terms import ItemTerms

TERMS_FIELDS = tuple(field.name for field in FrozenItem._meta.local_fields)
_READ = attrgetter(*TERMS_FIELDS)


def put_terms(case: Case, terms: ItemTerms) -> tuple[str, ...]:
    """Write the terms of an item into an unsaved or locked case (填入事项规定).

    Returns:
        the fields that are another than before; hardly ever one between intake and acceptance.
    """
    before = _READ(case)
    case.implementation_code = terms.implementation_code
    case.base_code = terms.base_code
    case.item_name = terms.item_name
    case.item_type = terms.item_type.value
    case.item_version = terms.item_version
    case.item_version_id = terms.item_version_id
    case.is_on_the_spot = terms.is_on_the_spot
    case.is_joint = terms.is_joint
    statutory, promised = terms.statutory_limit, terms.promised_limit
    case.statutory_limit = statutory.count if statutory else None
    case.statutory_limit_unit = statutory.unit.value if statutory else ""
    case.promised_limit = promised.count if promised else None
    case.promised_limit_unit = promised.unit.value if promised else ""
    case.listed_procedures = ",".join(sorted(kind.value for kind in terms.listed_procedures))
    extension = terms.extension
    case.extension_max = extension.max_count if extension else None
    case.extension_approver = extension.approver.value if extension and extension.approver else ""
    case.extension_basis = extension.basis if extension else ""
    case.correction_limit = terms.correction_limit.count
    case.correction_limit_unit = terms.correction_limit.unit.value
    case.delivery_limit = terms.delivery_limit.count
    case.delivery_limit_unit = terms.delivery_limit.unit.value
    case.flow_code = terms.flow_code
    case.flow_version = terms.flow_version
    case.needs_certificate = terms.needs_certificate
    case.certificate_type = terms.certificate_type
    case.intake_apart = terms.intake_apart
    case.one_person_allowed = terms.one_person_allowed
    now = _READ(case)
    if now == before:
        return ()
    pairs = zip(TERMS_FIELDS, before, now, strict=True)
    return tuple(name for name, old, new in pairs if new != old)
