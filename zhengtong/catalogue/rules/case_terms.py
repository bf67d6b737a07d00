"""What a case takes over from the elements of its item (事项对办件的规定)."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhengtong.catalogue.rules.elements import is_given, limit_of, rows_of
from zhengtong.kernel.limits import TimeLimit, on_the_spot, working_days
from zhengtong.kernel.special_procedures import SpecialProcedure

# Length of the correction period where the item says nothing (补正期限).
DEFAULT_CORRECTION_LIMIT = working_days(15)
# 《行政许可法》（2019年修正）第四十四条: 自作出决定之日起十日内颁发、送达.
DEFAULT_DELIVERY_LIMIT = working_days(10)
EXTENSION = "extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemProcedure:
    """A special procedure that the item lists, with the rule it rests on (特别程序)."""

    kind: SpecialProcedure
    basis: str
    limit: TimeLimit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMaterial:
    """A material that the item asks for (申请材料).

    Args:
        necessity: `required`, `not_required` or `conditional`.
        situation: when it is asked for; empty for always.
        is_tolerable: it may be supplied after acceptance (可容缺), within `supply_limit`.
        is_pledgeable: the applicant's undertaking may stand in its place (可承诺替代).
    """

    name: str
    necessity: str
    original_count: int
    copy_count: int
    situation: str = ""
    is_tolerable: bool = False
    supply_limit: TimeLimit | None = None
    is_pledgeable: bool = False

    @property
    def is_required(self) -> bool:
        """Tell whether an application is incomplete without it (是否必要)."""
        return self.necessity == "required" and not self.situation

    @property
    def count(self) -> int:
        """Return originals and copies together (份数)."""
        return self.original_count + self.copy_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFee:
    """A fee that the item charges (收费项目).

    Args:
        unit_amount_fen: price of one unit; None where the standard is words alone.
        highest_amount_fen: of one unit, where the standard leaves room; None for a fixed price.
        reduction: who pays less or nothing; empty where nothing is said.
    """

    name: str
    standard: str
    basis: str
    unit_amount_fen: int | None = None
    highest_amount_fen: int | None = None
    reduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTerms:
    """What the elements of an item version say about its cases (事项对办件的规定).

    Args:
        statutory_limit: None where no law sets one.
        promised_limit: None where the item has none (ex officio).
        extension_limit: how far the item's own rule lets the limit be lengthened; None where
            it says nothing and the general law holds.
        extension_approver: `organ_head`, `government_head` or empty.
        is_intake_handler_split: who takes the papers in may not handle the case (受办分离).
        one_person_may_decide: an on-the-spot case may be reviewed and decided by one person.
        allows_pledge: it may be decided on the applicant's undertaking (告知承诺).
        pledge_check_limit: within which the pledge is checked afterwards.
        is_paid_before_delivery: a grant is handed over once its fees are settled.
    """

    case_kind: str
    is_on_the_spot: bool
    is_joint: bool
    is_one_window: bool
    is_intake_handler_split: bool
    one_person_may_decide: bool
    statutory_limit: TimeLimit | None
    promised_limit: TimeLimit | None
    correction_limit: TimeLimit
    delivery_limit: TimeLimit
    extension_limit: TimeLimit | None
    extension_basis: str
    extension_approver: str
    special_procedures: tuple[ItemProcedure, ...]
    result_type: str
    certificate_type_code: str
    materials: tuple[ItemMaterial, ...]
    allows_pledge: bool = False
    pledge_check_limit: TimeLimit | None = None
    fees: tuple[ItemFee, ...] = ()
    is_paid_before_delivery: bool = False

    @property
    def needs_certificate(self) -> bool:
        """Tell whether granting it means issuing a certificate (是否出证)."""
        return self.result_type == "certificate"


def case_terms(*, elements: Mapping[str, object]) -> CaseTerms:
    """Read what cases need from the elements of an item (事项对办件的规定).

    Elements that are not given leave a limit out or fall back to the rule named beside it. Intake
    and handling are apart for one-window items unless the item says otherwise.

    Raises:
        LimitRefused: a limit does not fit its unit; `check_elements` finds that before.

    Source:
        《行政许可法》（2019年修正）第四十四条（送达）、第四十五条（特别程序）.
    """
    case_kind = _text(elements, "case_kind")
    is_one_window = elements.get("one_window") is True
    split = elements.get("intake_handle_split")
    is_immediate = case_kind == "on_the_spot"
    extension_limit, extension_basis = _extension(elements)
    return CaseTerms(
        case_kind=case_kind,
        is_on_the_spot=is_immediate,
        is_joint=is_given(elements.get("joint_body")),
        is_one_window=is_one_window,
        is_intake_handler_split=split if isinstance(split, bool) else is_one_window,
        one_person_may_decide=is_immediate and elements.get("one_person_on_the_spot") is True,
        statutory_limit=limit_of(elements=elements, identifier="statutory_limit"),
        promised_limit=limit_of(elements=elements, identifier="promised_limit"),
        correction_limit=limit_of(elements=elements, identifier="correction_limit")
        or DEFAULT_CORRECTION_LIMIT,
        delivery_limit=_delivery_limit(elements.get("delivery_limit")),
        extension_limit=extension_limit,
        extension_basis=extension_basis,
        extension_approver=_text(elements, "extension_approver"),
        special_procedures=_procedures(elements),
        result_type=_text(elements, "result_type"),
        certificate_type_code=_text(elements, "certificate_type_code"),
        materials=tuple(_material(row) for row in rows_of(elements.get("materials"))),
        allows_pledge=elements.get("pledge") is True,
        pledge_check_limit=limit_of(elements=elements, identifier="pledge_check_limit"),
        fees=_fees(elements),
        is_paid_before_delivery=elements.get("fee_before_delivery") is True,
    )


def _text(elements: Mapping[str, object], identifier: str) -> str:
    return str(elements.get(identifier) or "")


def _delivery_limit(value: object) -> TimeLimit:
    if not isinstance(value, int):
        return DEFAULT_DELIVERY_LIMIT
    return working_days(value) if value else on_the_spot()


def _extension(elements: Mapping[str, object]) -> tuple[TimeLimit | None, str]:
    """Return how far and on what ground; some sources list it among the special procedures."""
    limit = limit_of(elements=elements, identifier="extension_limit")
    basis = _text(elements, "extension_basis")
    for row in rows_of(elements.get("special_procedures")):
        if row.get("kind") == EXTENSION:
            limit = limit or limit_of(elements=row, identifier="limit")
            basis = basis or _text(row, "basis")
    return limit, basis


def _procedures(elements: Mapping[str, object]) -> tuple[ItemProcedure, ...]:
    return tuple(
        ItemProcedure(
            kind=SpecialProcedure(str(row["kind"])),
            basis=_text(row, "basis"),
            limit=limit_of(elements=row, identifier="limit"),
        )
        for row in rows_of(elements.get("special_procedures"))
        if row.get("kind") in set(SpecialProcedure)
    )


def _material(row: Mapping[str, object]) -> ItemMaterial:
    return ItemMaterial(
        name=_text(row, "material_name"),
        necessity=_text(row, "necessity"),
        original_count=_count(row, "original_count"),
        copy_count=_count(row, "copy_count"),
        situation=_text(row, "situation"),
        is_tolerable=row.get("tolerant") is True,
        supply_limit=limit_of(elements=row, identifier="supply_limit"),
        is_pledgeable=row.get("pledgeable") is True,
    )


def _fees(elements: Mapping[str, object]) -> tuple[ItemFee, ...]:
    """Return the fees of an item that charges; a list left behind by one that does not is none."""
    if elements.get("is_fee") is not True:
        return ()
    return tuple(
        ItemFee(
            name=_text(row, "fee_name"),
            standard=_text(row, "standard"),
            basis=_text(row, "basis"),
            unit_amount_fen=_amount(row, "unit_amount_fen"),
            highest_amount_fen=_amount(row, "highest_amount_fen"),
            reduction=_text(row, "reduction"),
        )
        for row in rows_of(elements.get("fees"))
    )


def _amount(row: Mapping[str, object], identifier: str) -> int | None:
    value = row.get(identifier)
    return value if isinstance(value, int) else None


def _count(row: Mapping[str, object], identifier: str) -> int:
    value = row.get(identifier)
    return value if isinstance(value, int) else 0
