import logging
import signal
import threading
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.db import Error, close_old_connections
from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.server import end_with_parent
from zhengtong.foundation.work import due_rounds, work_once

log = logging.getLogger("zhengtong.worker")


class Command(commands.Command):
    """The background process: numbering, totals, delivery, sweeps (后台进程)."""

    help = "后台进程：给账本编号、更新统计、送达事件、定时巡检"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完眼前的就退出")
        parser.add_argument("--pause", type=float, default=0.5, help="两轮之间的秒数（默认 0.5）")
        # `serve` names itself, so that its worker does not outlive it.
        parser.add_argument("--parent", type=int, default=0, help=SUPPRESS)

    def run(self, *, once: bool, pause: float, parent: int = 0, **options: Any) -> int:
        stopped = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stopped.set())
        if parent:
            end_with_parent(parent)
        work_until(stopped, once=once, pause=pause)
        return commands.DONE


def work_until(stopped: threading.Event, *, once: bool = False, pause: float = 0.5) -> None:
    """Work until told to stop; a lost database connection is waited for, never fatal."""
    while not stopped.is_set():
        now = timezone.now()
        try:
            work_once(now=now)
            due_rounds(now=now)
        except Error:  # also InterfaceError, which is what a closed connection raises
            log.exception("database not to be had, trying again")
            if once:
                raise
        if once:
            return
        close_old_connections()
        stopped.wait(pause)
