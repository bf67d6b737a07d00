"""Installations to be killed in; one is made a run, the others are its copies."""

import os
import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import installation
from tests.faults.installation import Installation

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
SEED = os.environ.get("FAULT_SEED") or uuid.uuid4().hex[:8]


@pytest.fixture(scope="session")
def template(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker
) -> Iterator[Installation]:
    """An installation with an office and no case."""
    with installation.seeded(tmp_path_factory.mktemp("faults") / "template") as made:
        yield made


@pytest.fixture
def there(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of this test's own."""
    with installation.copied(template, tmp_path / "there") as made:
        yield made


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Chance that can be had again: the seed is printed when a test fails."""
    seed = f"{SEED}:{request.node.name}"
    print(f"FAULT_SEED={SEED}（{request.node.name}）")
    return random.Random(seed)
