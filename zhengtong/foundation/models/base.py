"""Base models that keep every table able to grow past one machine.

Each model says which of three kinds it is, so that `scale_check` can hold the rules:
*growing* tables have a row per case, entry, ticket or item and the key `(region_code, id)`;
*small* tables have a row per region, organisation or rule; *local* tables (accounts,
sessions, jobs) stay where the requests arrive.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.db import models

from zhengtong.foundation.ids import new_id


class Scale(StrEnum):
    """How a table grows (数据规模)."""

    GROWING = "growing"
    SMALL = "small"
    LOCAL = "local"


class SmallModel(models.Model):
    """A table with a row per region, organisation, duty, template or rule (小表)."""

    scale: ClassVar[Scale] = Scale.SMALL

    class Meta:
        abstract = True


class LocalModel(models.Model):
    """A table of accounts, sessions or jobs that growing tables meet by business key (本地表)."""

    scale: ClassVar[Scale] = Scale.LOCAL

    class Meta:
        abstract = True


class GrowingModel(models.Model):
    """A table that grows with use, distributed by region (增长表).

    The key is `(region_code, id)`. A new row is inserted, never saved-or-updated: a bare
    `save()` of a fresh object would first try an UPDATE.
    """

    scale: ClassVar[Scale] = Scale.GROWING

    pk = models.CompositePrimaryKey("region_code", "id")
    region_code = models.CharField("行政区划代码", max_length=6)
    id = models.UUIDField("标识", default=new_id, editable=False)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        if self._state.adding:
            options["force_insert"] = True
        super().save(**options)

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Any, **more: Any
    ) -> Self:
        # Django looks each field up in what was read: in a list, that costs a fifth of a page.
        is_whole = len(values) == len(cls._meta.concrete_fields)
        names = field_names if is_whole else frozenset(field_names)
        return super().from_db(db, names, values, **more)


class GrowingReference(models.ForeignObject):  # type: ignore[type-arg]
    """A reference from one growing row to another in the same region.

    It joins on both columns of the key and protects what it points to. The database
    constraint (PostgreSQL: DEFERRABLE INITIALLY DEFERRED) is made by
    `database_guards.install_database_guards`; on SQLite, which cannot add one,
    `zhengtong doctor` looks for rows that point nowhere.

    Args:
        to: the model, as `"label.Model"`.
        id_field: name of the UUID column beside `region_code`, declared on the same model.
    """

    def __init__(
        self,
        to: str,
        id_field: str = "",
        *,
        null: bool = False,
        related_name: str = "+",
        from_fields: Sequence[str] = (),
        **ignored: Any,
    ) -> None:
        super().__init__(
            to,
            on_delete=models.PROTECT,
            from_fields=list(from_fields) or ["region_code", id_field],
            to_fields=["region_code", "id"],
            null=null,
            related_name=related_name,
        )

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("to_fields", None)
        kwargs.pop("on_delete", None)
        return name, path, args, kwargs
