"""Entering organisations, finding them, leaving them out of bulletins."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhengtong.kernel.codes import CodeRefused, Strictness
from zhengtong.places.models import Organisation, OrganisationCreditCode
from zhengtong.places.operations.exclusions import (
    ExclusionRefused,
    end_exclusion,
    exclude_organisation,
)
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
    organisations_with_credit_code,
    regions_with_organisations,
    service_centre_of,
)
from zhengtong.places.rules.organisations import (
    BodyKind,
    ExclusionKind,
    OrganisationLevel,
    OrganisationPlaceRefused,
)
from zhengtong.places.tests.factories import make_organisation, make_region, make_service_centre

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


def test_it_enters_an_organisation_once_and_then_only_changes():
    assert save_organisation(draft=DRAFT) is Saved.CREATED
    assert save_organisation(draft=DRAFT) is Saved.UNCHANGED
    assert save_organisation(draft=replace(DRAFT, short_name="教体局")) is Saved.CHANGED
    found = organisation("510703-D01")
    assert (found.short_name, found.kind) == ("教体局", BodyKind.STATUTORY_ORGAN)
    assert found.level is OrganisationLevel.DISTRICT_DEPARTMENT


def test_it_keeps_several_credit_codes_and_finds_by_them():
    codes = (GOOD_CODE, "11110000000013338W")
    save_organisation(draft=replace(DRAFT, credit_codes=codes), strictness=Strictness.LENIENT)
    assert organisation("510703-D01").credit_codes == ("11110000000013338W", GOOD_CODE)
    assert [found.code for found in organisations_with_credit_code(GOOD_CODE)] == ["510703-D01"]
    assert save_organisation(draft=replace(DRAFT, credit_codes=codes[:1])) is Saved.CHANGED
    assert organisation("510703-D01").credit_codes == (GOOD_CODE,)


def test_it_refuses_a_wrong_check_character_when_strict():
    with pytest.raises(CodeRefused, match="校验位不对"):
        save_organisation(draft=replace(DRAFT, credit_codes=(BAD_CHECK,)))
    assert not Organisation.objects.exists()


def test_it_keeps_a_wrong_check_character_marked_when_lenient():
    save_organisation(
        draft=replace(DRAFT, credit_codes=(BAD_CHECK,)), strictness=Strictness.LENIENT
    )
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
        save_organisation(draft=draft)
    assert not Organisation.objects.exists()


def test_it_refuses_a_circle_of_parents():
    save_organisation(draft=DRAFT)
    save_organisation(draft=replace(TOWNSHIP, parent_code="510703-D01"))
    with pytest.raises(OrganisationRefused, match="不能成环"):
        save_organisation(draft=replace(DRAFT, parent_code="510703-T01"))


def test_it_refuses_another_region_for_a_body_that_has_one():
    save_organisation(draft=DRAFT)
    with pytest.raises(OrganisationRefused, match="已登记在 510703，所属区划不能改"):
        save_organisation(draft=replace(DRAFT, region_code="510722"))
    assert organisation("510703-D01").region_code == "510703"


def test_it_refuses_a_second_service_centre_in_a_region():
    make_service_centre()
    second = replace(DRAFT, level=OrganisationLevel.SERVICE_CENTRE)
    with pytest.raises(OrganisationRefused, match="已有政务服务中心“涪城区政务服务中心”"):
        save_organisation(draft=second)
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
    with django_assert_num_queries(3):
        assert len(organisations_in("510703")) == 30
    with django_assert_num_queries(3):
        assert len(organisations([f"D{number:02d}" for number in range(40)])) == 30


def test_it_locks_only_what_is_there():
    make_organisation(code="D01")
    with transaction.atomic():
        assert lock_organisation("D01").code == "D01"
    with pytest.raises(UnknownOrganisation, match="机构 D99 不存在"), transaction.atomic():
        lock_organisation("D99")


class TestExclusion:
    def exclude(self, starts_on, ends_on=None, kind=ExclusionKind.BY_ORDER):
        return exclude_organisation(
            organisation_code="510703-D01",
            kind=kind,
            reason="按上级要求",
            starts_on=starts_on,
            ends_on=ends_on,
        )

    @pytest.fixture(autouse=True)
    def _body(self):
        make_organisation()

    def test_it_leaves_a_body_out_for_a_time(self):
        assert self.exclude(date(2018, 1, 1), date(2018, 2, 28))
        found = organisation("510703-D01")
        left_out = found.excluded_on(date(2018, 2, 28))
        assert left_out is not None
        assert (left_out.kind, left_out.reason) == (ExclusionKind.BY_ORDER, "按上级要求")
        assert found.excluded_on(date(2018, 3, 1)) is None
        assert found.excluded_on(date(2017, 12, 31)) is None

    def test_it_changes_nothing_when_told_the_same_again(self):
        self.exclude(date(2018, 1, 1))
        assert not self.exclude(date(2018, 1, 1))
        assert self.exclude(date(2018, 1, 1), kind=ExclusionKind.CLAIMED_BY_CITY)

    def test_it_takes_the_body_in_again(self):
        self.exclude(date(2018, 1, 1))
        end_exclusion(organisation_code="510703-D01", last_day=date(2018, 6, 30))
        assert organisation("510703-D01").excluded_on(date(2018, 7, 1)) is None
        with pytest.raises(ExclusionRefused, match="没有未结束的"):
            end_exclusion(organisation_code="510703-D01", last_day=date(2018, 7, 31))

    def test_it_refuses_overlapping_times(self):
        self.exclude(date(2018, 1, 1))
        with pytest.raises(ExclusionRefused, match="期间不能重叠"):
            self.exclude(date(2018, 5, 1))

    def test_it_refuses_an_end_before_the_start(self):
        with pytest.raises(ExclusionRefused, match="终止日 2018-01-01 早于起始日 2018-02-01"):
            self.exclude(date(2018, 2, 1), date(2018, 1, 1))

    def test_it_refuses_an_unknown_body(self):
        with pytest.raises(UnknownOrganisation, match="机构 X 不存在"):
            exclude_organisation(
                organisation_code="X",
                kind=ExclusionKind.BY_ORDER,
                reason="",
                starts_on=date(2018, 1, 1),
            )
