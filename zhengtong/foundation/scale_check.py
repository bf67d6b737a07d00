"""System check of the scale rules: kinds, keys, unique constraints and references.

Rules 1 to 3 of docs/decisions/0003-scale-rules.md; the query guard in tests/scale holds 4, 5 and 8.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import Error, register
from django.db import models

from zhengtong.foundation.models import GrowingReference, Scale

# Tables of other people's applications: single keys, they stay on the coordinator.
THIRD_PARTY_LOCAL = frozenset({"auth", "contenttypes", "sessions", "axes", "oauth2_provider"})


def scale_of(model: type[models.Model]) -> Scale | None:
    """Return the declared kind, local for the listed third-party applications."""
    if model._meta.app_label in THIRD_PARTY_LOCAL:
        return Scale.LOCAL
    # A many-to-many table follows the model that declares it.
    owner: Any = model._meta.auto_created or model
    return getattr(owner, "scale", None)


def violations(model: type[models.Model]) -> Iterator[str]:
    """Yield each way in which a model breaks the scale rules, as a Chinese sentence."""
    kind = scale_of(model)
    if kind is None:
        yield "没有声明规模（growing、small 或 local）"
    elif kind is Scale.GROWING:
        yield from _growing_violations(model)
    yield from _reference_violations(model, kind)


def _growing_violations(model: type[models.Model]) -> Iterator[str]:
    key = tuple(field.name for field in model._meta.pk_fields)
    if key != ("region_code", "id"):
        yield f"增长表的主键应为 (region_code, id)，现为 {key}"
    elif getattr(model._meta.get_field("region_code"), "max_length", None) != 6:
        yield "region_code 应为 varchar(6)"
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield f"唯一字段 {field.name} 不含 region_code"
        if field.has_db_default() and field.name == "id":
            yield "id 由应用生成，不得用数据库默认值"
    for constraint in model._meta.constraints:
        if "region_code" not in _constraint_fields(constraint):
            yield f"约束 {constraint.name} 不含 region_code"
    for together in model._meta.unique_together:
        if "region_code" not in together:
            yield f"unique_together {tuple(together)} 不含 region_code"


def _constraint_fields(constraint: models.BaseConstraint) -> Iterable[str]:
    """Return the columns of a unique or exclusion constraint; a check has no such duty."""
    if isinstance(constraint, models.UniqueConstraint):
        columns = set(constraint.fields)
        for expression in constraint.expressions:
            columns.update(_names_in(expression))
        return columns
    if hasattr(constraint, "expressions"):
        return {name for part, _ in constraint.expressions for name in _names_in(part)}
    return {"region_code"}


def _names_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, str):
        yield expression
    for part in getattr(expression, "flatten", lambda: ())():
        if isinstance(part, models.F):
            yield str(part.name)  # type: ignore[attr-defined]


def _reference_violations(model: type[models.Model], kind: Scale | None) -> Iterator[str]:
    for field in model._meta.local_fields:
        target = field.related_model
        if not isinstance(target, type):
            continue
        to_growing = scale_of(target) is Scale.GROWING
        if kind is Scale.GROWING and to_growing and not isinstance(field, GrowingReference):
            yield f"{field.name} 指向增长表，须用 GrowingReference"
        if kind is Scale.GROWING and scale_of(target) is Scale.LOCAL:
            yield f"{field.name} 指向本地表，须改用业务键"
        if kind is not Scale.GROWING and to_growing:
            yield f"{field.name} 由非增长表指向增长表"


@register("scale")
def check_scale(app_configs: Iterable[AppConfig] | None, **options: Any) -> list[Error]:
    """Report every broken scale rule of the installed models."""
    return [
        Error(f"{model._meta.label}：{sentence}", obj=model, id="scale.E001")
        for model in apps.get_models(include_auto_created=True)
        for sentence in violations(model)
    ]
