"""Witnesses of a region's chain: seals, what bulletins keep of them, what was printed.

Each states a position and the value that the chain had there. A chain that was recomputed
disagrees with every witness that could not be rewritten with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengtong.foundation.ledger.findings import Damage, Finding
from zhengtong.foundation.ledger.models import RegionHead, Seal
from zhengtong.foundation.ledger.seal_keepers import kept_seals
from zhengtong.foundation.ledger.seals import signature_holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """That the chain began with `chain` at a position; `name` says in Chinese who states it."""

    position: int
    chain: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealsRead:
    """What the seals of a region come to: damage among them, and what they bear witness of."""

    findings: list[Finding]
    witnesses: list[Witness]


def read_seals(*, region_code: str) -> SealsRead:
    """Check the seals of a region among themselves and against what others keep of them."""
    seals = list(Seal.objects.filter(region_code=region_code).order_by("sequence"))
    sound = [seal for seal in seals if signature_holds(seal)]
    there, good = {seal.id for seal in seals}, {seal.id for seal in sound}
    kept = [one for one in kept_seals(region_code=region_code) if one.seal_id not in good]
    findings = [
        *_broken([seal for seal in seals if seal.id not in good]),
        *_unlinked(sound),
        *_missing(seals, region_code=region_code),
        *(
            Finding(
                region_code=region_code,
                damage=Damage.SEAL_REMOVED,
                position=one.position,
                message=f"{one.holder} 所引的封印（位置 {one.position}）不见了",
            )
            for one in kept
            if one.seal_id not in there
        ),
    ]
    witnesses = [
        *(Witness(position=one.position, chain=one.chain, name=_named(one)) for one in sound),
        *(Witness(position=one.position, chain=one.chain, name=one.holder) for one in kept),
    ]
    return SealsRead(findings=findings, witnesses=witnesses)


def _named(seal: Seal) -> str:
    return f"第 {seal.sequence} 枚封印（{seal.period}）"


def _broken(seals: Sequence[Seal]) -> Iterator[Finding]:
    for seal in seals:
        yield Finding(
            region_code=seal.region_code,
            damage=Damage.SEAL_BROKEN,
            position=seal.position,
            message=f"{_named(seal)}在位置 {seal.position}，签名无效",
        )


def _unlinked(sound: Sequence[Seal]) -> Iterator[Finding]:
    """Yield seals that follow another one than the one that they signed."""
    for before, seal in pairwise(sound):
        if seal.sequence == before.sequence + 1 and seal.previous != before.signature:
            yield Finding(
                region_code=seal.region_code,
                damage=Damage.SEAL_BROKEN,
                position=seal.position,
                message=f"{_named(seal)}接的不是现有的第 {before.sequence} 枚：后者被换过",
            )


def _missing(seals: Sequence[Seal], *, region_code: str) -> Iterator[Finding]:
    """Yield the gaps in the numbers of the seals, up to the last one that the head knows."""
    head = RegionHead.objects.filter(region_code=region_code).first()
    expected = 1
    for sequence, position in (
        *((seal.sequence, seal.position) for seal in seals),
        ((head.last_seal if head else 0) + 1, None),
    ):
        if sequence > expected:
            lost = f"{expected}" if sequence == expected + 1 else f"{expected} 至 {sequence - 1}"
            yield Finding(
                region_code=region_code,
                damage=Damage.SEAL_REMOVED,
                position=position,
                message=f"第 {lost} 枚封印不见了",
            )
        elif sequence < expected:
            yield Finding(
                region_code=region_code,
                damage=Damage.HEAD_WRONG,
                position=None,
                message=f"账本头记载 {sequence - 1} 枚封印，实际有第 {expected - 1} 枚",
            )
        expected = sequence + 1
