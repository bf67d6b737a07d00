"""Materials of a case are listed and ticked off (材料登记)."""

import uuid
from collections.abc import Collection, Mapping

from zhengtong.cases.models import Case, CaseMaterial, CollectWay
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.statements import Statement
from zhengtong.kernel.texts import checked_text


def list_materials(
    case: Case, *, terms: ItemTerms, uploaded: Mapping[str, str], at: ActTime
) -> None:
    """List what the item asks for and what was uploaded; what was handed in before stays."""
    for name, file_name in uploaded.items():
        checked_text(name, limit=200, name="材料名称")
        checked_text(file_name, limit=200, name="文件名")
    rows = CaseMaterial.objects.filter(region_code=case.region_code, case_id=case.id)
    listed = dict(rows.values_list("name", "ordinal"))
    for name in uploaded.keys() & listed.keys():
        rows.filter(name=name).update(
            is_collected=True,
            way=CollectWay.UPLOAD,
            file_name=uploaded[name],
            collected_at=at.occurred_at,
        )
    asked = {material.name: material.is_required for material in terms.materials}
    asked |= {name: False for name in uploaded if name not in asked}
    new = [(name, is_required) for name, is_required in asked.items() if name not in listed]
    CaseMaterial.objects.bulk_create(
        [
            CaseMaterial(
                region_code=case.region_code,
                case_id=case.id,
                ordinal=ordinal,
                name=name,
                is_required=is_required,
                is_collected=name in uploaded,
                way=CollectWay.UPLOAD if name in uploaded else "",
                file_name=uploaded.get(name, ""),
                collected_at=at.occurred_at if name in uploaded else None,
            )
            for ordinal, (name, is_required) in enumerate(new, start=len(listed) + 1)
        ]
    )


def collect_materials(case: Case, *, names: Collection[str], way: CollectWay, at: ActTime) -> None:
    """Tick materials off as handed in (收取材料)."""
    CaseMaterial.objects.filter(
        region_code=case.region_code, case_id=case.id, name__in=names, is_collected=False
    ).update(is_collected=True, way=way, collected_at=at.occurred_at)


def copy_materials(*, source: Case, target: Case, at: ActTime) -> None:
    """Send the whole file of one case up to another (随案报送材料)."""
    rows = CaseMaterial.objects.filter(region_code=source.region_code, case_id=source.id)
    CaseMaterial.objects.bulk_create(
        [
            CaseMaterial(
                region_code=target.region_code,
                case_id=target.id,
                ordinal=row.ordinal,
                name=row.name,
                is_required=row.is_required,
                is_collected=row.is_collected,
                way=CollectWay.EXCHANGE if row.is_collected else "",
                copies=row.copies,
                file_name=row.file_name,
                collected_at=at.occurred_at if row.is_collected else None,
            )
            for row in rows.order_by("ordinal")
        ]
    )


_LACKING = Statement(
    lambda region_code, case_id: (
        CaseMaterial.objects.filter(
            region_code=region_code, case_id=case_id, is_required=True, is_collected=False
        )
        .order_by("ordinal")
        .values_list("name")
    ),
    region_code=str,
    case_id=uuid.UUID,
)


def lacking_materials(case: Case) -> list[str]:
    """Return the names of required materials that are not there (尚缺材料)."""
    return [name for (name,) in _LACKING.all(region_code=case.region_code, case_id=case.id)]
