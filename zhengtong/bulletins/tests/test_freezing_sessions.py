"""Freezing while others freeze and write at the same time."""

import pytest

from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.operations.freezing import AlreadyFrozen
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.bulletins.tests.ledger import accept, bulletin_now, freeze, make_district
from zhengtong.foundation.ledger.models import Seal
from zhengtong.people.tests.sessions import in_sessions


@pytest.mark.django_db(transaction=True)
def test_it_freezes_once_among_writers_and_the_cut_off_recomputes(tmp_path):
    make_district()
    outcomes = []

    def freeze_once() -> None:
        try:
            outcomes.append(freeze().number)
        except AlreadyFrozen:
            outcomes.append("refused")

    def write(first: int) -> None:
        for number in range(first, first + 15):
            accept(number)
            if number % 5 == 0:
                bulletin_now()

    def check() -> None:
        assert verify_bulletin(number="510703-2018-02-1").faults == ()
        held = Bulletin.objects.get(region_code="510703")
        seal = Seal.objects.get(region_code="510703")
        assert (seal.position, seal.chain) == (held.position, held.chain)
        assert bulletin_now().totals.counts["license_accepted"] == 45

    in_sessions(
        tmp_path,
        lambda: write(100),
        freeze_once,
        lambda: write(200),
        freeze_once,
        lambda: write(300),
    )
    assert sorted(outcomes) == ["510703-2018-02-1", "refused"]
    in_sessions(tmp_path, check)
