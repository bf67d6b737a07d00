from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from zhengtong.foundation.actors import Actor
    from zhengtong.people.ports import PostLoss, Stranded


class CasesConfig(AppConfig):
    """The domain of cases (办件)."""

    name = "zhengtong.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from zhengtong.cases import (  # noqa: F401  (they register themselves)
            events,
            indicators,
            permissions,
        )
        from zhengtong.cases.events import ex_officio  # noqa: F401
        from zhengtong.flows.ports import register_running_cases
        from zhengtong.foundation.work import register_round
        from zhengtong.people.ports import register_stranding_check

        register_stranding_check(stranded_cases)
        register_running_cases(CasesOnFlows())
        register_round("cases.sweep", sweep, every=timedelta(hours=1))


def sweep(now: datetime) -> None:
    """Let the worker do what time alone brings about (到期处理)."""
    from zhengtong.cases.operations.sweep import sweep_cases

    sweep_cases(now=now)


def stranded_cases(*, losses: "Collection[PostLoss]") -> "Mapping[PostLoss, Sequence[Stranded]]":
    """Answer people which open cases each loss would strand (将被搁置的办件)."""
    from zhengtong.cases.queries.filings_stranded import add_stranded_filings
    from zhengtong.cases.queries.stranding import LostPost, cases_stranded_by
    from zhengtong.people.ports import Stranded

    asked = {
        loss: LostPost(
            region_code=loss.region_code,
            organisation_code=loss.organisation_code,
            post=loss.post,
            remaining=loss.remaining,
        )
        for loss in losses
    }
    found = cases_stranded_by(asked.values())
    add_stranded_filings(found)
    return {
        loss: [
            Stranded(kind="open_case", key=case.number, description=case.description)
            for case in found[lost]
        ]
        for loss, lost in asked.items()
    }


class CasesOnFlows:
    """Answers flows which cases run on a version, and moves them (流程上的办件)."""

    def numbers(self, *, region_code: str, flow_code: str, version: int) -> Iterator[str]:
        """Yield the numbers of cases under way on a version."""
        from zhengtong.cases.operations.flow_moves import cases_on_flow

        return cases_on_flow(region_code=region_code, flow_code=flow_code, version=version)

    def move(self, *, case_number: str, to_version: int, by: "Actor", now: datetime) -> None:
        """Put one case on another version of its flow."""
        from zhengtong.cases.operations.flow_moves import move_to_flow_version

        move_to_flow_version(case_number=case_number, to_version=to_version, by=by, now=now)
