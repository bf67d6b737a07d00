"""Fixtures of the tests of people."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pytest

from zhengtong.people.ports import (
    PostLoss,
    Stranded,
    register_stranding_check,
    unregister_stranding_check,
)
from zhengtong.people.rules.duties import Post


class Needs:
    """What other domains would say: which posts are needed, and whom separation bars."""

    def __init__(self) -> None:
        self.posts: dict[tuple[str, str], str] = {}
        self.barred: frozenset[str] = frozenset()
        self.asked: list[PostLoss] = []

    def need(self, post: Post, *, organisation_code: str = "510703-D01") -> None:
        """Say that an open case waits at the post."""
        self.posts[organisation_code, post] = f"办件 510703180226000018 待{post.label}"

    def __call__(self, *, losses: Collection[PostLoss]) -> Mapping[PostLoss, Sequence[Stranded]]:
        self.asked += losses
        return {
            loss: [Stranded(kind="open_case", key="510703180226000018", description=waiting)]
            for loss in losses
            if (waiting := self.posts.get((loss.organisation_code, loss.post)))
            and not loss.remaining - self.barred
        }


@pytest.fixture
def needs() -> Iterator[Needs]:
    """Register a stranding check that answers what the test says."""
    check = Needs()
    register_stranding_check(check)
    yield check
    unregister_stranding_check(check)
