"""Organisations, staff, targets: who is there and who may do what."""

from collections import Counter, defaultdict

from demo.applicants import person
from demo.organisations import organisation_rows
from demo.staff import duty_rows, leader_rows, post_rows, staff_rows
from demo.targets import target_rows
from zhengtong.kernel.codes import parse_citizen_number


def test_it_has_29_departments_25_townships_a_centre_and_upper_bodies():
    levels = Counter(row.level for row in organisation_rows())
    assert levels == {
        "district_department": 29,
        "township": 25,
        "service_centre": 1,
        "upper_level_body": 3,
    }


def test_it_gives_departments_stable_codes_in_printed_order():
    departments = [row for row in organisation_rows() if row.level == "district_department"]
    assert [row.organisation_code for row in departments] == [
        f"510703-D{number:02d}" for number in range(1, 30)
    ]
    assert (departments[0].name, departments[0].short_name) == ("涪城区交通运输局", "")
    assert (departments[6].name, departments[6].short_name) == ("涪城区发展和改革局", "区发改局")
    assert departments[27].name == "绵阳市城市管理行政执法局涪城区分局"


def test_it_lists_the_townships_of_the_edition_of_2017():
    townships = [row for row in organisation_rows() if row.level == "township"]
    assert (townships[0].township_code, townships[0].name) == ("510703001", "城厢街道")
    assert (townships[-1].township_code, townships[-1].name) == ("510703201", "石洞乡")
    assert {row.region_code for row in townships} == {"510703"}


def test_it_names_parents_before_their_children():
    seen = {""}
    for row in organisation_rows():
        assert row.parent_code in seen
        seen.add(row.organisation_code)
    assert len(seen) == 29 + 25 + 1 + 3 + 1


def test_it_invents_no_credit_code_but_sets_the_demo_mark():
    assert {(row.uscc, row.is_demo) for row in organisation_rows()} == {("", 1)}


def test_it_gives_a_supervisor_nothing_else():
    held = defaultdict(set)
    for row in duty_rows():
        held[row.staff_code].add(row.duty)
    supervisors = {code for code, duties in held.items() if "supervisor" in duties}
    assert len(supervisors) == 5
    assert all(held[code] == {"supervisor"} for code in supervisors)
    assert not supervisors & {row.staff_code for row in post_rows()}
    proofs = {row.staff_code for row in staff_rows() if row.discipline_post_proof}
    assert proofs == supervisors


def test_it_fills_every_duty_and_post_of_each_department():
    duties, posts = defaultdict(set), defaultdict(set)
    for row in duty_rows():
        duties[row.organisation_code].add(row.duty)
    for row in post_rows():
        posts[row.organisation_code].add(row.post)
    for number in range(1, 30):
        code = f"510703-D{number:02d}"
        assert duties[code] == {
            "department_administrator",
            "item_manager",
            "case_handler",
            "supervisor",
        }
        assert posts[code] == {
            "intake",
            "reviewer",
            "decider",
            "certificate_maker",
            "deliverer",
        }


def test_it_separates_intake_review_and_decision():
    holders = {(row.organisation_code, row.post): row.staff_code for row in post_rows()}
    kinds = {row.staff_code: row.kind for row in staff_rows()}
    for code in {organisation for organisation, _ in holders}:
        people = {holders[code, post] for post in ("intake", "reviewer", "decider")}
        assert len(people) == 3
        assert kinds[holders[code, "decider"]] == "civil"


def test_it_gives_posts_only_to_case_handlers():
    handlers = {
        (row.staff_code, row.organisation_code) for row in duty_rows() if row.duty == "case_handler"
    }
    assert {(row.staff_code, row.organisation_code) for row in post_rows()} <= handlers


def test_it_has_two_leaders_and_an_administrator_as_liaison():
    administrators = {
        (row.organisation_code, row.staff_code)
        for row in duty_rows()
        if row.duty == "department_administrator"
    }
    for row in leader_rows():
        assert row.leader_in_charge != row.organ_head
        assert (row.organisation_code, row.liaison) in administrators


def test_it_marks_every_name_as_a_demonstration():
    people = list(staff_rows())
    assert len(people) == 155
    assert people[0].name == "演示员〇〇一"
    assert people[-1].name == "演示员一五五"
    assert len({row.name for row in people}) == 155


def test_it_gives_each_person_an_invented_id_number_of_his_own():
    numbers = [row.id_number for row in staff_rows()]
    applicants = {person(number).id_number for number in range(1, 401)}
    assert len(set(numbers) - applicants) == 155
    assert {number[:14] for number in numbers} == {"51070319000101"}
    assert [parse_citizen_number(number) for number in numbers] == numbers


def test_it_sets_29_targets_for_the_year():
    targets = list(target_rows())
    assert [(row.organisation_code, row.number) for row in targets[:3]] == [
        ("510703-D01", 3000),
        ("510703-D02", 4000),
        ("510703-D03", 30000),
    ]
    assert len(targets) == 29
    assert sum(row.number for row in targets) == 245388
    assert {(row.year, row.starts_on, row.ends_on) for row in targets} == {
        (2018, "2018-01-01", "2018-12-31")
    }
