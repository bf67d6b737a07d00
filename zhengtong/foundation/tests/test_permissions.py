"""Permissions: decided by what is held at the organisation, or by the kind of actor."""

from datetime import date
from enum import StrEnum

import pytest

from zhengtong.foundation import permissions
from zhengtong.foundation.actors import SYSTEM, Actor, ActorKind
from zhengtong.foundation.permissions import PermissionRefused, may, require

TODAY = date(2018, 2, 28)
CLERK = Actor(kind=ActorKind.STAFF, code="S01", organisation_code="D01")
APPLICANT = Actor(kind=ActorKind.APPLICANT, code="applicant")


class NotePermission(StrEnum):
    WRITE = "notes:note:write"


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(permissions, "_GRANTS", {})
    monkeypatch.setattr(permissions, "_SOURCES", [])
    permissions.declare_permission(
        NotePermission.WRITE, "写笔记", holdings=["post:intake"], kinds=[ActorKind.SYSTEM]
    )
    permissions.register_grant_source(held)


def held(*, staff_code: str, organisation_code: str, today: date) -> frozenset[str]:
    return frozenset({"post:intake"} if (staff_code, organisation_code) == ("S01", "D01") else ())


def test_it_lets_a_holder_and_a_named_kind_pass():
    require(CLERK, NotePermission.WRITE, organisation_code="D01", today=TODAY)
    require(SYSTEM, NotePermission.WRITE, organisation_code="D02", today=TODAY)


@pytest.mark.parametrize(("actor", "organisation"), [(CLERK, "D02"), (APPLICANT, "D01")])
def test_it_refuses_others_and_says_what_it_takes(actor, organisation):
    with pytest.raises(PermissionRefused, match="没有“写笔记”的权限"):
        require(actor, NotePermission.WRITE, organisation_code=organisation, today=TODAY)
    assert not may(actor, NotePermission.WRITE, organisation_code=organisation, today=TODAY)


def test_it_refuses_everybody_when_nobody_can_be_asked(monkeypatch):
    monkeypatch.setattr(permissions, "_SOURCES", [])
    assert not may(CLERK, NotePermission.WRITE, organisation_code="D01", today=TODAY)
