"""Real web servers killed with -9 while systems hand cases in and accept them over HTTP."""

import json
import socket
import subprocess
import time
from functools import partial
from pathlib import Path

from tests.faults.books import assert_caught_up, assert_kept
from tests.faults.caller import Caller, fetch_token
from tests.faults.conftest import ROUNDS
from tests.faults.installation import Installation, kill
from tools.throwaway_postgres import free_port


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that ours has started, by whichever of its threads."""
    tasks = Path(f"/proc/{process.pid}/task")
    lists = [task / "children" for task in tasks.iterdir()] if tasks.exists() else []
    return sorted(int(pid) for each in lists for pid in each.read_text().split())


def kill_one(pid: int) -> None:
    """Kill a process that one of ours has started."""
    subprocess.run(["kill", "-9", str(pid)], check=True)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def accepted_in(path: Path) -> int:
    return path.read_text().count("accepted") if path.exists() else 0


def have_gone_on(callers: list[Caller], before: list[int]) -> bool:
    counts = [accepted_in(caller.told) for caller in callers]
    return any(caller.faults for caller in callers) or all(
        now > then for now, then in zip(counts, before, strict=True)
    )


def test_it_answers_a_retried_request_once_and_alike_when_the_web_server_is_killed(
    there: Installation, tmp_path, chance
):
    registered = there.command(
        "register-client", "示例业务系统", "--organisation", "510703-D01", "--json"
    )
    assert registered.code == 0, registered
    port = free_port()
    web = there.start("zhengtong", "web", "--port", port)
    token = fetch_token(port, json.loads(registered.out))
    callers = [Caller(port, token, tmp_path / name) for name in ("甲", "乙", "丙")]
    for caller in callers:
        caller.start()
    for number in range(2 * ROUNDS):
        before = [accepted_in(caller.told) for caller in callers]
        there.wait_for(partial(have_gone_on, callers, before), what="受理")
        time.sleep(chance.uniform(0, 0.2))
        if number % 2 == 0:
            kill_one(chance.choice(children(web)))
        else:
            kill(web)
            there.wait_for(partial(is_free, port), what="子进程随父进程结束")
            web = there.start("zhengtong", "web", "--port", port)
    before = [accepted_in(caller.told) for caller in callers]
    there.wait_for(partial(have_gone_on, callers, before), what="受理")
    for caller in callers:
        caller.stopped.set()
    for caller in callers:
        caller.join(timeout=60)
    assert [caller.faults for caller in callers] == [[], [], []]
    kill(web)
    acknowledged, stored = assert_kept(there, *(caller.told for caller in callers))
    # Every request was answered in the end: not one case more than was asked for.
    assert acknowledged == stored == there.rows("SELECT count(*) FROM cases_case")[0][0]
    assert acknowledged >= 3 * 2 * ROUNDS
    assert_caught_up(there)


def test_serve_starts_a_killed_worker_again_and_leaves_nobody_behind(there: Installation):
    port = free_port()
    serve = there.start("zhengtong", "serve", "--port", port)
    there.wait_for(lambda: not is_free(port), what="网页")
    worker = there.wait_for(lambda: worker_of(serve), what="后台进程")
    kill_one(worker)
    again = there.wait_for(lambda: worker_of(serve, but=worker), what="新的后台进程")
    kill(serve)
    there.wait_for(partial(is_free, port), what="端口空出")
    there.wait_for(lambda: not Path(f"/proc/{again}").exists(), what="后台进程结束")


def worker_of(serve: subprocess.Popen[str], *, but: int = 0) -> int:
    """Return the process of the worker that `serve` started, 0 where there is none."""
    for pid in children(serve):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if pid != but and b"worker" in words:
            return pid
    return 0
