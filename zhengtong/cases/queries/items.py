"""The one place where cases ask the catalogue and the flows (事项与流程的取得)."""

from collections.abc import Collection, Mapping

from zhengtong.cases.models import Case
from zhengtong.cases.rules.deadlines import Approver
from zhengtong.cases.rules.default_limits import limit_or_default
from zhengtong.cases.rules.fees import FeeTerms
from zhengtong.cases.rules.terms import ExtensionTerms, ItemTerms, MaterialTerms
from zhengtong.catalogue import queries as catalogue
from zhengtong.catalogue.queries import ItemForCase
from zhengtong.flows import queries as flows
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.kernel.item_types import EX_OFFICIO, ItemType
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.special_procedures import SpecialProcedure


def current_terms(*, region_code: str, implementation_code: str) -> ItemTerms:
    """Return the running version of an item as a case takes it over (现行事项规定).

    Raises:
        ItemNotRunning: the catalogue knows no such item, or no case can be opened under it.
    """
    return _terms(
        catalogue.item_for_case(region_code=region_code, implementation_code=implementation_code)
    )


def items_named(
    *, region_code: str, organisation_code: str, names: Collection[str]
) -> Mapping[str, list[str]]:
    """Return the codes of a body's running items by name (按名称取事项)."""
    return catalogue.running_items_named(
        region_code=region_code, organisation_code=organisation_code, names=names
    )


def published_terms(case: Case) -> ItemTerms | None:
    """Return the terms of the version that a case was opened under, None where it has none.

    What a case does not keep in columns of its own (materials, fees, pledge) is asked here.
    """
    if case.item_version_id is None:
        return None
    return _terms(
        catalogue.item_version_for_case(
            region_code=case.region_code, item_version_id=case.item_version_id
        )
    )


def terms_for_import(
    *, region_code: str, implementation_codes: Collection[str]
) -> Mapping[str, ItemTerms]:
    """Return the newest version of many items by code, suspended ones too (批量取事项规定)."""
    found = catalogue.items_for_cases(
        region_code=region_code, implementation_codes=implementation_codes
    )
    return {code: _terms(item) for code, item in found.items()}


def flow_of(case: Case) -> FlowGraph:
    """Return the published flow on which a case runs (办件流程).

    Raises:
        FlowNotPublished: there is no such version.
    """
    return flows.published_flow(
        region_code=case.region_code, flow_code=case.flow_code, version=case.flow_version
    ).graph


def terms_of(case: Case) -> ItemTerms:
    """Return the item terms that a case keeps; its materials are rows of their own (事项规定)."""
    return ItemTerms(
        implementation_code=case.implementation_code,
        base_code=case.base_code,
        item_name=case.item_name,
        item_type=ItemType(case.item_type),
        item_version=case.item_version,
        item_version_id=case.item_version_id,
        organisation_code=case.organisation_code,
        statutory_limit=limit_of(case.statutory_limit, case.statutory_limit_unit),
        promised_limit=limit_of(case.promised_limit, case.promised_limit_unit),
        is_on_the_spot=case.is_on_the_spot,
        is_joint=case.is_joint,
        listed_procedures=listed_procedures_of(case.listed_procedures),
        flow_code=case.flow_code,
        flow_version=case.flow_version,
        needs_certificate=case.needs_certificate,
        certificate_type=case.certificate_type,
        extension=extension_terms_of(case),
        correction_limit=TimeLimit(case.correction_limit, LimitUnit(case.correction_limit_unit)),
        delivery_limit=TimeLimit(case.delivery_limit, LimitUnit(case.delivery_limit_unit)),
        intake_apart=case.intake_apart,
        one_person_allowed=case.one_person_allowed,
    )


def extension_terms_of(case: Case) -> ExtensionTerms | None:
    """Return what the item's own rule says about lengthening, None where it says nothing."""
    if case.extension_max is None:
        return None
    return ExtensionTerms(
        max_count=case.extension_max,
        approver=Approver(case.extension_approver) if case.extension_approver else None,
        basis=case.extension_basis,
    )


def listed_procedures_of(words: str) -> frozenset[SpecialProcedure]:
    """Return stored procedures that stop the clocks by the item's own law (不计时特别程序)."""
    return frozenset(SpecialProcedure(word) for word in words.split(",") if word)


def limit_of(count: int | None, unit: str) -> TimeLimit | None:
    """Return a stored limit, None where there is none (取时限)."""
    return None if count is None else TimeLimit(count, LimitUnit(unit))


def _terms(item: ItemForCase) -> ItemTerms:
    return ItemTerms(
        implementation_code=item.implementation_code,
        base_code=item.base_code,
        item_name=item.item_name,
        item_type=item.item_type,
        item_version=item.item_version,
        item_version_id=item.item_version_id,
        organisation_code=item.organisation_code,
        statutory_limit=limit_or_default(own=item.statutory_limit, item_type=item.item_type),
        promised_limit=None if item.item_type in EX_OFFICIO else item.promised_limit,
        is_on_the_spot=item.is_on_the_spot,
        is_joint=item.is_joint,
        # Only what rests on a rule of its own may stop the clock.
        listed_procedures=frozenset(
            procedure.kind for procedure in item.special_procedures if procedure.basis
        ),
        flow_code=item.flow_code,
        flow_version=item.flow_version,
        needs_certificate=item.needs_certificate,
        certificate_type=item.certificate_type_code if item.needs_certificate else "",
        extension=_extension(item),
        correction_limit=item.correction_limit,
        delivery_limit=item.delivery_limit,
        intake_apart=item.is_intake_handler_split,
        one_person_allowed=item.one_person_may_decide,
        materials=_materials(item),
        allows_pledge=item.allows_pledge,
        pledge_check_limit=item.pledge_check_limit,
        fees=_fees(item),
        is_paid_before_delivery=item.is_paid_before_delivery,
    )


def _materials(item: ItemForCase) -> tuple[MaterialTerms, ...]:
    return tuple(
        MaterialTerms(
            name=material.name,
            is_required=material.is_required,
            is_tolerable=material.is_tolerable,
            supply_limit=material.supply_limit,
            is_pledgeable=material.is_pledgeable,
        )
        for material in item.materials
    )


def _fees(item: ItemForCase) -> tuple[FeeTerms, ...]:
    return tuple(
        FeeTerms(
            name=fee.name,
            standard=fee.standard,
            basis=fee.basis,
            unit_amount_fen=fee.unit_amount_fen,
            highest_amount_fen=fee.highest_amount_fen,
            reduction=fee.reduction,
        )
        for fee in item.fees
    )


def _extension(item: ItemForCase) -> ExtensionTerms | None:
    """Return the item's own rule; one in another unit than the limit cannot be applied."""
    limit = item.statutory_limit or item.promised_limit
    own = item.extension_limit
    if own is None or limit is None or own.unit is not limit.unit:
        return None
    return ExtensionTerms(
        max_count=own.count,
        approver=Approver(item.extension_approver) if item.extension_approver else None,
        basis=item.extension_basis,
    )
