from argparse import ArgumentParser
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.commands import PORT
from zhengtong.foundation.server import (
    background_worker,
    port_is_free,
    prepare_static_files,
    run_web,
    serve_announcements,
)


class Command(commands.Command):
    """Web and background work together, for the embedded database and for trying out."""

    help = "启动网页和后台进程，打印网址（单机使用）"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=PORT, default=8000, help="端口（默认 8000）")

    def run(self, *, port: int, **options: Any) -> int:
        if not port_is_free(host="127.0.0.1", port=port):
            raise commands.UnusableInput(
                f"端口 {port} 已被占用，换一个：zhengtong serve --port {port + 1}"
            )
        prepare_static_files()
        self.stdout.write(f"\n政通已启动：http://127.0.0.1:{port}\n")
        for line in serve_announcements():
            self.stdout.write(line)
        self.stdout.write("按 Ctrl-C 停止\n")
        self.stdout._out.flush()  # type: ignore[attr-defined]
        with background_worker():
            run_web(host="127.0.0.1", port=port, workers=1)
        return commands.DONE
