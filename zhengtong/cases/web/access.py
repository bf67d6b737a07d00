"""Who looks at the pages of cases (查看人)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from zhengtong.cases.queries.viewing import Viewer, viewer_of
from zhengtong.kernel.errors import DomainError
from zhengtong.people.queries import actor_of_user


def reader_of(request: HttpRequest) -> Viewer:
    """Return who looks, and what he may see (查看人).

    Raises:
        PermissionDenied: nobody in active service stands behind the account.
    """
    try:
        return viewer_of(actor_of_user(request.user), today=timezone.localdate())
    except DomainError as refusal:
        raise PermissionDenied(refusal.message) from refusal
