"""A frozen bulletin misses its seal when the ledger was recomputed and seals were taken away."""

import pytest

from zhengtong.bulletins.tests.ledger import freeze
from zhengtong.foundation.ledger.findings import Damage
from zhengtong.foundation.ledger.models import Seal
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import regions_to_verify, verify_region
from zhengtong.foundation.tests.tampering import delete_seals
from zhengtong.places.tests.factories import REGION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def found() -> list[tuple[Damage, int | None, str]]:
    return [(one.damage, one.position, one.message) for one in verify_region(region_code=REGION)]


def test_verification_finds_nothing_in_a_region_with_a_frozen_bulletin():
    freeze()
    number_pending(region_code=REGION)
    assert regions_to_verify() == [REGION]
    assert found() == []


def test_verification_names_the_bulletin_whose_seal_is_gone():
    frozen = freeze()
    number_pending(region_code=REGION)
    seal = Seal.objects.get(region_code=REGION)
    delete_seals(1, mend_head=True)
    position = frozen.bulletin.position
    assert found() == [
        (
            Damage.SEAL_REMOVED,
            position,
            f"通报 510703-2018-02-1 所引的封印（位置 {position}）不见了",
        )
    ]
    seal._state.adding = True
    seal.save()  # PostgreSQL refuses to end a transaction in which the bulletin's seal is gone
