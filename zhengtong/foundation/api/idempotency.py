"""The same key gives the same answer and one effect (幂等键).

Key and answer are written in the transaction of the operation, after it. A second request with the
same key comes too late: it waits there for the first one, takes back what it did and gives the
first one's answer; so it does where it is refused because the first one was done. A refused request
leaves no key.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import ClassVar

from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema

from zhengtong.foundation.api.clients import Client
from zhengtong.foundation.bulk_rows import insert_statement
from zhengtong.foundation.ledger.models import RegionHead
from zhengtong.foundation.models.base import GrowingModel
from zhengtong.kernel.errors import DomainError

SHORTEST, LONGEST = 16, 64
REPLAYED = "Idempotent-Replayed"
KEPT = dt.timedelta(days=7)
AT_ONCE = 1000


class KeyMissing(DomainError):
    """A write needs a key of the caller's own (缺少幂等键)."""

    code: ClassVar[str] = "idempotency_key_missing"


class KeyReused(DomainError):
    """The key was used for another request (幂等键已用于其他请求)."""

    code: ClassVar[str] = "idempotency_key_reused"


class IdempotentAnswer(GrowingModel):
    """What a client was told under a key (幂等应答)."""

    client_code = models.CharField("客户端", max_length=100)
    key = models.CharField("幂等键", max_length=LONGEST)
    request_hash = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    body = models.TextField("应答", blank=True, default="")
    answered_at = models.DateTimeField("应答时间")

    class Meta:
        app_label = "foundation"
        verbose_name = verbose_name_plural = "幂等应答"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "client_code", "key"], name="idempotent_answer_unique"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "answered_at"], name="idempotent_answer_age"),
        ]


def answer_once(
    request: HttpRequest, client: Client, act: Callable[[], Schema], *, status: int = 201
) -> HttpResponse:
    """Do an act once for a key and answer alike to whoever asks again with it (一键一次).

    Args:
        act: calls one operation and returns its answer, without personal data.

    Raises:
        KeyMissing: there is no key of 16 to 64 visible characters.
        KeyReused: the key belongs to another request.
    """
    key, wanted = _key_of(request), _request_hash(request)
    try:
        with transaction.atomic():
            row = IdempotentAnswer(
                region_code=client.region_code,
                client_code=client.code,
                key=key,
                request_hash=wanted,
                status=status,
                body=act().model_dump_json(),
                answered_at=timezone.now(),
            )
            _keep(row)
    except _KeyTaken:
        return _again(_known(client, key), wanted)
    except DomainError:
        known = _known(client, key)
        if known is None:
            raise
        return _again(known, wanted)
    return _answer(row)


def forget_answers(now: dt.datetime) -> int:
    """Delete answers older than a week, which nobody asks for again; return how many (清理应答)."""
    deleted = 0
    for region_code in RegionHead.objects.values_list("region_code", flat=True):
        rows = IdempotentAnswer.objects.filter(region_code=region_code)
        while True:
            old = rows.filter(answered_at__lt=now - KEPT).values_list("id", flat=True)[:AT_ONCE]
            gone, _ = rows.filter(id__in=list(old)).delete()
            deleted += gone
            if gone < AT_ONCE:
                break
    return deleted


class _KeyTaken(Exception):
    """Another request has the key; carried out of the transaction, which it takes back."""


def _keep(row: IdempotentAnswer) -> None:
    """Write an answer under its key, after waiting for whoever is just writing the same."""
    with connection.cursor() as cursor:
        sql, values = insert_statement(row)
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING", values)
        if cursor.rowcount != 1:
            raise _KeyTaken


def _known(client: Client, key: str) -> IdempotentAnswer | None:
    """Return what a client was told under a key (已有应答)."""
    return IdempotentAnswer.objects.filter(
        region_code=client.region_code, client_code=client.code, key=key
    ).first()


def _again(known: IdempotentAnswer | None, wanted: str) -> HttpResponse:
    """Answer as the first time, if it is the same request (重放应答).

    Raises:
        KeyReused: it is another request.
    """
    assert known is not None
    if known.request_hash != wanted:
        raise KeyReused("这个幂等键已经用于另一个请求；每个新的请求请换一个新的键")
    answer = _answer(known)
    answer[REPLAYED] = "true"
    return answer


def _answer(row: IdempotentAnswer) -> HttpResponse:
    return HttpResponse(row.body, status=row.status, content_type="application/json")


def _key_of(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not (SHORTEST <= len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise KeyMissing(
            f"写操作须带请求头 Idempotency-Key：{SHORTEST}—{LONGEST} 个字母、数字或符号，"
            "每个新的请求一个新的键，重试时不变"
        )
    return key


def _request_hash(request: HttpRequest) -> str:
    parts = f"{request.method} {request.path}\n".encode() + request.body
    return hashlib.sha256(parts).hexdigest()
