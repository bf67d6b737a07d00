"""`zhengtong`: a thin name over the project's commands."""

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

# Commands of Django that an operator needs; the rest stay reachable by name, unlisted.
DJANGO_COMMANDS = {
    "check": "检查配置和模型",
    "makemigrations": "（开发）生成数据库结构变更",
    "collectstatic": "（开发）收集静态文件",
    "shell": "（开发）打开 Python 交互环境",
}


def main() -> None:
    """Run the command named on the command line; exit code 2 when there is no such command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"help", "--help", "-h"}:
        print_overview()
        return
    name = arguments[0].replace("-", "_")
    import django
    from django.core.management import ManagementUtility, get_commands

    django.setup()
    if name not in get_commands():
        print(f"没有“{arguments[0]}”这个命令。全部命令见 zhengtong --help", file=sys.stderr)
        raise SystemExit(2)
    try:
        ManagementUtility(["zhengtong", name, *arguments[1:]]).execute()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_overview() -> None:
    """Print each command with one line."""
    lines = {**own_commands(), **DJANGO_COMMANDS}
    width = max(map(len, lines))
    print("政通：一体化政务服务平台\n")
    print("用法：zhengtong 命令 [参数]，各命令说明见 zhengtong 命令 --help\n")
    for name in sorted(lines):
        print(f"  {name:<{width}}  {lines[name]}")


def own_commands() -> dict[str, str]:
    """Return the project's own commands, as typed, with their one-line help."""
    import django
    from django.apps import apps

    django.setup()
    found = {}
    for app in apps.get_app_configs():
        if app.name.split(".")[0] not in {"zhengtong", "demo"}:
            continue
        try:
            package = import_module(f"{app.name}.management.commands")
        except ModuleNotFoundError:
            continue
        for module in iter_modules(package.__path__):
            command = import_module(f"{package.__name__}.{module.name}").Command
            found[module.name.replace("_", "-")] = command.help
    return found
