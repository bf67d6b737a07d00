from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from demo.accounts import announcement, is_loaded, open_demo_accounts
from demo.cases import SOURCE_NAME
from demo.fucheng import DemoFiles, write_files
from demo.lists import DEMO_LISTS, options_of
from demo.live import make_live_cases
from demo.sources import REGION_CODE
from zhengtong.foundation import commands
from zhengtong.kernel.errors import DomainError


class Command(commands.Command):
    """Load the demonstration through the loaders that an office uses (载入演示)."""

    help = "载入演示数据（涪城区 2018 年 1—2 月），打印 2018 年 2 月通报"

    def run(self, **options: Any) -> int:
        if is_loaded():
            self.stdout.write("演示数据已在，不再载入。")
        else:
            with TemporaryDirectory(prefix="zhengtong-demo-") as folder:
                self._load(write_files(Path(folder)))
            self._add_live_cases()
            open_demo_accounts()
            call_command("worker", once=True)
        call_command("bulletin", region=REGION_CODE, month="2018-02", stdout=self.stdout)
        for line in announcement():
            self.stdout.write(line)
        return commands.DONE

    def _add_live_cases(self) -> None:
        """Add cases that are under way; the demo does without where today has no calendar."""
        try:
            numbers = make_live_cases(today=timezone.localdate())
        except DomainError as refusal:
            self.stdout.write(f"· 在办办件没有载入：{refusal.message}")
        else:
            self.stdout.write(f"· 在办办件 {len(numbers)} 件，如 {numbers[2]}")

    def _load(self, files: DemoFiles) -> None:
        """Feed every file to its loader, in the order in which they need each other."""
        for title, load in _steps(files):
            self.stdout.write(f"· {title}")
            self.stdout._out.flush()  # type: ignore[attr-defined]
            load(self.stdout)


Step = tuple[str, Callable[[Any], None]]


def _command(name: str, *arguments: object) -> Callable[[Any], None]:
    """Return a step's work: one loader with its arguments."""

    def run(stdout: Any) -> None:
        call_command(name, *map(str, arguments), stdout=stdout)

    return run


def _list_steps(files: DemoFiles) -> list[Step]:
    return [
        (wanted.name, _command("import_list", getattr(files, name), *options_of(name)))
        for name, wanted in DEMO_LISTS.items()
    ]


def _steps(files: DemoFiles) -> list[Step]:
    return [
        ("行政区划", _command("load_regions")),
        ("工作日历", _command("load_calendar")),
        ("机构", _command("load_organisations", files.organisations)),
        (
            "人员、职责、岗位",
            _command(
                "load_staff", files.staff,
                "--duties", files.duties, "--posts", files.posts, "--leaders", files.leaders,
            ),
        ),
        ("基本目录", _command("load_catalogue", files.catalogue)),
        *_list_steps(files),
        (
            "实施清单",
            _command("load_items", files.items, "--materials", files.materials, "--publish"),
        ),
        ("年任务", _command("load_targets", files.targets, "--volumes", files.volumes)),
        (
            "登记来源",
            _command("register_source", SOURCE_NAME, "--region", REGION_CODE, "--lag", 3),
        ),
        *(
            (
                title,
                _command("import_cases", path, "--region", REGION_CODE, "--source", SOURCE_NAME),
            )
            for title, path in (
                ("1—2 月的办件", files.cases),
                ("3 月送来的办结和送达", files.cases_of_march),
            )
        ),
    ]  # fmt: skip
