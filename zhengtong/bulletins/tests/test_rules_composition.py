"""Rows, lists, hash and stored forms of the bulletin."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zhengtong.bulletins.rules.columns import COUNT_COLUMNS
from zhengtong.bulletins.rules.composition import compose, content_hash, stored_bulletin
from zhengtong.bulletins.rules.inputs import inputs_as_json, inputs_from_json
from zhengtong.bulletins.tests.factories import (
    accepted,
    make_inputs,
    make_tally,
    make_target,
)
from zhengtong.kernel.item_types import ItemGroup, ItemType
from zhengtong.kernel.periods import Period

KEYS = [
    "region",
    "period",
    "items",
    "groups",
    "coverage",
    "departments",
    "totals",
    "good_departments",
    "zero_case_departments",
    "notes",
    "cutoff",
    "level",
    "comparisons",
    "hash",
]


def bulletin_of(*numbers: int):
    codes = "甲乙丙丁戊己庚"[: len(numbers)]
    counts = {}
    for code, number in zip(codes, numbers, strict=True):
        counts |= accepted(code, number)
    return compose(inputs=make_inputs(*codes), tally=make_tally(counts))


def test_it_has_the_keys_of_the_contract_in_order():
    content = compose(
        inputs=make_inputs("甲", items={ItemGroup.LICENSE: 3}),
        tally=make_tally(accepted("甲", 2), late=1),
    ).as_json()
    assert list(content) == KEYS
    assert content["region"] == "510703"
    assert content["period"] == {"from": "2018-02-01", "to": "2018-02-28"}
    assert content["items"] == {"license": 3, "power_other": 0, "public_service": 0}
    assert content["cutoff"] == {"position": 9, "chain": "ab" * 32}
    assert content["notes"] == ["补录 1 件。"]


def test_it_hashes_the_canonical_json_without_the_hash():
    content = bulletin_of(3, 0).as_json()
    stated = content.pop("hash")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert stated == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("numbers", "good"),
    [
        pytest.param((9, 8, 7, 6, 5, 4), [9, 8, 7, 6, 5], id="five most accepted"),
        pytest.param((9, 8, 7, 6, 5, 5, 4), [9, 8, 7, 6, 5, 5], id="a tie at fifth lists both"),
        pytest.param((3, 3, 3, 3, 3, 3, 3), [3] * 7, id="all tied at fifth are listed"),
        pytest.param((4, 0, 2, 0, 0, 0), [4, 2], id="zero is never good"),
        pytest.param((0, 0), [], id="nobody is good where nobody accepted"),
        pytest.param((), [], id="a region without bodies"),
    ],
)
def test_it_lists_good_departments(numbers, good):
    listed = bulletin_of(*numbers).as_json()["good_departments"]
    assert [one["accepted"] for one in listed] == good


def test_it_keeps_tied_departments_in_printed_order():
    listed = bulletin_of(5, 7, 5).as_json()["good_departments"]
    assert [one["name"] for one in listed] == ["乙局", "甲局", "丙局"]


def test_it_calls_only_bodies_without_any_acceptance_zero_case():
    counts = {
        **accepted("甲", 1, item_type="public_service"),
        ("乙", "license", "cases.completed"): 5,
    }
    bulletin = compose(inputs=make_inputs("甲", "乙"), tally=make_tally(counts))
    assert bulletin.as_json()["zero_case_departments"] == ["乙局"]


def test_it_counts_deemed_acceptances_as_accepted():
    counts = {("甲", "license", "cases.deemed_accepted"): 2, **accepted("甲", 1)}
    bulletin = compose(inputs=make_inputs("甲"), tally=make_tally(counts))
    assert bulletin.totals.counts["license_accepted"] == 3


def test_it_counts_every_type_in_its_group_and_nothing_of_other_bodies():
    counts = {}
    for item_type in ItemType:
        counts |= accepted("甲", 1, item_type=item_type)
    counts |= accepted("外", 100) | {("甲", "", "cases.accepted"): 7, ("甲", "license", "x"): 9}
    row = compose(inputs=make_inputs("甲"), tally=make_tally(counts)).totals
    assert (
        row.counts["license_accepted"],
        row.counts["power_other_accepted"],
        row.counts["public_service_accepted"],
    ) == (1, 9, 1)


def test_it_gives_no_annual_target_where_there_is_none():
    bulletin = compose(inputs=make_inputs("甲", "乙"), tally=make_tally({}))
    assert bulletin.totals.annual_target is None
    targeted = compose(
        inputs=make_inputs("甲", "乙", targets=(make_target("甲", 30),)), tally=make_tally({})
    )
    assert [one.row.annual_target for one in targeted.departments] == [30, None]
    assert targeted.totals.annual_target == 30


def test_it_prints_the_target_in_force_on_the_last_day():
    first = Period(date(2018, 1, 1), date(2018, 2, 14))
    rest = Period(date(2018, 2, 15), date(2018, 12, 31))
    targets = (make_target("甲", 120, period=first), make_target("甲", 240, period=rest))
    bulletin = compose(inputs=make_inputs("甲", targets=targets), tally=make_tally({}))
    assert bulletin.totals.annual_target == 240


counted = some.dictionaries(
    some.tuples(
        some.sampled_from(["甲", "乙", "丙", "外"]),
        some.sampled_from([word.value for word in ItemType]),
        some.sampled_from(["cases.accepted", "cases.deemed_accepted", "cases.completed"]),
    ),
    some.integers(min_value=0, max_value=50),
)


@given(period=counted, earlier=counted)
def test_it_always_adds_up(period, earlier):
    inputs = make_inputs("甲", "乙", "丙", targets=(make_target("甲", 7), make_target("丙", 5)))
    both = Counter(period) + Counter(earlier)
    bulletin = compose(inputs=inputs, tally=make_tally(period, year=both))
    content = bulletin.as_json()
    for key in COUNT_COLUMNS:
        assert content["totals"][key] == sum(row[key] for row in content["departments"])
    assert content["totals"]["year_accepted"] >= sum(
        content["groups"][group]["accepted"] for group in content["groups"]
    )
    zero = {row["name"] for row in content["departments"] if not _accepted(row)}
    assert set(content["zero_case_departments"]) == zero
    assert not zero & {one["name"] for one in content["good_departments"]}
    assert stored_bulletin(inputs=inputs, figures=content).as_json() == content
    assert content_hash(content) == content["hash"]


def _accepted(row) -> int:
    return sum(row[f"{group}_accepted"] for group in ("license", "power_other", "public_service"))


def test_it_reads_its_inputs_back_from_plain_json():
    inputs = make_inputs(
        "甲",
        "乙",
        targets=(make_target("甲", 30, period=Period(date(2018, 2, 1), date(2018, 6, 30))),),
        items={ItemGroup.LICENSE: 3},
        notes=("一。", "二。"),
    )
    stored = json.loads(json.dumps(inputs_as_json(inputs)))
    assert inputs_from_json(stored) == inputs


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"region_code": "510704"}, id="region"),
        pytest.param({"notes": ("别的话。",)}, id="notes"),
        pytest.param({"items": {ItemGroup.LICENSE: 1}}, id="items"),
        pytest.param({"targets": (make_target("甲", 1),)}, id="targets"),
        pytest.param({"period": Period(date(2018, 2, 1), date(2018, 2, 27))}, id="period"),
    ],
)
def test_its_hash_changes_with_any_input(change):
    before = compose(inputs=make_inputs("甲"), tally=make_tally(accepted("甲", 2)))
    after = compose(
        inputs=replace(make_inputs("甲"), **change), tally=make_tally(accepted("甲", 2))
    )
    assert before.digest != after.digest


def test_its_hash_changes_with_one_case():
    one = compose(inputs=make_inputs("甲"), tally=make_tally(accepted("甲", 2)))
    other = compose(inputs=make_inputs("甲"), tally=make_tally(accepted("甲", 3)))
    assert one.digest != other.digest
