"""The lock files: complete, in agreement with each other, and without download addresses."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import bundle
from tools.checkout import REQUIREMENTS, ROOT

PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)(?: ;.*)? \\$", re.MULTILINE)
LOCKS = ("run", "build", "dev", "bench")


def text_of(lock: str) -> str:
    return (REQUIREMENTS / f"{lock}.lock").read_text(encoding="utf-8")


def pins_of(lock: str) -> dict[str, str]:
    return dict(PIN.findall(text_of(lock)))


@pytest.mark.parametrize("lock", LOCKS)
def test_has_a_hash_for_every_version(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", text_of(lock), flags=re.MULTILINE)

    assert [entry for entry in entries[1:] if "--hash=sha256:" not in entry] == []
    assert len(entries) - 1 == len(pins_of(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_has_no_address(lock: str) -> None:
    assert "://" not in text_of(lock)


@pytest.mark.parametrize(
    ("shorter", "longer"), [("run", "build"), ("build", "dev"), ("dev", "bench")]
)
def test_agrees_with_the_longer_list(shorter: str, longer: str) -> None:
    assert pins_of(shorter).items() <= pins_of(longer).items()


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("run", []),
        ("build", ["build"]),
        ("dev", ["build", "dev"]),
        ("bench", ["build", "dev", "bench"]),
    ],
)
def test_holds_what_pyproject_asks_for(lock: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = list(project["dependencies"])
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    pins = pins_of(lock)

    requirements = [Requirement(line) for line in asked]
    unfit = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"))
    ]

    assert unfit == []


def test_front_end_lock_has_no_address() -> None:
    bundle.refuse_addresses(bundle.LOCK)
