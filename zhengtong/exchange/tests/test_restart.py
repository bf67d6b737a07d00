"""A killed import is taken up again: nothing half, nothing twice, nothing lost."""

import signal
import subprocess

import pytest

from zhengtong.exchange.tests.elsewhere import seeded, write_many

ROWS = 3000

pytestmark = pytest.mark.django_db(transaction=True)


def kill_after(process, there, rows):
    """Kill the process as soon as it has written so many rows."""
    while there.next_row() < rows:
        try:
            process.wait(timeout=0.01)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(process.communicate())
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_it_takes_up_a_killed_import_as_if_nothing_had_happened(tmp_path):
    path = write_many(tmp_path / "办件.csv", ROWS)
    with seeded(tmp_path / "干净") as clean, seeded(tmp_path / "中断") as killed:
        clean.run(path)
        kill_after(killed.start(path), killed, rows=500)
        kill_after(killed.start(path), killed, rows=1500)
        half = killed.content()
        ((_, reached, created, *_, is_finished),) = half["batches"]
        assert 1500 <= reached < ROWS
        assert (len(half["cases"]), created, is_finished) == (reached, reached, 0)
        assert len(half["records"]) == reached
        assert len(half["acts"]) == half["queued"][0][0] == 2 * reached
        told, _ = killed.run(path)
        assert f"上次导入在读完 {reached} 行后中断" in told
        assert f"新建 {ROWS} 件" in told
        whole = killed.content()
        assert whole == clean.content()
        assert len(whole["cases"]) == ROWS
        killed.run(path)
        again = killed.content()
        assert {name: again[name] for name in again if name != "batches"} == {
            name: whole[name] for name in whole if name != "batches"
        }


def test_it_doubles_nothing_where_a_file_is_fed_twice_at_once(tmp_path):
    path = write_many(tmp_path / "办件.csv", 1500)
    with seeded(tmp_path / "库") as there:
        together = [there.start(path), there.start(path)]
        ends = [(process.communicate()[1], process.returncode) for process in together]
        assert [code for _, code in ends] == [0, 0], ends
        content = there.content()
    assert len(content["cases"]) == len(content["records"]) == 1500
    assert len(content["acts"]) == content["queued"][0][0] == 3000
