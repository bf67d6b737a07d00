"""Seals: numbered, chained, and missed when somebody who recomputed the chain takes them away."""

from datetime import UTC, datetime

import pytest

from zhengtong.foundation.ledger import seal_keepers
from zhengtong.foundation.ledger.findings import Damage, Finding
from zhengtong.foundation.ledger.models import RegionHead, Seal
from zhengtong.foundation.ledger.seal_keepers import KeptSeal, SealKeeper, register_seal_keeper
from zhengtong.foundation.ledger.seals import seal_region, signature_holds
from zhengtong.foundation.ledger.verification import regions_to_verify, verify_region
from zhengtong.foundation.ledger.witnesses import Witness
from zhengtong.foundation.tests.ledger_subject import REGION, append_entries
from zhengtong.foundation.tests.tampering import delete_seals, rewrite_and_rechain, tamper

NOW = datetime(2018, 2, 28, 10, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keepers(monkeypatch):
    monkeypatch.setattr(seal_keepers, "_KEEPERS", {})


@pytest.fixture
def seals() -> list[Seal]:
    """Three seals, each after two more entries: at positions 2, 4 and 6."""
    made = []
    for number, period in enumerate(("2018-01", "2018-02", "2018-03")):
        append_entries(2, start=2 * number + 1)
        made.append(seal_region(region_code=REGION, period=period, now=NOW).seal)
    return made


def keep(seal: Seal, *, chain: str = "") -> None:
    """Let a bulletin keep a seal."""
    kept = KeptSeal(
        seal_id=seal.id,
        position=seal.position,
        chain=chain or seal.chain,
        holder="通报 510703-2018-03-1",
    )
    register_seal_keeper(
        "bulletins", SealKeeper(regions=lambda: [REGION], seals_of=lambda region: [kept])
    )


def found(*against: Witness) -> list[Finding]:
    return list(verify_region(region_code=REGION, against=against))


def places(*against: Witness) -> list[tuple[Damage, int | None]]:
    return [(one.damage, one.position) for one in found(*against)]


def printed(seal: Seal, *, digits: int = 64) -> Witness:
    return Witness(position=seal.position, chain=seal.chain[:digits], name="印出的封印")


def test_it_numbers_seals_and_lets_each_sign_the_one_before(seals):
    assert [seal.sequence for seal in seals] == [1, 2, 3]
    assert [seal.previous for seal in seals] == ["", seals[0].signature, seals[1].signature]
    assert all(signature_holds(seal) for seal in seals)
    assert RegionHead.objects.get(region_code=REGION).last_seal == 3
    assert found() == []


@pytest.mark.parametrize("column", ["sequence", "previous", "period", "position", "chain"])
def test_it_signs_every_column(seals, column):
    seal = seals[1]
    held = getattr(seal, column)
    setattr(seal, column, held + 1 if isinstance(held, int) else held + "0")
    assert not signature_holds(seal)


def test_it_names_the_stretch_when_the_chain_was_recomputed(seals):
    rewrite_and_rechain(3)
    findings = found()
    assert [(one.damage, one.position) for one in findings] == [
        (Damage.SEAL_BROKEN, 4),
        (Damage.SEAL_BROKEN, 6),
    ]
    assert "位置 3 至 4 之间" in findings[0].message


def test_it_names_a_forged_seal(seals):
    tamper("UPDATE foundation_seal SET period = '2018-09' WHERE sequence = 2")
    assert places() == [(Damage.SEAL_BROKEN, 4)]


def test_it_names_a_seal_put_in_place_of_another(seals):
    """A good seal of the same key, moved over the one that the next seal signed."""
    delete_seals(2, mend_head=False)
    RegionHead.objects.filter(region_code=REGION).update(last_seal=1)
    other = seal_region(region_code=REGION, period="2018-02b", now=NOW).seal
    RegionHead.objects.filter(region_code=REGION).update(last_seal=3)
    assert (other.sequence, signature_holds(other)) == (2, True)
    assert [one.message for one in found()] == [
        "第 3 枚封印（2018-03）接的不是现有的第 2 枚：后者被换过"
    ]


@pytest.mark.parametrize("mend_head", [False, True])
def test_it_misses_a_seal_in_the_middle(seals, mend_head):
    delete_seals(2, mend_head=mend_head)
    assert [one.message for one in found()] == ["第 2 枚封印不见了"]


def test_it_misses_the_first_seals(seals):
    delete_seals(1, 2, mend_head=True)
    assert [one.message for one in found()] == ["第 1 至 2 枚封印不见了"]


def test_it_misses_the_last_seal_by_the_head(seals):
    delete_seals(3, mend_head=False)
    assert [one.message for one in found()] == ["第 3 枚封印不见了"]


def test_it_goes_on_missing_the_last_seal_after_the_next_one(seals):
    delete_seals(3, mend_head=False)
    append_entries(1, start=7)
    assert seal_region(region_code=REGION, period="2018-04", now=NOW).seal.sequence == 4
    assert [one.message for one in found()] == ["第 3 枚封印不见了"]


def test_it_names_a_head_that_knows_fewer_seals_than_there_are(seals):
    RegionHead.objects.filter(region_code=REGION).update(last_seal=2)
    assert [one.damage for one in found()] == [Damage.HEAD_WRONG]


def test_a_bulletin_misses_the_last_seal_of_a_recomputed_chain(seals):
    keep(seals[2])
    rewrite_and_rechain(5)
    delete_seals(3, mend_head=True)
    findings = found()
    assert [(one.damage, one.position) for one in findings] == [
        (Damage.SEAL_REMOVED, 6),
        (Damage.SEAL_BROKEN, 6),
    ]
    assert findings[0].message == "通报 510703-2018-03-1 所引的封印（位置 6）不见了"
    assert "位置 5 至 6 之间有条目被改动并重算了链" in findings[1].message


def test_a_bulletin_misses_its_seal_where_all_are_gone(seals):
    keep(seals[0])
    rewrite_and_rechain(1)
    delete_seals(1, 2, 3, mend_head=True)
    assert places() == [(Damage.SEAL_REMOVED, 2), (Damage.SEAL_BROKEN, 2)]


def test_a_bulletin_misses_a_region_whose_ledger_is_gone_as_a_whole(seals):
    keep(seals[2])
    tamper("DELETE FROM foundation_seal")
    for table in ("position", "queuedentry", "regionhead"):
        tamper(f"DELETE FROM foundation_{table}")
    assert regions_to_verify() == [REGION]
    assert places()[:2] == [(Damage.SEAL_REMOVED, 6), (Damage.REMOVED, 6)]


def test_a_printed_seal_finds_a_recomputed_chain_without_any_seal_left(seals):
    rewrite_and_rechain(3)
    delete_seals(1, 2, 3, mend_head=True)
    assert found() == []
    assert places(printed(seals[0])) == []
    assert places(printed(seals[0]), printed(seals[2])) == [(Damage.SEAL_BROKEN, 6)]
    assert "位置 3 至 6" in found(printed(seals[0]), printed(seals[2]))[0].message


def test_a_printed_seal_finds_a_ledger_cut_off_before_it(seals):
    lost = Witness(position=9, chain="ab" * 32, name="印出的封印")
    assert places(lost) == [(Damage.REMOVED, 9)]


def test_the_first_digits_of_a_printed_chain_are_enough(seals):
    assert places(printed(seals[1], digits=12)) == []
    other = Witness(position=4, chain="0" * 12, name="印出的封印")
    assert places(other) == [(Damage.SEAL_BROKEN, 4)]


def test_it_seals_a_position_once_a_period(seals):
    again = seal_region(region_code=REGION, period="2018-03", now=NOW)
    assert (again.is_new, again.seal.id) == (False, seals[2].id)
    other = seal_region(region_code=REGION, period="2018-I", now=NOW)
    assert (other.is_new, other.seal.sequence) == (True, 4)


def test_it_seals_again_where_the_seal_is_forged(seals):
    tamper("UPDATE foundation_seal SET signature = 'AAAA' WHERE sequence = 3")
    assert seal_region(region_code=REGION, period="2018-03", now=NOW).is_new
