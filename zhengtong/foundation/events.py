"""Events: what a domain tells the others, delivered from the ledger (领域事件)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar, Self, TypeVar, get_args

from zhengtong.kernel.origins import SERVED_BY_DEFAULT, Origin

_KINDS: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; fields hold business keys and plain codes, no personal data.

    `name` is the entry kind in the ledger, `<domain>.<past tense>`. Fields are only added to.
    """

    name: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        # `slots=True` makes the class twice; the second one is the one in use.
        if cls.name:
            known = _KINDS.get(cls.name)
            if known is not None and known.__qualname__ != cls.__qualname__:
                raise TypeError(f"event name {cls.name} is taken by {known.__qualname__}")
            _KINDS[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        """Return the fields as JSON values; dates in ISO form."""
        kind: Any = type(self)
        return {name: _plain(getattr(self, name)) for name in _names(kind)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Rebuild an event; unknown keys of a newer version are ignored."""
        return cls(
            **{
                field.name: _typed(payload[field.name], field.type)
                for field in fields(cls)
                if field.name in payload
            }
        )


@lru_cache(maxsize=512)
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return value


def _typed(value: Any, declared: Any) -> Any:
    """Turn ISO text back into what the field declares; `declared` may be text or a union."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, str):
        return value
    if isinstance(declared, str):
        names = {part.strip().rpartition(".")[2] for part in declared.split("|")}
    else:
        names = {part.__name__ for part in get_args(declared) or (declared,)}
    if "datetime" in names:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if "date" in names else value


def event_class(name: str) -> type[Event] | None:
    """Return the class registered for an entry kind."""
    return _KINDS.get(name)


Handler = Callable[[Any], None]
HandlerT = TypeVar("HandlerT", bound=Handler)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A handler and what it serves; `key` names its cursor (订阅)."""

    key: str
    kinds: frozenset[str]
    origins: frozenset[Origin]
    handle: Handler


_SUBSCRIPTIONS: dict[str, Subscription] = {}


def subscribe(
    *events: type[Event], origins: Iterable[Origin] = SERVED_BY_DEFAULT
) -> Callable[[HandlerT], HandlerT]:
    """Register a handler for events, by default of live and synced entries only.

    A handler may be called twice for the same event: it must be idempotent.
    """

    def register(handle: HandlerT) -> HandlerT:
        key = f"{handle.__module__}.{handle.__qualname__}"
        _SUBSCRIPTIONS[key] = Subscription(
            key=key,
            kinds=frozenset(event.name for event in events),
            origins=frozenset(origins),
            handle=handle,
        )
        return handle

    return register


def subscriptions() -> list[Subscription]:
    """Return every registered handler, by key."""
    return [_SUBSCRIPTIONS[key] for key in sorted(_SUBSCRIPTIONS)]
