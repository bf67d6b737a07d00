"""The two real item lists: every row goes in, and every real defect is told."""

import pytest

from zhengtong.catalogue.tests.item_files import ReadList, read_real_list


def count_types(result: ReadList) -> dict[str, int]:
    types = [item.item_type.value for item in result.items]
    return {item_type: types.count(item_type) for item_type in sorted(set(types))}


@pytest.fixture(scope="module")
def guangan() -> ReadList:
    return read_real_list("items_guangan_511602.csv", "511602")


@pytest.fixture(scope="module")
def ziyang() -> ReadList:
    return read_real_list("items_ziyang_512000_market.csv", "512000")


def test_takes_every_real_row_of_guangan(guangan: ReadList) -> None:
    assert len(guangan.items) == 1135
    assert guangan.refusals == ()
    assert len({item.key for item in guangan.items}) == 1135
    assert count_types(guangan) == {
        "adjudication": 8,
        "confirmation": 50,
        "license": 536,
        "other": 182,
        "payment": 9,
        "public_service": 348,
        "reward": 2,
    }


def test_tells_the_real_defects_of_guangan(guangan: ReadList) -> None:
    assert guangan.counts == {
        "area_code_missing": 3,
        "area_of_another_region": 1,
        "catalogue_code_has_organ": 3,
        "credit_code_bad": 119,
        "credit_code_missing": 3,
        "credit_code_old": 31,
        "credit_code_rewritten": 1,
        "duplicate_name": 2,
        "implementation_code_unread": 3,
        "kind_differs_from_code": 2,
    }


def test_names_the_rows_of_the_rare_defects_of_guangan(guangan: ReadList) -> None:
    common = {"credit_code_bad", "credit_code_old"}
    assert [
        (note.row, note.field, note.code) for note in guangan.notes if note.code not in common
    ] == [
        (119, "area_code", "area_of_another_region"),
        (167, "organ_code", "credit_code_missing"),
        (167, "catalog_code", "catalogue_code_has_organ"),
        (167, "implementation_code", "implementation_code_unread"),
        (167, "area_code", "area_code_missing"),
        (368, "organ_code", "credit_code_missing"),
        (368, "catalog_code", "catalogue_code_has_organ"),
        (368, "implementation_code", "implementation_code_unread"),
        (368, "area_code", "area_code_missing"),
        (369, "catalog_code", "kind_differs_from_code"),
        (371, "catalog_code", "kind_differs_from_code"),
        (539, "item_name_zh", "duplicate_name"),
        (629, "organ_code", "credit_code_rewritten"),
        (632, "organ_code", "credit_code_missing"),
        (632, "catalog_code", "catalogue_code_has_organ"),
        (632, "implementation_code", "implementation_code_unread"),
        (632, "area_code", "area_code_missing"),
        (932, "item_name_zh", "duplicate_name"),
    ]


def test_finds_the_bodies_and_upper_items_of_guangan(guangan: ReadList) -> None:
    bodies = {item.body.organisation_code: item.body.name for item in guangan.items}
    assert len(bodies) == 34
    assert len({item.organ_code for item in guangan.items}) == 55
    assert len({item.body.credit_code for item in guangan.items if item.body.credit_code}) == 40
    uppers = [item.upper for item in guangan.items if item.upper is not None]
    assert len({upper.base_code for upper in uppers}) == 1135
    assert sum(upper.parent_code == "" for upper in uppers) == 160


def test_takes_every_real_row_of_ziyang(ziyang: ReadList) -> None:
    assert len(ziyang.items) == 135
    assert ziyang.refusals == ()
    assert ziyang.absent_codes == ("实施编码",)
    assert ziyang.counts == {"area_of_another_region": 16, "catalogue_code_repeated": 1}
    assert count_types(ziyang) == {
        "confirmation": 3,
        "license": 109,
        "other": 22,
        "public_service": 1,
    }
    assert {item.body.name for item in ziyang.items} == {"资阳市市场监督管理局"}


def test_keeps_two_items_of_ziyang_under_the_code_they_share(ziyang: ReadList) -> None:
    first, second = (item for item in ziyang.items if item.row in {84, 87})
    assert (first.name, second.name) == ("非公司企业法人注销登记", "非公司企业法人分支机构注销登记")
    assert first.upper is not None
    assert second.upper is not None
    assert first.upper.base_code == second.upper.base_code == "511A0064100063"
    assert first.key == "11511800008539131R 511A0064100063 非公司企业法人注销登记"
    assert second.key == "11511800008539131R 511A0064100063 非公司企业法人分支机构注销登记"
    (note,) = [note for note in ziyang.notes if note.code == "catalogue_code_repeated"]
    assert (note.row, note.field) == (87, "catalog_code")
    assert note.message == "基本编码“511A0064100063”在第84行已出现"
