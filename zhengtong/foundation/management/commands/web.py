from argparse import ArgumentParser
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.commands import PORT, whole_number
from zhengtong.foundation.server import prepare_static_files, run_web

WORKERS = whole_number(least=1, most=256)


class Command(commands.Command):
    """The web processes alone; background work runs as `worker` (网页进程)."""

    help = "只启动网页进程（生产环境；后台进程另行启动）"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
        parser.add_argument("--port", type=PORT, default=8000, help="端口（默认 8000）")
        parser.add_argument("--workers", type=WORKERS, default=2, help="进程数（默认 2）")

    def run(self, *, host: str, port: int, workers: int, **options: Any) -> int:
        prepare_static_files()
        run_web(host=host, port=port, workers=workers)
        return commands.DONE
