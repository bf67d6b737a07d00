"""PostgreSQL killed and restarted under load; a connection that is cut in the middle of an act."""

import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.faults.books import ACCEPTANCES, WITNESSED, assert_caught_up, assert_kept
from tests.faults.conftest import ROUNDS
from tests.faults.installation import Installation, kill, seeded
from tests.faults.server import Server, running_server
from tests.faults.test_killed_processes import FREEZE, IMPORT, frozen
from zhengtong.exchange.tests.elsewhere import write_many

LOST = "与数据库的连接中断"


@pytest.fixture(autouse=True)
def _only_where_there_is_a_server(django_db_setup: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite 没有服务器，也没有连接可断")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as started:
        yield started


def accepted_in(path: Path) -> int:
    return path.read_text().count("accepted") if path.exists() else 0


def have_gone_on(before: dict[Path, int]) -> bool:
    return all(accepted_in(path) > count for path, count in before.items())


def test_it_goes_on_after_the_server_was_killed_under_load(server, tmp_path, chance):
    told = [tmp_path / "甲", tmp_path / "乙"]
    with seeded(tmp_path / "there", server=server.address) as there:
        worker = there.start("zhengtong", "worker", "--pause", "0.05")
        clerks = [there.start("tests.faults.clerk", path) for path in told]
        for number in range(2 * ROUNDS):
            there.wait_for(partial(have_gone_on, {path: accepted_in(path) for path in told}),
                           what="受理")  # fmt: skip
            time.sleep(chance.uniform(0, 0.3))
            server.kill() if number % 2 else server.stop_immediately()
            time.sleep(chance.uniform(0, 0.3))
            server.start_again()
        there.wait_for(
            partial(have_gone_on, {path: accepted_in(path) for path in told}), what="受理"
        )
        assert [one.poll() for one in (*clerks, worker)] == [None, None, None], there.said()
        for clerk in clerks:
            kill(clerk)
        acknowledged, stored = assert_kept(there, *told)
        assert 4 <= acknowledged <= stored
        assert LOST in "".join(path.read_text() for path in told)
        there.wait_for(lambda: there.rows(WITNESSED) == there.rows(ACCEPTANCES), what="送达")
        kill(worker)
        assert_caught_up(there)


def test_it_repeats_what_a_cut_connection_left_undone(there: Installation, tmp_path, chance):
    told = tmp_path / "甲"
    worker = there.start("zhengtong", "worker", "--pause", "0.05")
    clerk = there.start("tests.faults.clerk", told)
    for _ in range(5 * ROUNDS):
        there.wait_for(partial(have_gone_on, {told: accepted_in(told)}), what="受理")
        time.sleep(chance.uniform(0, 0.05))
        cut_all(there)
    there.wait_for(partial(have_gone_on, {told: accepted_in(told)}), what="受理")
    assert (clerk.poll(), worker.poll()) == (None, None), there.said()
    kill(clerk)
    acknowledged, stored = assert_kept(there, told)
    assert 5 * ROUNDS <= acknowledged <= stored <= acknowledged + 1
    there.wait_for(lambda: there.rows(WITNESSED) == there.rows(ACCEPTANCES), what="送达")
    kill(worker)
    assert_caught_up(there)


def cut_all(there: Installation) -> None:
    """End every session of the platform's database but our own."""
    with psycopg.connect(there.address, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_it_says_so_and_freezes_nothing_when_the_connection_is_cut(
    there: Installation, tmp_path, chance: random.Random
):
    assert there.command("import-cases", write_many(tmp_path / "办件.csv", 60), *IMPORT).code == 0
    stride = max(1, 10 // ROUNDS)
    statements = [f"cut{number}" for number in range(chance.randint(2, stride), 90, stride)]
    ended = there.mortal(statements, *FREEZE)
    codes = [int(line.split()[1]) for line in ended.out.splitlines() if line.startswith("ended")]
    assert set(codes) <= {0, 1}, ended
    assert codes.count(0) <= 1
    assert LOST in ended.err
    assert "Traceback" not in ended.err, ended.err
    assert frozen(there) == (1, 1, 1, 1)
    assert there.command("bulletin", "verify", "510703-2018-02-1").code == 0
