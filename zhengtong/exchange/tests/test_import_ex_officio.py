"""Files of punishments, coercion and inspections: filing, decision, closing, dropping."""

import pytest

from zhengtong.cases.models import Case, CaseAct
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.exchange.tests.factories import (
    accepted,
    import_cases,
    imported,
    make_register,
    make_source,
    write_cases,
)
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
PUNISHMENT = "510703-D01-510200601000"


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()
    make_published_item(
        implementation_code=PUNISHMENT, item_type="punishment", statutory_limit=None
    )


def filed(number="P-1", **changes):
    fields = {"implementation_code": PUNISHMENT, "channel": "other", "received_at": ""}
    return accepted(number, **{**fields, **changes})


def decided(number="P-1", **changes):
    fields = {
        "data_version": "2",
        "decided_at": "2018-02-05T10:00:00+08:00",
        "result": "granted",
        "source_recorded_at": "2018-02-05T11:30:00+08:00",
    }
    return filed(number, **{**fields, **changes})


def closed(number="P-1", **changes):
    fields = {
        "data_version": "3",
        "completed_at": "2018-02-20T10:10:00+08:00",
        "source_recorded_at": "2018-02-20T11:30:00+08:00",
    }
    return decided(number, **{**fields, **changes})


def dropped(number="P-1", **changes):
    fields = {
        "data_version": "2",
        "completed_at": "2018-02-05T10:10:00+08:00",
        "result": "returned",
        "close_reason": "查无实据",
        "source_recorded_at": "2018-02-05T11:30:00+08:00",
    }
    return filed(number, **{**fields, **changes})


def case(number="P-1"):
    return Case.objects.get(region_code="510703", source_number=number)


def acts(number="P-1"):
    rows = CaseAct.objects.filter(region_code="510703", case_id=case(number).id)
    return list(rows.order_by("act_no").values_list("action", "to_state"))


def test_a_filing_is_a_filed_case_with_its_own_limit(tmp_path):
    report = imported(write_cases(tmp_path / "处罚.csv", [filed()]))
    assert (report["code"], report["created"]) == (0, 1)
    found = case()
    assert (found.state, found.statutory_limit, found.statutory_limit_unit) == ("filed", 90, "day")
    assert (found.promised_limit, found.promised_due_at) == (None, None)
    assert acts() == [("file", "filed")]


def test_versions_bring_it_to_its_decision_and_closing(tmp_path):
    for name, row in (("1", filed()), ("2", decided()), ("3", closed())):
        assert imported(write_cases(tmp_path / f"{name}.csv", [row]))["code"] == 0
    assert (case().state, case().close_result) == ("closed", "granted")
    assert acts() == [("file", "filed"), ("decide", "decided"), ("close", "closed")]
    kinds = Entry.objects.filter(region_code="510703").values_list("kind", flat=True)
    assert len(measure("accepted").kinds & set(kinds)) == 1
    assert len(measure("completed").kinds & set(kinds)) == 1


def test_all_of_it_may_come_at_once(tmp_path):
    row = closed(data_version="1", result="denied", close_reason="违法行为轻微")
    assert imported(write_cases(tmp_path / "处罚.csv", [row]))["code"] == 0
    assert (case().state, case().close_result) == ("closed", "denied")
    assert acts()[1] == ("decide_against", "decided_against")


def test_what_was_dropped_is_returned(tmp_path):
    path = write_cases(tmp_path / "处罚.csv", [filed(), dropped()])
    assert imported(path)["code"] == 0
    assert (case().state, case().close_result) == ("dropped", "returned")
    assert case().completed_at is not None
    assert case().decided_at is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"accepted_at": "", "received_at": "2018-01-10T09:05:00+08:00"}, "要有立案时间"),
        (
            {
                "decided_at": "2018-02-05T10:00:00+08:00",
                "completed_at": "2018-02-05T10:10:00+08:00",
                "delivered_at": "2018-02-05T11:00:00+08:00",
                "result": "granted",
                "source_recorded_at": "2018-02-05T11:30:00+08:00",
            },
            "不填送达时间",
        ),
        (
            {
                "completed_at": "2018-02-05T10:10:00+08:00",
                "result": "relayed",
                "close_reason": "转上级",
                "source_recorded_at": "2018-02-05T11:30:00+08:00",
            },
            "撤案填退件办结",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(tmp_path, changes, message):
    path = write_cases(tmp_path / "处罚.csv", [filed(**changes)])
    run = import_cases(path)
    assert run.code == 1
    assert not Case.objects.filter(region_code="510703").exists()
    errors = "".join(found.read_text("utf-8-sig") for found in tmp_path.glob("*错误*"))
    assert message in errors
