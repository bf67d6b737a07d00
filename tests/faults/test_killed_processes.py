"""Web, worker, import and freezing killed with -9, from outside and at their own statements."""

import time
from functools import partial
from pathlib import Path

from tests.faults.books import (
    ACCEPTANCES,
    WITNESSED,
    assert_caught_up,
    assert_kept,
    assert_nothing_half,
)
from tests.faults.conftest import ROUNDS
from tests.faults.installation import Installation, kill
from zhengtong.exchange.tests.elsewhere import write_many

IMPORT = ("--region", "510703", "--source", "部门业务系统")
FREEZE = ("bulletin", "freeze", "--region", "510703", "--month", "2018-02")


def have_accepted(*files: Path) -> bool:
    return all(file.exists() and "accepted" in file.read_text() for file in files)


def test_it_loses_and_doubles_nothing_when_clerks_and_workers_are_killed(there, tmp_path, chance):
    told = [tmp_path / f"{number}" for number in range(2 * ROUNDS)]
    worker = there.start("zhengtong", "worker", "--pause", "0.05")
    for first, second in zip(told[::2], told[1::2], strict=True):
        clerks = [there.start("tests.faults.clerk", file) for file in (first, second)]
        there.wait_for(partial(have_accepted, first, second), what="受理")
        for victim in chance.sample([*clerks, worker], 3):
            time.sleep(chance.uniform(0.05, 0.5))
            kill(victim)
        worker = there.start("zhengtong", "worker", "--pause", "0.05")
    acknowledged, stored = assert_kept(there, *told)
    assert 2 * ROUNDS <= acknowledged <= stored <= acknowledged + 2 * ROUNDS
    # The worker's own sweep deems accepted what a killed clerk left lying since 2018.
    there.wait_for(lambda: there.rows(WITNESSED) == there.rows(ACCEPTANCES), what="送达")
    kill(worker)
    assert_caught_up(there)


def test_it_repeats_no_work_and_skips_none_when_a_worker_is_killed_at_a_statement(
    there, tmp_path, chance
):
    path = write_many(tmp_path / "办件.csv", 120)
    assert there.command("import-cases", path, *IMPORT).code == 0
    statements = [chance.choice((1, -1)) * chance.randint(1, 160) for _ in range(8 * ROUNDS)]
    ended = there.mortal(statements, "worker", "--once")
    assert ended.out.count("ended -9") >= 2, (statements, ended)
    assert ended.out.endswith("last 0\n"), ended
    assert there.rows(ACCEPTANCES) == [(120,)]
    assert_nothing_half(there)
    assert_caught_up(there)


def test_it_takes_up_an_import_that_was_killed_at_a_statement(there, tmp_path, chance):
    path = write_many(tmp_path / "办件.csv", 1200)
    statements = [chance.choice((1, -1)) * chance.randint(1, 60) for _ in range(5 * ROUNDS)]
    ended = there.mortal(statements, "import_cases", str(path), *IMPORT)
    assert "ended -9" in ended.out, (statements, ended)
    assert ended.out.endswith("last 0\n"), ended
    assert there.rows(ACCEPTANCES) == [(1200,)]
    assert there.rows("SELECT count(*), sum(entry_count) FROM cases_case") == [(1200, 2400)]
    assert_nothing_half(there)


def frozen(there: Installation) -> tuple[int, int, int, int]:
    """Return how many bulletins, acts of them, seals and entries of freezing there are."""
    return there.rows(
        "SELECT (SELECT count(*) FROM bulletins_bulletin WHERE region_code = '510703'),"
        " (SELECT count(*) FROM bulletins_bulletinact WHERE region_code = '510703'),"
        " (SELECT count(*) FROM foundation_seal WHERE region_code = '510703'),"
        " (SELECT count(*) FROM foundation_entry"
        "  WHERE region_code = '510703' AND kind = 'bulletins.frozen')"
    )[0]


def test_it_freezes_wholly_or_not_at_all(there, tmp_path, chance):
    assert there.command("import-cases", write_many(tmp_path / "办件.csv", 60), *IMPORT).code == 0
    stride = max(1, 8 // ROUNDS)
    statements = list(range(chance.randint(1, stride), 90, stride))
    ended = there.mortal(statements, *FREEZE)
    codes = [int(line.split()[1]) for line in ended.out.splitlines() if line.startswith("ended")]
    # Killed, killed, …, frozen once, refused ever after.
    assert codes == sorted(codes, key=(-9, 0, 1).index), codes
    assert codes[0] == -9, ended
    assert frozen(there) == (1, 1, 1, 1)
    verified = there.command("bulletin", "verify", "510703-2018-02-1")
    assert (verified.code, "相符" in verified.out) == (0, True), verified
    assert_caught_up(there)
