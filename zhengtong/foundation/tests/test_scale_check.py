"""The scale check: the installed models pass, each planted violation is named."""

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from zhengtong.foundation.models import GrowingModel, LocalModel, SmallModel
from zhengtong.foundation.scale_check import violations


def test_it_finds_nothing_in_the_installed_models():
    assert run_checks(tags=["scale"]) == []


def planted():
    class Undeclared(models.Model):
        class Meta:
            app_label = "planted"

    class NotByRegion(models.Model):
        scale = GrowingModel.scale

        class Meta:
            app_label = "planted"

    class UniqueAlone(GrowingModel):
        number = models.CharField(max_length=18, unique=True)

        class Meta:
            app_label = "planted"

    class ConstraintAlone(GrowingModel):
        number = models.CharField(max_length=18)

        class Meta:
            app_label = "planted"
            constraints = [models.UniqueConstraint(fields=["number"], name="number_unique")]

    class Account(LocalModel):
        class Meta:
            app_label = "planted"

    class PointsToAccount(GrowingModel):
        account = models.ForeignKey(Account, on_delete=models.PROTECT)

        class Meta:
            app_label = "planted"

    class SmallPointsToGrowing(SmallModel):
        number = models.ForeignObject(
            UniqueAlone,
            on_delete=models.PROTECT,
            from_fields=["region_code", "number_id"],
            to_fields=["region_code", "id"],
        )
        region_code = models.CharField(max_length=6)
        number_id = models.UUIDField()

        class Meta:
            app_label = "planted"

    return {
        "undeclared": (Undeclared, "没有声明规模"),
        "key": (NotByRegion, "增长表的主键应为"),
        "unique field": (UniqueAlone, "唯一字段 number 不含 region_code"),
        "constraint": (ConstraintAlone, "约束 number_unique 不含 region_code"),
        "growing to local": (PointsToAccount, "指向本地表"),
        "small to growing": (SmallPointsToGrowing, "由非增长表指向增长表"),
    }


@pytest.mark.parametrize(
    "name",
    ["undeclared", "key", "unique field", "constraint", "growing to local", "small to growing"],
)
def test_it_names_a_planted_violation(name):
    with isolate_apps():
        model, sentence = planted()[name]
        assert any(sentence in found for found in violations(model))
