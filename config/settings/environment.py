"""Typed reading of the environment; the only place that looks at it."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "ZHENGTONG_"


def text(name: str, default: str | None = None) -> str:
    """Return the variable `ZHENGTONG_<name>`; without a default it must be set."""
    value = os.environ.get(PREFIX + name, default)
    if value is None:
        raise ImproperlyConfigured(f"缺少环境变量 {PREFIX}{name}")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable written as 1/0, true/false or yes/no."""
    value = text(name, "yes" if default else "no").strip().lower()
    if value in {"1", "true", "yes"}:
        return True
    if value in {"0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"环境变量 {PREFIX}{name} 只能是 yes 或 no，现为“{value}”")


def integer(name: str, default: int) -> int:
    """Return a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"环境变量 {PREFIX}{name} 应为整数，现为“{value}”") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a folder, made with access for its owner only when it does not exist."""
    path = Path(text(name, str(default))).resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
