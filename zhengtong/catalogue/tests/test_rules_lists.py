"""Lists: from when they count, what overlaps, what came and went, the shares."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from zhengtong.catalogue.rules.list_changes import ListedItem, compare_lists
from zhengtong.catalogue.rules.list_measures import ListMeasure, ShareBase
from zhengtong.catalogue.rules.list_rates import ClaimedItem, body_rates, total_of
from zhengtong.catalogue.rules.lists import (
    KnownList,
    ListKind,
    ListRefused,
    ListTerms,
    check_start,
    check_terms,
    first_day,
    in_force,
    last_day,
    lists_for,
    takes_item_type,
)
from zhengtong.kernel.item_types import ItemGroup, ItemType
from zhengtong.kernel.texts import TextRefused


def day(text: str) -> date:
    return date.fromisoformat(f"2018-{text}")


def said(
    starts: str,
    *,
    edition: str = "2018",
    batch: str = "",
    kind: ListKind = ListKind.AT_MOST_ONCE,
    name: str = "甲清单",
    document: str = "1号",
) -> ListTerms:
    return ListTerms(
        kind=kind,
        name=name,
        edition=edition,
        batch=batch,
        document_number=document,
        in_force_on=day(starts),
    )


def known(
    number: int,
    terms: ListTerms,
    *,
    counts_from: str = "",
    counts_to: str = "",
    imported: str = "01-01",
    withdrawn: bool = False,
) -> KnownList:
    return KnownList(
        list_id=UUID(int=number),
        number=number,
        terms=terms,
        counts_from=day(counts_from) if counts_from else terms.in_force_on,
        counts_to=day(counts_to) if counts_to else None,
        imported_on=day(imported),
        is_withdrawn=withdrawn,
    )


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        pytest.param(said("01-01", name=""), "清单没有名称，请写明", id="no name"),
        pytest.param(said("01-01", document=""), "清单没有文号，请写明", id="no document"),
        pytest.param(
            said("01-01", edition=""), "清单须写明年度（版次）或者批次", id="edition or batch"
        ),
        pytest.param(
            said("01-01", edition="一版", kind=ListKind.POWER),
            "权力清单按年度编制，年度须以四位年份开头，如 2018",
            id="a should-claim list without its year",
        ),
        pytest.param(
            said("01-01", edition="", batch="第一批", kind=ListKind.LICENSE),
            "行政许可清单按年度编制，年度须以四位年份开头，如 2018",
            id="a batch of a should-claim list without its year",
        ),
    ],
)
def test_refuses_a_list_that_does_not_say_what_it_is(terms: ListTerms, message: str) -> None:
    with pytest.raises(ListRefused) as refusal:
        check_terms(terms)
    assert refusal.value.message == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "字" * 201}, "清单名称最多 200 字"),
        ({"edition": "2018" + "版" * 29}, "年度（版次）最多 32 字"),
        ({"batch": "批" * 33}, "批次最多 32 字"),
        ({"document_number": "号" * 65}, "文号最多 64 字"),
    ],
)
def test_refuses_a_text_that_its_column_cannot_keep(changes: dict[str, str], message: str) -> None:
    with pytest.raises(TextRefused, match=message):
        check_terms(replace(said("01-01"), **changes))


FIRST = known(1, said("03-01"))
OVERLAPS = (
    "施行日期 {} 不晚于已导入的《甲清单》（2018 年版，1号）（2018-03-01 起施行），各版清单不能重叠"
)


@pytest.mark.parametrize(
    ("terms", "others", "message"),
    [
        pytest.param(
            said("04-01"),
            [FIRST],
            "《甲清单》（2018 年版，1号）已经导入，生效后不再改动；"
            "内容有误的先用 list withdraw 撤回",
            id="the same edition again",
        ),
        pytest.param(
            said("03-01", edition="2019"),
            [FIRST],
            "《甲清单》（2018 年版，1号）也自 2018-03-01 起施行，同一种清单同日只能有一版",
            id="from the same day",
        ),
        pytest.param(
            said("02-01", edition="2019"), [FIRST], OVERLAPS.format("2018-02-01"),
            id="begins before a later one",
        ),
        pytest.param(
            said("02-01", batch="第一批"), [FIRST], OVERLAPS.format("2018-02-01"),
            id="a batch before its edition",
        ),
        pytest.param(
            said("03-01", edition="2019"),
            [known(1, said("03-01", batch="第一批"))],
            "施行日期 2018-03-01 不晚于已导入的《甲清单》（2018 年版第一批，1号）"
            "（2018-03-01 起施行），各版清单不能重叠",
            id="an edition that would replace a batch of its day",
        ),
    ],
)  # fmt: skip
def test_refuses_a_list_that_overlaps(
    terms: ListTerms, others: list[KnownList], message: str
) -> None:
    with pytest.raises(ListRefused) as refusal:
        check_start(terms, others=others)
    assert refusal.value.message == message


@pytest.mark.parametrize(
    ("terms", "others"),
    [
        pytest.param(said("04-01", edition="2019"), [FIRST], id="a later edition"),
        pytest.param(said("03-01", batch="第一批"), [FIRST], id="a batch of the same day"),
        pytest.param(
            said("02-01", batch="第一批"),
            [known(1, said("03-01", batch="第二批"))],
            id="batches in any order",
        ),
        pytest.param(
            said("03-01"),
            [known(1, said("03-01"), withdrawn=True, counts_to="03-10")],
            id="after a withdrawn one",
        ),
    ],
)
def test_takes_a_list_beside_those_that_stand(terms: ListTerms, others: list[KnownList]) -> None:
    check_start(terms, others=others)


@pytest.mark.parametrize(
    ("starts", "others", "expected"),
    [
        pytest.param("02-01", [], "02-01", id="the first one, from its own date"),
        pytest.param("07-01", [FIRST], "07-01", id="a coming one"),
        pytest.param("05-01", [FIRST], "06-01", id="a late one leaves past days alone"),
        pytest.param(
            "05-01",
            [known(1, said("03-01"), imported="06-01")],
            "05-01",
            id="beside one that came in today",
        ),
        pytest.param(
            "03-01",
            [known(1, said("03-01"), withdrawn=True, counts_to="05-31")],
            "06-01",
            id="in the place of a withdrawn one that counted",
        ),
        pytest.param(
            "03-01",
            [known(1, said("03-01"), withdrawn=True, counts_to="02-28", imported="05-31")],
            "03-01",
            id="in the place of one that never counted",
        ),
        pytest.param(
            "04-01",
            [known(1, said("03-01", kind=ListKind.LICENSE))],
            "06-01",
            id="beside a list of another kind that has counted",
        ),
        pytest.param(
            "04-01",
            [known(1, said("07-01"))],
            "04-01",
            id="beside one that has not begun",
        ),
    ],
)
def test_counts_from_a_day_that_changes_no_past_answer(
    starts: str, others: list[KnownList], expected: str
) -> None:
    terms = said(starts, edition="2019")
    assert first_day(terms, today=day("06-01"), others=others) == day(expected)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(known(1, said("03-01")), "05-31", id="up to yesterday"),
        pytest.param(known(1, said("03-01"), imported="06-01"), "02-28", id="of today: never"),
        pytest.param(known(1, said("07-01")), "06-30", id="not yet begun: never"),
        pytest.param(known(1, said("06-01")), "05-31", id="begun today: never"),
    ],
)
def test_stops_counting_on_the_day_of_its_withdrawal(found: KnownList, expected: str) -> None:
    assert last_day(known=found, today=day("06-01")) == day(expected)


def test_holds_in_force_the_last_edition_and_its_batches() -> None:
    lists = [
        known(1, said("01-01", batch="第一批")),
        known(2, said("02-01")),
        known(3, said("03-01", batch="第二批")),
        known(4, said("05-01", edition="2019"), counts_to="05-20", withdrawn=True),
    ]
    assert [
        [each.number for each in in_force(lists, on=day(text))]
        for text in ("01-31", "02-01", "03-01", "05-01", "05-20", "05-21")
    ] == [[1], [2], [2, 3], [4], [4], [2, 3]]
    assert in_force(lists, on=date(2017, 12, 31)) == ()
    assert in_force([], on=day("01-01")) == ()


def test_knows_which_types_stand_on_which_list() -> None:
    assert takes_item_type(ListKind.POWER, ItemType.LICENSE)
    assert not takes_item_type(ListKind.LICENSE, ItemType.PUNISHMENT)
    assert not takes_item_type(ListKind.PUBLIC_SERVICE, ItemType.LICENSE)
    assert takes_item_type(ListKind.IN_HALL, ItemType.PUNISHMENT)
    assert lists_for(ItemType.LICENSE) == {ListKind.LICENSE, ListKind.POWER}
    assert lists_for(ItemType.INSPECTION) == {ListKind.POWER}
    assert lists_for(ItemType.PUBLIC_SERVICE) == {ListKind.PUBLIC_SERVICE}


def row(body: str, code: str, **more: str) -> ListedItem:
    given = {
        "organisation_name": f"{body}局",
        "organisation_level": "district_department",
        "item_name": f"事项{code}",
        "item_type": "license",
        "level_kind": "main",
        "main_code": code,
    }
    return ListedItem(organisation_code=body, base_code=code, **{**given, **more})


def test_shows_what_came_went_and_changed() -> None:
    before = [row("甲", "1"), row("甲", "2"), row("甲", "3"), row("乙", "4"), row("丙", "5")]
    after = [
        row("甲", "1"),
        row("甲", "2", item_name="新名", level_kind="sub", main_code="1"),
        row("乙", "3"),
        row("乙", "4"),
        row("丁", "4"),
        row("丙", "6"),
    ]
    changes = compare_lists(before=before, after=after)
    assert [
        (change.kind.value, change.item.organisation_code, change.item.base_code, change.changed)
        for change in changes
    ] == [
        ("added", "丁", "4", ()),
        ("added", "丙", "6", ()),
        ("changed", "甲", "2", ("名称", "主项或子项", "主项")),
        ("changed", "乙", "3", ("机构",)),
        ("removed", "丙", "5", ()),
    ]
    assert compare_lists(before=before, after=before) == ()


def held(body: str, code: str, **facts: object) -> ClaimedItem:
    return ClaimedItem(organisation_code=body, base_code=code, **facts)


def test_counts_each_share_by_list_and_guide_and_the_total_as_the_sum_of_rows() -> None:
    should_claim = [
        row("甲", "1"),
        row("甲", "1"),  # on two lists; counts once
        row("甲", "2", level_kind="sub", main_code="9"),
        row("甲", "3", level_kind="sub", main_code="9", item_type="punishment"),
        row("乙", "4", item_type="public_service"),
    ]
    lists = {
        ListKind.IN_HALL: [row("甲", "1"), row("甲", "2"), row("乙", "7")],
        ListKind.ONE_WINDOW: [row("甲", "1"), row("甲", "2", level_kind="sub", main_code="9")],
        ListKind.AT_MOST_ONCE: [row("甲", "1"), row("甲", "2"), row("甲", "3")],
    }
    items = {
        "甲": [
            held("甲", "1", in_hall=True, one_window=True, visit_count=1, online=True),
            held("甲", "2", in_hall=True, one_window=True, visit_count=1),
            held("甲", "2", visit_count=2),  # a second handling item
            held("甲", "8"),
        ]
    }
    lines = body_rates(
        should_claim=should_claim,
        lists=lists,
        base=ShareBase.SHOULD_CLAIM,
        items=items,
        names={},
    )
    total = total_of(lines)
    shown = {
        line.organisation_code: {
            measure.value: (share.numerator, share.denominator, share.listed, share.rate)
            for measure, share in line.measures.items()
        }
        for line in (*lines, total)
    }
    assert shown["甲"] == {
        "claim_rate": (2, 3, 3, "0.6667"),
        "in_hall_rate": (1, 2, 2, "0.5000"),
        "one_window_rate": (1, 2, 2, "0.5000"),
        "at_most_once_rate": (1, 3, 3, "0.3333"),
        "zero_visit_rate": (0, 0, 0, None),
        "online_rate": (1, 2, 2, "0.5000"),
    }
    assert shown["乙"]["claim_rate"] == (0, 1, 1, "0.0000")
    assert shown[""]["claim_rate"] == (2, 4, 4, "0.5000")
    assert shown[""]["in_hall_rate"] == (1, 3, 3, "0.3333")
    assert [line.beyond_list for line in (*lines, total)] == [0, 1, 1]
    assert {group: share.rate for group, share in total.claim_by_group.items()} == {
        ItemGroup.LICENSE: "1.0000",
        ItemGroup.POWER_OTHER: "0.0000",
        ItemGroup.PUBLIC_SERVICE: "0.0000",
    }


def test_takes_the_hall_as_base_where_asked() -> None:
    """Panjin printed 101 of 387 items in the hall, 26.10 %."""
    hall = [row("甲", str(number)) for number in range(387)]
    lines = body_rates(
        should_claim=[row("甲", str(number)) for number in range(578)],
        lists={ListKind.IN_HALL: hall, ListKind.AT_MOST_ONCE: hall[:101]},
        base=ShareBase.IN_HALL,
        items={"甲": [held("甲", str(number), visit_count=1) for number in range(200)]},
        names={},
    )
    share = total_of(lines).measures[ListMeasure.AT_MOST_ONCE]
    assert (share.numerator, share.denominator, share.rate) == (101, 387, "0.2610")


def test_counts_no_visit_only_where_the_guide_says_so() -> None:
    rows = [row("甲", str(number)) for number in range(3)]
    lines = body_rates(
        should_claim=rows,
        lists={ListKind.ZERO_VISIT: rows},
        base=ShareBase.SHOULD_CLAIM,
        items={
            "甲": [held("甲", "0", visit_count=0), held("甲", "1", visit_count=1), held("甲", "2")]
        },
        names={},
    )
    share = total_of(lines).measures[ListMeasure.ZERO_VISIT]
    assert (share.numerator, share.denominator, share.rate) == (1, 3, "0.3333")
