"""The doors contract keeps what it should and breaks on planted imports."""

import pytest

from tests.architecture.contracts import is_allowed


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("zhengtong.cases.operations.acceptance", "zhengtong.catalogue.queries"),
        ("zhengtong.cases.operations.acceptance", "zhengtong.cases.models.case"),
        ("zhengtong.cases.models.case", "zhengtong.foundation.models"),
        ("zhengtong.cases.apps", "zhengtong.people.ports"),
        ("zhengtong.catalogue.handlers", "zhengtong.cases.events"),
        ("zhengtong.cases.tests.factories", "zhengtong.catalogue.models"),
        ("config.urls", "zhengtong.cases.urls"),
        ("demo.load", "zhengtong.exchange.operations.importing"),
    ],
)
def test_it_opens_the_doors(importer, imported):
    assert is_allowed(importer, imported)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("zhengtong.bulletins.queries", "zhengtong.cases.models.case"),
        ("zhengtong.bulletins.web.bulletins", "zhengtong.cases.web.pages"),
        ("zhengtong.cases.operations.acceptance", "zhengtong.people.ports"),
        ("zhengtong.cases.operations.acceptance", "zhengtong.people.permissions"),
        ("config.urls", "zhengtong.cases.models"),
        ("demo.load", "zhengtong.cases.models.case"),
    ],
)
def test_it_keeps_the_other_rooms_shut(importer, imported):
    assert not is_allowed(importer, imported)
