"""Entering organisations and finding them."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.codes import CodeRefused, Strictness
from zhengtong.people.tests.factories import make_administrator, make_centre_administrator
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.models import Organisation, OrganisationCreditCode
from zhengtong.places.operations.organisations import (
    OrganisationDraft,
    OrganisationRefused,
    Saved,
    UnknownParent,
    lock_organisation,
    save_organisation,
)
from zhengtong.places.queries import (
    NoServiceCentre,
    UnknownOrganisation,
    UnknownRegion,
    organisation,
    organisations,
    organisations_in,
    organisations_led_by,
    regions_with_organisations,
    service_centre_of,
)
from zhengtong.places.rules.organisations import (
    BodyKind,
    OrganisationLevel,
    OrganisationPlaceRefused,
)
from zhengtong.places.tests.factories import (
    make_organisation,
    make_region,
    make_service_centre,
    request,
)

pytestmark = pytest.mark.django_db
GOOD_CODE, BAD_CHECK = "91350100M000100Y43", "91350100M000100Y44"
DRAFT = OrganisationDraft(
    code="510703-D01",
    name="涪城区教育和体育局",
    level=OrganisationLevel.DISTRICT_DEPARTMENT,
    region_code="510703",
)
TOWNSHIP = OrganisationDraft(
    code="510703-T01",
    name="城厢街道办事处",
    level=OrganisationLevel.TOWNSHIP,
    region_code="510703",
    township_code="510703001",
)
STATION = replace(
    TOWNSHIP,
    code="510703-V01",
    level=OrganisationLevel.VILLAGE_STATION,
    village_code="510703001001",
)


@pytest.fixture(autouse=True)
def _regions():
    make_region()
    make_region(code="510703001", name="城厢街道")
    make_region(code="510703001001", name="社区")
    make_region(code="510722", name="三台县")
    make_region(code="510722100", name="潼川镇")


def save(*, by=SYSTEM, **fields):
    return save_organisation(**fields, request=request(by=by))


def entries():
    return [
        (entry.kind, entry.subject, entry.organisation_code, entry.actor)
        for entry in Entry.objects.filter(region_code="510703").order_by("subject", "subject_no")
    ]


def test_it_enters_an_organisation_once_and_then_only_changes():
    assert save(draft=DRAFT) is Saved.CREATED
    assert save(draft=DRAFT) is Saved.UNCHANGED
    assert save(draft=replace(DRAFT, short_name="教体局")) is Saved.CHANGED
    found = organisation("510703-D01")
    assert (found.short_name, found.kind) == ("教体局", BodyKind.STATUTORY_ORGAN)
    assert found.level is OrganisationLevel.DISTRICT_DEPARTMENT


def test_it_keeps_several_credit_codes():
    codes = (GOOD_CODE, "11110000000013338W")
    save(draft=replace(DRAFT, credit_codes=codes), strictness=Strictness.LENIENT)
    assert organisation("510703-D01").credit_codes == ("11110000000013338W", GOOD_CODE)
    assert save(draft=replace(DRAFT, credit_codes=codes[:1])) is Saved.CHANGED
    assert organisation("510703-D01").credit_codes == (GOOD_CODE,)


def test_it_refuses_a_wrong_check_character_when_strict():
    with pytest.raises(CodeRefused, match="校验位不对"):
        save(draft=replace(DRAFT, credit_codes=(BAD_CHECK,)))
    assert not Organisation.objects.exists()


def test_it_keeps_a_wrong_check_character_marked_when_lenient():
    save(draft=replace(DRAFT, credit_codes=(BAD_CHECK,)), strictness=Strictness.LENIENT)
    assert OrganisationCreditCode.objects.get().checks is False


@pytest.mark.parametrize(
    ("draft", "refusal", "message"),
    [
        pytest.param(
            replace(DRAFT, region_code="999999"), UnknownRegion, "999999 不存在", id="region"
        ),
        pytest.param(
            replace(TOWNSHIP, township_code="510703999"),
            UnknownRegion,
            "510703999 不存在",
            id="township not listed",
        ),
        pytest.param(
            replace(TOWNSHIP, township_code=""),
            OrganisationPlaceRefused,
            "须填写乡级区划代码",
            id="township without code",
        ),
        pytest.param(
            replace(TOWNSHIP, township_code="510722100"),
            OrganisationPlaceRefused,
            "不在 510703 之内",
            id="township of another county",
        ),
        pytest.param(
            replace(STATION, village_code=""),
            OrganisationPlaceRefused,
            "须填写村级区划代码",
            id="station without code",
        ),
        pytest.param(
            replace(STATION, village_code="510703002001"),
            OrganisationPlaceRefused,
            "不在所填的乡级区划之内",
            id="village of another township",
        ),
        pytest.param(
            replace(DRAFT, parent_code="510703-G01"),
            UnknownParent,
            "上级机构 510703-G01 不存在",
            id="parent",
        ),
        pytest.param(
            replace(DRAFT, parent_code="510703-D01"),
            OrganisationRefused,
            "不能成环",
            id="its own parent",
        ),
        pytest.param(
            replace(DRAFT, credit_codes=("2222222222222",)),
            CodeRefused,
            "应为 18 位",
            id="short code",
        ),
    ],
)
def test_it_refuses_and_changes_nothing(draft, refusal, message):
    with pytest.raises(refusal, match=message):
        save(draft=draft)
    assert not Organisation.objects.exists()


def test_it_refuses_a_circle_of_parents():
    save(draft=DRAFT)
    save(draft=replace(TOWNSHIP, parent_code="510703-D01"))
    with pytest.raises(OrganisationRefused, match="不能成环"):
        save(draft=replace(DRAFT, parent_code="510703-T01"))


def test_it_refuses_another_region_for_a_body_that_has_one():
    save(draft=DRAFT)
    with pytest.raises(OrganisationRefused, match="已登记在 510703，所属区划不能改"):
        save(draft=replace(DRAFT, region_code="510722"))
    assert organisation("510703-D01").region_code == "510703"


def test_it_refuses_a_second_service_centre_in_a_region():
    make_service_centre()
    second = replace(DRAFT, level=OrganisationLevel.SERVICE_CENTRE)
    with pytest.raises(OrganisationRefused, match="已有政务服务中心“涪城区政务服务中心”"):
        save(draft=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_service_centre(code="510703-C02")


def test_it_lets_the_database_refuse_a_leader_who_is_the_head():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_organisation(leader_in_charge_code="S01", organ_head_code="S01")


def test_it_finds_the_service_centre():
    with pytest.raises(NoServiceCentre, match="510703 还没有政务服务中心"):
        service_centre_of("510703")
    make_service_centre()
    assert service_centre_of("510703").name == "涪城区政务服务中心"


def test_it_lists_a_level_in_printing_order_and_never_mixes():
    make_service_centre()
    make_organisation(code="B", sequence=2)
    make_organisation(code="A", sequence=3)
    make_organisation(code="C", sequence=1)
    make_organisation(code="X", region_code="510722")
    listed = organisations_in("510703", OrganisationLevel.DISTRICT_DEPARTMENT)
    assert [found.code for found in listed] == ["C", "B", "A"]
    assert len(organisations_in("510703")) == 4
    assert regions_with_organisations() == ("510703", "510722")


def test_it_asks_as_often_for_many_bodies_as_for_one(django_assert_num_queries):
    for number in range(30):
        make_organisation(code=f"D{number:02d}")
    with django_assert_num_queries(2):
        assert len(organisations_in("510703")) == 30
    with django_assert_num_queries(2):
        assert len(organisations([f"D{number:02d}" for number in range(40)])) == 30


def test_it_locks_only_what_is_there():
    make_organisation(code="D01")
    with transaction.atomic():
        assert lock_organisation("D01").code == "D01"
    with pytest.raises(UnknownOrganisation, match="机构 D99 不存在"), transaction.atomic():
        lock_organisation("D99")


class TestEntries:
    def test_it_writes_one_for_a_registration_and_each_change(self):
        save(draft=DRAFT)
        save(draft=DRAFT)
        save(draft=replace(DRAFT, short_name="教体局", credit_codes=(GOOD_CODE,)))
        subject = ("organisation:510703-D01", "510703-D01", "system:system")
        assert entries() == [
            ("places.organisation_registered", *subject),
            ("places.organisation_changed", *subject),
        ]
        changed = Entry.objects.get(kind="places.organisation_changed")
        assert '"changed":["short_name","credit_codes"]' in changed.body

    def test_it_writes_none_for_what_is_refused(self):
        with pytest.raises(CodeRefused):
            save(draft=replace(DRAFT, credit_codes=(BAD_CHECK,)))
        assert entries() == []

    def test_it_lets_the_centre_register_and_nobody_else(self):
        make_service_centre()
        assert save(draft=DRAFT, by=make_centre_administrator()) is Saved.CREATED
        with pytest.raises(PermissionRefused):
            save(draft=replace(DRAFT, short_name="教体局"), by=make_administrator())
        assert organisation("510703-D01").short_name == ""


class TestNames:
    TWIN = replace(DRAFT, code="510703-D99")

    def test_it_refuses_a_second_body_of_the_same_name_level_and_region(self):
        save(draft=DRAFT)
        message = "510703 已有同名的区县部门“涪城区教育和体育局”（510703-D01）"
        with pytest.raises(OrganisationRefused, match=message):
            save(draft=self.TWIN)
        assert Organisation.objects.count() == 1

    def test_it_refuses_to_rename_into_another(self):
        save(draft=DRAFT)
        save(draft=replace(self.TWIN, name="涪城区教育局"))
        with pytest.raises(OrganisationRefused, match="已有同名"):
            save(draft=self.TWIN)
        assert organisation("510703-D99").name == "涪城区教育局"

    def test_it_takes_the_same_name_elsewhere_or_at_another_level(self):
        save(draft=DRAFT)
        save(draft=replace(self.TWIN, region_code="510722"))
        save(draft=replace(TOWNSHIP, name=DRAFT.name))
        make_region(code="510703001002", name="另一社区")
        save(draft=STATION)
        save(draft=replace(STATION, code="V02", village_code="510703001002"))
        assert Organisation.objects.count() == 5

    def test_it_is_refused_by_the_database_past_the_operation(self):
        save(draft=DRAFT)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_organisation(code="510703-D99", name=DRAFT.name)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_the_second_of_two_sessions_that_register_one_name(tmp_path):
    refusals = []

    def register(code):
        try:
            save(draft=replace(DRAFT, code=code))
        except OrganisationRefused as refusal:
            refusals.append(refusal.message)

    in_sessions(tmp_path, lambda: register("510703-D01"), lambda: register("510703-D99"))
    assert len(refusals) == 1
    assert "已有同名" in refusals[0]


def test_it_finds_whom_a_person_leads_in_few_queries(django_assert_num_queries):
    make_organisation(code="D01", leader_in_charge_code="S01")
    make_organisation(code="D02", region_code="510722", liaison_code="S01")
    make_organisation(code="D03", organ_head_code="S02")
    with django_assert_num_queries(2):
        assert [found.code for found in organisations_led_by("S01")] == ["D01", "D02"]
    with django_assert_num_queries(1):
        assert organisations_led_by("S09") == ()
