"""A department's system hands cases in, moves them and reads them over the open interface."""

import datetime as dt
from typing import Any

import pytest

from tests.interface.conftest import Connect, System, window_submission
from zhengtong.cases.models import Case, CaseAct
from zhengtong.cases.tests.factories import Office, make_office
from zhengtong.foundation.api import problems
from zhengtong.foundation.api.clients import Scope
from zhengtong.foundation.api.idempotency import IdempotentAnswer, forget_answers
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.places.tests.factories import REGION


@pytest.fixture
def system(connect: Connect) -> System:
    """The office's own system, allowed everything."""
    return connect()


@pytest.fixture
def number(system: System, office: Office) -> str:
    """The number of a case that was handed in at the window."""
    answer = system.post("/cases", window_submission(office))
    assert answer.status_code == 201, answer.content
    return str(answer.json()["case_number"])


def move(system: System, number: str, act: str, **body: Any) -> dict[str, Any]:
    """Do an act and return where the case stands."""
    answer = system.post(f"/cases/{number}/{act}", body)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_a_case_goes_from_the_window_to_delivery(
    system: System, office: Office, number: str
) -> None:
    clerk, reviewer, decider = office.clerk.code, office.reviewer.code, office.decider.code
    assert move(system, number, "acceptance", officer=clerk)["state"] == "accepted"
    assert move(system, number, "review", officer=clerk)["state"] == "in_review"
    move(system, number, "steps/review", officer=reviewer, opinion="符合条件")
    move(system, number, "proposal", officer=reviewer, proposal="grant", opinion="拟同意")
    granted = move(system, number, "decision", officer=decider, result="granted", opinion="同意")
    assert granted["state"] == "granted"
    assert move(system, number, "completion", officer=decider)["close_result"] == "granted"
    delivered = move(
        system, number, "delivery", officer=clerk, way="signed", proof="张演示本人签收"
    )
    assert delivered["state"] == "delivered"
    assert delivered["delivered_at"]
    kinds = Entry.objects.filter(subject=f"case:{number}").order_by("subject_no")
    assert [entry.actor for entry in kinds] == [
        f"staff:{code}"
        for code in (clerk, clerk, clerk, reviewer, reviewer, decider, decider, clerk)
    ]


def test_an_online_application_waits_for_its_receipt(system: System, office: Office) -> None:
    body = window_submission(office)
    del body["officer"], body["collected"]
    body |= {"way": "online", "identity_verified": True}
    body["files"] = {"申请表": "a.pdf", "营业执照": "b.jpg"}
    handed_in = system.post("/cases", body).json()
    assert handed_in["state"] == "submitted"
    assert len(handed_in["query_code"]) == 6
    received = move(system, handed_in["case_number"], "receipt", officer=office.clerk.code)
    assert received["state"] == "received"


def test_a_denial_says_why_and_what_can_be_done(
    system: System, office: Office, number: str
) -> None:
    clerk, reviewer = office.clerk.code, office.reviewer.code
    move(system, number, "acceptance", officer=clerk)
    move(system, number, "review", officer=clerk)
    move(system, number, "steps/review", officer=reviewer, opinion="不符合条件")
    move(system, number, "proposal", officer=reviewer, proposal="deny", opinion="拟不予")
    told = {
        "officer": office.decider.code,
        "result": "denied",
        "reasons": "不符合许可条件",
        "reconsideration": "涪城区人民政府，六十日内",
        "suit": "涪城区人民法院，六个月内",
    }
    refused = system.post(f"/cases/{number}/decision", told | {"reasons": ""})
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:zhengtong:problem:denial_incomplete"
    assert move(system, number, "decision", **told)["state"] == "denied"


def test_the_same_key_has_one_effect_and_one_answer(
    system: System, office: Office, number: str
) -> None:
    path, body = f"/cases/{number}/acceptance", {"officer": office.clerk.code}
    first = system.post(path, body, key="acceptance-000001")
    again = system.post(path, body, key="acceptance-000001")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert CaseAct.objects.filter(action="accept").count() == 1


def test_handing_in_twice_under_one_key_makes_one_case(system: System, office: Office) -> None:
    body = window_submission(office)
    numbers = {
        system.post("/cases", body, key="handed-in-0000001").json()["case_number"] for _ in range(3)
    }
    assert len(numbers) == 1
    assert Case.objects.count() == 1


def test_a_key_is_not_taken_for_another_request(
    system: System, office: Office, number: str
) -> None:
    body = {"officer": office.clerk.code}
    assert system.post(f"/cases/{number}/acceptance", body, key="k" * 16).status_code == 201
    refused = system.post(f"/cases/{number}/review", body, key="k" * 16)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:zhengtong:problem:idempotency_key_reused"
    assert Case.objects.get().state == "accepted"


def test_a_refused_request_leaves_no_key(system: System, office: Office, number: str) -> None:
    refused = system.post(
        f"/cases/{number}/acceptance", {"officer": office.decider.code}, key="r" * 16
    )
    assert refused.status_code == 403
    assert not IdempotentAnswer.objects.filter(key="r" * 16).exists()
    accepted = system.post(
        f"/cases/{number}/acceptance", {"officer": office.clerk.code}, key="r" * 16
    )
    assert accepted.status_code == 201


@pytest.mark.parametrize("key", ["", "short", "k" * 65, "有中文的键有中文的键有中文的键"])
def test_a_write_without_a_proper_key_is_refused(
    system: System, office: Office, number: str, key: str
) -> None:
    refused = system.post(f"/cases/{number}/acceptance", {"officer": office.clerk.code}, key=key)
    assert refused.status_code == 400
    assert "Idempotency-Key" in refused.json()["detail"]
    assert Case.objects.get().state == "received"


def test_another_organisations_case_does_not_exist(
    connect: Connect, office: Office, number: str
) -> None:
    other = make_office(
        organisation_code="510703-D02", prefix="T", item="510703-D02-510101901000", calendar=False
    )
    stranger = connect(name="别的系统", organisation_code=other.organisation_code)
    assert stranger.get(f"/cases/{number}").status_code == 404
    for officer in (office.clerk.code, other.clerk.code):
        refused = stranger.post(f"/cases/{number}/acceptance", {"officer": officer})
        assert refused.status_code == 404
        assert refused.json()["type"] == "urn:zhengtong:problem:case_unknown"
    assert stranger.get("/cases").json() == {"cases": [], "next": None}
    handed_in = stranger.post("/cases", window_submission(office))
    assert handed_in.status_code in {403, 422}
    assert Case.objects.get().state == "received"


def test_the_list_goes_on_page_by_page(system: System, office: Office) -> None:
    wanted = {
        system.post("/cases", window_submission(office)).json()["case_number"] for _ in range(3)
    }
    first = system.get("/cases", limit=2).json()
    second = system.get("/cases", limit=2, after=first["next"]).json()
    rows = first["cases"] + second["cases"]
    assert {row["case_number"] for row in rows} == wanted
    assert len(rows) == 3
    assert second["next"] is None
    assert rows[0]["applicant"] == "张某某"


def test_a_case_is_read_masked(system: System, number: str) -> None:
    found = system.get(f"/cases/{number}")
    assert found.json()["acts"][0]["action"] == "receive"
    assert "110105" not in found.content.decode()
    assert "13900001111" not in found.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"way": "by pigeon"}, "way"),
        ({"officer": ""}, "officer"),
        ({"collected": "申请表"}, "collected"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_request_that_does_not_fit_names_the_field(
    system: System, office: Office, changes: dict[str, Any], field: str
) -> None:
    refused = system.post("/cases", window_submission(office, **changes))
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    (fault,) = refused.json()["errors"]
    assert fault["field"].split(".")[-1] == field
    assert fault["message"] in problems.FIELD_FAULTS.values()
    assert not Case.objects.exists()


def test_broken_json_is_refused(system: System) -> None:
    refused = system.http.post(
        "/api/v1/cases",
        "{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {system.token}"},
    )
    assert refused.status_code == 400
    assert refused.json()["title"] == "请求读不出来"


def test_a_wrong_check_digit_is_refused(system: System, office: Office) -> None:
    body = window_submission(office)
    body["application"]["applicant"]["id_number"] = "110105194912310021"
    refused = system.post("/cases", body)
    assert refused.status_code == 422
    assert "校验" in refused.json()["detail"]
    assert not Case.objects.exists()


def test_a_scope_that_was_not_given_is_missing(connect: Connect, office: Office) -> None:
    reader = connect(name="只读系统", scopes=frozenset({Scope.READ_CASES}))
    assert reader.get("/cases").status_code == 200
    refused = reader.post("/cases", window_submission(office))
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:zhengtong:problem:scope_missing"


def test_answers_are_kept_for_a_week(system: System, office: Office) -> None:
    body = window_submission(office)
    assert system.post("/cases", body, key="a-week-from-here").status_code == 201
    number_pending(region_code=REGION)
    kept = IdempotentAnswer.objects.get().answered_at
    assert forget_answers(kept + dt.timedelta(days=7)) == 0
    assert forget_answers(kept + dt.timedelta(days=7, seconds=1)) == 1
    assert not IdempotentAnswer.objects.exists()
