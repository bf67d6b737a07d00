"""Drafting a flow, and dropping a draft."""

import json

import pytest
from django.db import IntegrityError

from zhengtong.flows.models import Flow, FlowAct
from zhengtong.flows.operations import drafting
from zhengtong.flows.operations.drafting import FlowCodeTaken, NoDraft, discard_draft
from zhengtong.flows.queries import flow
from zhengtong.flows.rules.codes import FlowCodeRefused
from zhengtong.flows.rules.plain import canonical_text, digest_of
from zhengtong.flows.rules.states import FlowActionRefused
from zhengtong.flows.tests.acting import CODE, GRAPH, OTHER, draft, publish, request, written
from zhengtong.foundation.ledger.models import Entry
from zhengtong.places.queries import UnknownOrganisation
from zhengtong.places.tests.factories import REGION, make_organisation

pytestmark = pytest.mark.django_db


def test_it_drafts_a_flow(body):
    drafted = draft()
    assert (drafted.state, drafted.version, drafted.has_draft) == ("draft", 0, True)
    act = FlowAct.objects.get(region_code=REGION)
    assert (act.action, act.act_no, act.version, act.reason) == ("draft", 1, 0, "测试")
    entry = Entry.objects.get(region_code=REGION)
    assert (entry.kind, entry.subject, entry.subject_no, entry.organisation_code) == (
        "flows.drafted",
        "flow:XK-01",
        1,
        "510703-D01",
    )
    assert json.loads(entry.body)["payload"]["digest"] == digest_of(GRAPH)


def test_it_replaces_a_draft(body):
    draft()
    draft(OTHER, name="另一流程")
    assert flow(region_code=REGION, flow_code=CODE).name == "另一流程"
    assert Flow.objects.get(region_code=REGION).draft == canonical_text(OTHER)
    assert FlowAct.objects.filter(region_code=REGION).count() == 2


def test_it_refuses_an_organisation_that_is_not_there():
    with pytest.raises(UnknownOrganisation, match="机构 510703-D77 不存在"):
        draft(body="510703-D77")


def test_it_refuses_a_bad_code_and_a_bad_name(body):
    with pytest.raises(FlowCodeRefused, match="流程编码“许可”"):
        draft(code="许可")
    with pytest.raises(FlowCodeRefused, match="流程名称应为"):
        draft(name=" ")


def test_it_refuses_the_code_of_another_organisation(body):
    draft()
    make_organisation(code="510703-D02")
    before = written()
    with pytest.raises(FlowCodeTaken, match="流程编码 XK-01 已被机构 510703-D01 使用"):
        draft(body="510703-D02")
    assert written() == before


def test_it_is_told_by_the_constraint_that_another_session_was_quicker(body, monkeypatch):
    draft()

    def write(body, *, flow_code, **_):
        Flow.objects.create(
            region_code=REGION,
            code=flow_code,
            organisation_code=body.code,
            state="draft",
            draft="{}",
        )

    monkeypatch.setattr(drafting, "_write_draft", write)
    with pytest.raises(FlowCodeTaken, match="流程编码 XK-01 刚被使用"):
        draft()


def test_it_lets_the_fault_of_another_constraint_rise(body, monkeypatch):
    def write(body, **_):
        Flow.objects.create(region_code=REGION, code="X", state="published", latest_version=0)

    monkeypatch.setattr(drafting, "_write_draft", write)
    with pytest.raises(IntegrityError):
        draft()


def test_it_drops_a_draft(manned):
    draft()
    publish()
    draft(OTHER)
    discard_draft(region_code=REGION, flow_code=CODE, request=request())
    found = flow(region_code=REGION, flow_code=CODE)
    assert (found.state, found.version, found.has_draft) == ("published", 1, False)
    assert Entry.objects.filter(region_code=REGION, kind="flows.draft_discarded").count() == 1
    with pytest.raises(NoDraft, match="流程“许可流程”没有草稿"):
        discard_draft(region_code=REGION, flow_code=CODE, request=request())


def test_it_does_not_drop_the_only_draft(body):
    draft()
    with pytest.raises(FlowActionRefused, match="流程起草中，不能放弃草稿"):
        discard_draft(region_code=REGION, flow_code=CODE, request=request())
