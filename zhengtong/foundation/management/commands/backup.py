from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.backup.making import MadeBackup, make_backup


class Command(commands.Command):
    """One file with database and files, made while the platform works (备份)."""

    help = "备份数据库和文件到一个文件；服务不用停，密钥不在其中，要另外保管"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="备份文件，如 20180228.tar.gz")

    def run(self, *, file: Path, json: bool = False, **options: Any) -> int:
        # `call_command` hands over text as it is.
        target = Path(file)
        if not target.absolute().parent.is_dir():
            raise commands.UnusableInput(f"没有文件夹“{target.absolute().parent}”，请先建立")
        if target.exists() or target.is_symlink():
            raise commands.UnusableInput(f"“{target}”已经存在，备份不覆盖文件，请换一个名字")
        made = make_backup(target=target)
        if json:
            self.print_json(_described(made))
        else:
            self._tell(made)
        return commands.DONE

    def _tell(self, made: MadeBackup) -> None:
        self.stdout.write(f"已备份到 {made.path}（{made.size} 字节）")
        self.stdout.write(made.manifest.summary)
        self.stdout.write(f"摘要 SHA-256 {made.sha256}")
        for one in made.left_out:
            self.stdout.write(f"  未放入：{one.name}（{one.why_not}）")
        self.stdout.write("恢复时要用同一份密钥文件，它不在备份里，请另外保管")


def _described(made: MadeBackup) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "size": made.size,
        "sha256": made.sha256,
        "engine": made.manifest.engine,
        "created_at": made.manifest.created_at,
        "rows": sum(made.manifest.row_counts.values()),
        "files": len(made.manifest.members) - 1,
        "left_out": [{"name": one.name, "reason": one.why_not} for one in made.left_out],
    }
