"""What people ask of others before they act: who would be stranded (询问).

`flows` and `cases` register a check in their `apps.py`; people call every check, inside the
transaction and under the lock of the body's staffing, before a post is taken away.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from zhengtong.people.rules.duties import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLoss:
    """A person loses a post at a body from a day on (失去岗位).

    Args:
        starts_on: first day without him.
        remaining: staff codes that still hold the post on that day, successor included; empty
            when he was the last.
    """

    organisation_code: str
    region_code: str
    post: Post
    staff_code: str
    starts_on: date
    remaining: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """One thing that nobody could go on with (将被搁置的事).

    Args:
        kind: such as `published_flow` or `open_case`.
        key: business key, such as the flow's code or the case number.
        description: Chinese, as the refusal lists it, such as `办件 510703180226000018 待决定`.
    """

    kind: str
    key: str
    description: str


class StrandingCheck(Protocol):
    """Answers what would be stranded by each of several losses, in a few queries for all of them.

    Return only what nobody in `loss.remaining` could go on with: nothing, where any of them
    will do; also with some remaining, what separation of duties bars them all from (the only
    decider left has reviewed the case). An answer need not list more than
    `rules.vacancies.MOST_NAMED` things but must not be empty when something is stranded. A loss
    that strands nothing may be left out. Each loss is answered for itself, as if the others did
    not happen.
    """

    def __call__(
        self, *, losses: Collection[PostLoss]
    ) -> Mapping[PostLoss, Sequence[Stranded]]: ...


_checks: list[StrandingCheck] = []


def register_stranding_check(check: StrandingCheck) -> None:
    """Let a domain say what a loss would strand; once, from its `apps.py` (登记搁置检查)."""
    if check not in _checks:
        _checks.append(check)


def unregister_stranding_check(check: StrandingCheck) -> None:
    """Take a check back; for tests (撤销登记)."""
    _checks.remove(check)


def stranded_by(loss: PostLoss) -> tuple[Stranded, ...]:
    """Ask every registered domain what a loss would strand (将被搁置的事)."""
    return stranded_by_each([loss])[loss]


def stranded_by_each(losses: Collection[PostLoss]) -> dict[PostLoss, tuple[Stranded, ...]]:
    """Ask every registered domain once what each of several losses would strand (批量询问)."""
    if not losses:
        return {}
    answers = [check(losses=losses) for check in _checks]
    return {
        loss: tuple(found for answer in answers for found in answer.get(loss, ()))
        for loss in losses
    }
