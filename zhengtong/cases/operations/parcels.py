"""Papers come in and results go out by express; a waybill stands for one parcel (快递)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from zhengtong.cases.events import ParcelHandled
from zhengtong.cases.models import Case, CaseMaterial, CollectWay, Parcel
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.materials import collect_materials
from zhengtong.cases.operations.recording import ActText, lock_case, record_note
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.counter_acts import CounterAct, check_may_stand
from zhengtong.cases.rules.parcels import (
    Direction,
    ParcelRefused,
    WaybillUsed,
    check_parcel,
    read_waybill,
)
from zhengtong.cases.rules.states import BEFORE_ACCEPTANCE, CaseState
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.texts import checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSlip:
    """What the slip of a parcel says (快递单).

    Args:
        receiver: who received it, or is to.
        proof: the posting or signing slip.

    Raises:
        TextRefused: one of them is too long or cannot be shown.
    """

    waybill: str
    contents: str
    receiver: str
    proof: str
    carrier: str = ""

    def __post_init__(self) -> None:
        checked_text(self.contents, limit=500, name="内件")
        checked_text(self.receiver, limit=100, name="收件人")
        checked_text(self.proof, limit=200, name="凭证")
        checked_text(self.carrier, limit=50, name="承运单位")


@transaction.atomic
def take_in_parcel(
    *,
    case_number: str,
    slip: ParcelSlip,
    materials: Collection[str] = (),
    by: Actor,
    at: ActTime,
) -> Parcel:
    """Record papers that came by express, and tick off what was in it (收到快递).

    Args:
        materials: names of materials of a case that waits for acceptance; what was tolerated is
            supplied by an act of its own.

    Raises:
        ParcelRefused: waybill, contents, receiver or proof lack, or a material is not asked for.
        WaybillUsed: the waybill belongs to another parcel.
        ActionNotAllowed: a draft, or a record that was voided or deleted.
    """
    case = _locked(case_number, CounterAct.TAKE_IN_PARCEL, by=by, at=at)
    if materials:
        _check_materials(case, materials)
    parcel = _record(case, Direction.INWARD, slip, by=by, at=at)
    collect_materials(case, names=materials, way=CollectWay.PAPER, at=at)
    return parcel


@transaction.atomic
def send_parcel(*, case_number: str, slip: ParcelSlip, by: Actor, at: ActTime) -> Parcel:
    """Record papers that went out by express (寄出快递).

    A result sent out is delivered once it was received: `deliver_case` with the same waybill.

    Raises:
        ParcelRefused: waybill, contents, receiver or proof is lacking.
        WaybillUsed: the waybill belongs to another parcel.
        ActionNotAllowed: a draft, or a record that was voided or deleted.
    """
    case = _locked(case_number, CounterAct.SEND_PARCEL, by=by, at=at)
    return _record(case, Direction.OUTWARD, slip, by=by, at=at)


def put_delivery_parcel(case: Case, *, waybill: str, at: ActTime) -> None:
    """Let the waybill of a delivery stand for a parcel of this case and no other (送达运单).

    Raises:
        ParcelRefused: it cannot be a waybill.
        WaybillUsed: it belongs to another case, or to what came in.
    """
    known = _parcel(case, read_waybill(waybill))
    if known is None:
        _write(
            case,
            Direction.OUTWARD,
            ParcelSlip(
                waybill=waybill,
                contents="办理结果",
                receiver=case.contact_name or case.applicant_name,
                proof=waybill.strip(),
            ),
            at=at,
        )
    elif known.case_id != case.id or known.direction != Direction.OUTWARD:
        raise _used(known)


def _locked(case_number: str, action: CounterAct, *, by: Actor, at: ActTime) -> Case:
    case = lock_case(case_number)
    require(
        by, CasePermission.HANDLE_PARCEL, organisation_code=case.organisation_code, today=at.today
    )
    check_may_stand(state=CaseState(case.state), action=action)
    return case


def _record(
    case: Case, direction: Direction, slip: ParcelSlip, *, by: Actor, at: ActTime
) -> Parcel:
    check_parcel(contents=slip.contents, receiver=slip.receiver, proof=slip.proof)
    known = _parcel(case, read_waybill(slip.waybill))
    if known is not None:
        raise _used(known)
    parcel = _write(case, direction, slip, at=at)
    is_inward = direction is Direction.INWARD
    carrier = f"{parcel.carrier} " if parcel.carrier else ""
    record_note(
        case,
        action=CounterAct.TAKE_IN_PARCEL if is_inward else CounterAct.SEND_PARCEL,
        event=ParcelHandled(
            case_number=case.number,
            implementation_code=case.implementation_code,
            direction=direction.value,
        ),
        by=by,
        at=at,
        text=ActText(opinion=f"{carrier}{parcel.waybill}：{parcel.contents}"),
    )
    return parcel


def _write(case: Case, direction: Direction, slip: ParcelSlip, *, at: ActTime) -> Parcel:
    parcel = Parcel(
        region_code=case.region_code,
        case_id=case.id,
        direction=direction.value,
        waybill=read_waybill(slip.waybill),
        carrier=slip.carrier.strip(),
        contents=slip.contents.strip(),
        receiver=slip.receiver.strip(),
        proof=slip.proof.strip(),
        handled_at=at.occurred_at,
    )
    try:
        with transaction.atomic():
            parcel.save()
    except IntegrityError as clash:  # entered at another window in the same moment
        raise WaybillUsed(f"运单号 {parcel.waybill} 刚刚已被登记，请核对") from clash
    return parcel


def _parcel(case: Case, waybill: str) -> Parcel | None:
    rows = Parcel.objects.filter(region_code=case.region_code, waybill=waybill, is_released=False)
    return rows.first()


def _used(known: Parcel) -> WaybillUsed:
    direction = Direction(known.direction).label
    return WaybillUsed(
        f"运单号 {known.waybill} 已登记为{direction}的快递（{known.contents}），请核对"
    )


def _check_materials(case: Case, names: Collection[str]) -> None:
    if CaseState(case.state) not in BEFORE_ACCEPTANCE:
        raise ParcelRefused("办件已经受理，容缺的材料请登记补齐，不在快递里收取")
    rows = CaseMaterial.objects.filter(region_code=case.region_code, case_id=case.id)
    listed = set(rows.values_list("name", flat=True))
    strange = [name for name in names if name not in listed]
    if strange:
        raise ParcelRefused("本件没有要求：" + "、".join(strange))
