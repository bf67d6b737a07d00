"""A client sees and moves the cases of its own organisation; others do not exist for it."""

from collections.abc import Callable
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from zhengtong.cases.api.schemas import CaseOut
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime, live
from zhengtong.cases.queries.lookup import CaseUnknown, find_case
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.api.clients import Client, Scope, client_of
from zhengtong.foundation.api.idempotency import answer_once
from zhengtong.kernel.errors import DomainError


class ItemElsewhere(DomainError):
    """The item is another organisation's (事项不属于本机构)."""

    code: ClassVar[str] = "item_elsewhere"


def move_own_case(
    request: HttpRequest,
    case_number: str,
    *,
    officer: str,
    operation: Callable[[Actor, ActTime], Case],
) -> HttpResponse:
    """Run one operation on a case of the client's organisation, once for the key (办理本机构办件).

    What another organisation's case refuses is not told: it says the state of that case.

    Args:
        officer: staff code in whose name it is done; his posts decide.

    Raises:
        CaseUnknown: the case is not the client's.
    """
    client = client_of(request, Scope.HANDLE_CASES)

    def move() -> CaseOut:
        try:
            case = operation(client.officer(officer), live(timezone.now()))
        except DomainError:
            require_own(client, find_case(case_number))
            raise
        return CaseOut.of(require_own(client, case))

    return answer_once(request, client, move)


def require_own(client: Client, case: Case) -> Case:
    """Return a case if it is the client's (核对归属).

    Raises:
        CaseUnknown: it is not.
    """
    if case.organisation_code != client.organisation_code:
        raise CaseUnknown(f"没有编号为 {case.number} 的办件，请核对")
    return case


def require_own_item(client: Client, case: Case) -> Case:
    """Return a case that is just being handed in, if its item is the client's (核对事项归属).

    Raises:
        ItemElsewhere: it is not; nothing is handed in.
    """
    if case.organisation_code != client.organisation_code:
        raise ItemElsewhere(
            f"事项 {case.implementation_code} 不属于本机构（{client.organisation_code}），不能提交"
        )
    return case
