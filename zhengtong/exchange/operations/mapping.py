"""A source's own columns and codes are mapped to ours, from a day on (设定代码对照)."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from django.db import transaction

from zhengtong.cases.queries.items import terms_for_import
from zhengtong.exchange.events import MappingSet
from zhengtong.exchange.models import MappingEdition, Source
from zhengtong.exchange.permissions import ExchangePermission
from zhengtong.exchange.queries.sources import source
from zhengtong.exchange.rules.mapping import (
    MappedList,
    MappingValueUnknown,
    our_value,
    repeated,
)
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import organisations, require_at_centre


class MappingRefused(DomainError):
    """The list cannot hold like this (对照表不能设定)."""

    code: ClassVar[str] = "mapping_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingDraft:
    """A whole list of a source (对照表).

    Args:
        pairs: our value, as `known_values` returned it, by the source's own code.
    """

    region_code: str
    source_name: str
    mapped_list: MappedList
    holds_from: dt.date
    pairs: Mapping[str, str]
    file_name: str


@transaction.atomic
def set_mapping(*, draft: MappingDraft, by: Actor, now: dt.datetime) -> Saved:
    """Set a list of a source as it holds from a day on; the earlier editions stay (设定对照).

    The whole list is given each time. The same content from the same day is no new edition.

    Raises:
        UnknownSource: the region has no such source.
        PermissionRefused: not granted at the service centre.
        MappingRefused: the list is empty, or two columns fill one field.
        MappingValueUnknown: a code is mapped to something that is not there.
    """
    found = source(region_code=draft.region_code, name=draft.source_name)
    require_at_centre(
        Request(by=by, now=now), ExchangePermission.MAP, region_code=draft.region_code
    )
    Source.objects.select_for_update().get(pk=found.id)
    _check(draft)
    last = (
        MappingEdition.objects.filter(
            region_code=draft.region_code,
            source_name=draft.source_name,
            mapped_list=draft.mapped_list.value,
        )
        .order_by("-version")
        .first()
    )
    pairs_hash = _hash_of(draft.pairs)
    if last and (last.holds_from, last.pairs_hash) == (draft.holds_from, pairs_hash):
        return Saved.UNCHANGED
    _write(draft, source_id=found.id, pairs_hash=pairs_hash, after=last, by=by, now=now)
    return Saved.CHANGED if last else Saved.CREATED


def known_values(
    *, region_code: str, mapped_list: MappedList, words: Collection[str]
) -> dict[str, str]:
    """Return the stored value by word, for words that the platform knows (平台代码核对)."""
    if mapped_list is MappedList.ITEM:
        known = terms_for_import(region_code=region_code, implementation_codes=words)
        return {code: code for code in known}
    if mapped_list is MappedList.ORGANISATION:
        bodies = organisations(words)
        return {code: code for code, body in bodies.items() if body.region_code == region_code}
    found: dict[str, str] = {}
    for word in words:
        try:
            found[word] = our_value(mapped_list, word) or ""
        except MappingValueUnknown:
            continue
    return found


def refusal_of_value(*, region_code: str, mapped_list: MappedList, word: str) -> str:
    """Return why a word that is not among the known ones is refused (未知值说明)."""
    if mapped_list is MappedList.ITEM:
        return f"{region_code} 没有实施编码为 {word} 的已发布事项"
    if mapped_list is MappedList.ORGANISATION:
        return f"区划 {region_code} 没有编码为 {word} 的机构"
    try:
        our_value(mapped_list, word)
    except MappingValueUnknown as refusal:
        return refusal.message
    raise AssertionError(f"{word} is known")


def _write(
    draft: MappingDraft,
    *,
    source_id: int,
    pairs_hash: str,
    after: MappingEdition | None,
    by: Actor,
    now: dt.datetime,
) -> None:
    version = (after.version if after else 0) + 1
    row = MappingEdition(
        region_code=draft.region_code,
        number=f"{draft.region_code}-{source_id}-{draft.mapped_list}-{version}",
        source_name=draft.source_name,
        mapped_list=draft.mapped_list.value,
        version=version,
        holds_from=draft.holds_from,
        pairs=dict(draft.pairs),
        pairs_hash=pairs_hash,
        file_name=draft.file_name[:255],
        set_by=by.code,
        set_at=now,
    )
    event = MappingSet(
        source_name=draft.source_name,
        mapped_list=draft.mapped_list.value,
        version=version,
        holds_from=draft.holds_from,
        pairs_hash=pairs_hash,
    )
    commit_act(row, changed=(), act=None, event=event, by=by, occurred_at=now, recorded_at=now)


def _check(draft: MappingDraft) -> None:
    """What the file's reader found row by row, once more under the lock."""
    if not draft.pairs:
        raise MappingRefused("对照表没有内容")
    if draft.mapped_list is MappedList.FIELDS:
        filled = [field for field in draft.pairs.values() if field]
        if twice := repeated(filled):
            raise MappingRefused(f"两列对照到同一个字段：{'、'.join(sorted(twice))}")
    words = {value for value in draft.pairs.values() if value}
    known = known_values(region_code=draft.region_code, mapped_list=draft.mapped_list, words=words)
    for word in sorted(words - known.keys()):
        raise MappingValueUnknown(
            refusal_of_value(
                region_code=draft.region_code, mapped_list=draft.mapped_list, word=word
            )
        )


def _hash_of(pairs: Mapping[str, str]) -> str:
    text = json.dumps(dict(pairs), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
