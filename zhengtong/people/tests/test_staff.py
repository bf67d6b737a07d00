"""Registering people, naming leaders, opening accounts."""

from dataclasses import replace
from datetime import date

import pytest

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.texts import TextRefused
from zhengtong.people.models import Staff, User
from zhengtong.people.operations.accounts import (
    AccountRefused,
    PasswordRefused,
    close_account,
    open_account,
)
from zhengtong.people.operations.leadership import LeadershipRefused, name_leadership
from zhengtong.people.operations.staff import StaffChangeRefused, StaffDraft, save_staff
from zhengtong.people.operations.staffing import StaffInactive
from zhengtong.people.queries import (
    AccountWithoutStaff,
    UnknownStaff,
    actor_of_user,
    leader_in_charge_of,
    organ_head_of,
    staff,
    staff_by_code,
)
from zhengtong.people.rules.duties import Duty, Post, StaffKind
from zhengtong.people.tests.factories import (
    PASSWORD,
    actor,
    give_duty,
    make_account,
    make_administrator,
    make_centre_administrator,
    make_handler,
    make_staff,
    request,
)
from zhengtong.places.queries import UnknownOrganisation, organisation
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db
DRAFT = StaffDraft(
    staff_code="S01", name="演示员一", kind=StaffKind.CIVIL, organisation_code=DEPARTMENT
)


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局")
    make_organisation(code="510703-D02")
    make_service_centre()


class TestRegistering:
    def test_it_registers_once_and_then_only_changes(self):
        assert save_staff(draft=DRAFT, request=request()) is Saved.CREATED
        assert save_staff(draft=DRAFT, request=request()) is Saved.UNCHANGED
        changed = replace(DRAFT, position="科长", kind=StaffKind.SECONDED)
        assert save_staff(draft=changed, request=request()) is Saved.CHANGED
        assert (staff("S01").position, staff("S01").kind) == ("科长", StaffKind.SECONDED)
        assert [entry.kind for entry in Entry.objects.order_by("subject_no")] == [
            "people.staff_registered",
            "people.staff_changed",
        ]

    def test_it_lets_the_bodys_administrator_register(self):
        by = make_administrator()
        assert save_staff(draft=DRAFT, request=request(by=by)) is Saved.CREATED

    def test_it_refuses_the_administrator_of_another_body_to_fetch_a_person(self):
        save_staff(draft=DRAFT, request=request())
        by = make_administrator(organisation_code="510703-D02")
        moved = replace(DRAFT, organisation_code="510703-D02")
        with pytest.raises(PermissionRefused, match="登记人员"):
            save_staff(draft=moved, request=request(by=by))
        save_staff(draft=moved, request=request(by=make_centre_administrator()))
        assert staff("S01").organisation_code == "510703-D02"

    def test_it_refuses_an_unknown_body(self):
        with pytest.raises(UnknownOrganisation, match="机构 X 不存在"):
            save_staff(draft=replace(DRAFT, organisation_code="X"), request=request())
        assert not Staff.objects.exists()

    def test_it_refuses_to_let_go_who_still_holds_something(self):
        make_handler(Post.INTAKE)
        gone = replace(DRAFT, active=False)
        with pytest.raises(
            StaffChangeRefused, match="仍担任：510703-D01 运行办件人员、510703-D01 收件岗"
        ):
            save_staff(draft=gone, request=request())
        assert staff("S01").active

    def test_it_lets_go_who_holds_nothing_any_more_and_closes_his_accounts(self):
        make_staff()
        give_duty(ends_on=date(2018, 2, 27))
        account = make_account()
        save_staff(draft=replace(DRAFT, active=False), request=request())
        account.refresh_from_db()
        assert not account.is_active
        assert not staff("S01").active

    @pytest.mark.parametrize(
        ("fields", "label"),
        [
            pytest.param({"leader_in_charge_code": "S01"}, "分管领导", id="leader in charge"),
            pytest.param({"organ_head_code": "S01"}, "机关负责人", id="head"),
            pytest.param({"liaison_code": "S01"}, "联络员", id="liaison"),
        ],
    )
    @pytest.mark.parametrize(
        ("change", "act"),
        [
            pytest.param({"active": False}, "办离职", id="leaves"),
            pytest.param({"organisation_code": "510703-D02"}, "调动", id="moves"),
        ],
    )
    def test_it_refuses_to_lose_whom_a_body_records_as_its_own(self, fields, label, change, act):
        save_staff(draft=DRAFT, request=request())
        named = {"organisation_code": DEPARTMENT, "request": request()}
        name_leadership(**named, **fields)
        gone = replace(DRAFT, **change)
        message = f"仍登记为：涪城区教育和体育局（510703-D01）{label}；请先另行指定，再{act}"
        before = Entry.objects.count()
        with pytest.raises(StaffChangeRefused, match=message):
            save_staff(draft=gone, request=request())
        assert (staff("S01").active, staff("S01").organisation_code) == (True, DEPARTMENT)
        assert Entry.objects.count() == before
        name_leadership(**named)
        assert save_staff(draft=gone, request=request()) is Saved.CHANGED

    def test_it_changes_other_particulars_of_a_leader(self):
        save_staff(draft=DRAFT, request=request())
        name_leadership(organisation_code="510703-D02", organ_head_code="S01", request=request())
        assert save_staff(draft=replace(DRAFT, position="局长"), request=request()) is Saved.CHANGED
        with pytest.raises(StaffChangeRefused, match="（510703-D02）机关负责人"):
            save_staff(draft=replace(DRAFT, active=False), request=request())

    def test_it_refuses_to_make_a_contract_worker_of_a_decider(self):
        make_handler(Post.DECIDER)
        with pytest.raises(StaffChangeRefused, match="现任决定岗，聘用人员不能任此岗"):
            save_staff(draft=replace(DRAFT, kind=StaffKind.CONTRACT), request=request())
        assert staff("S01").kind is StaffKind.CIVIL

    def test_it_keeps_the_proof_of_a_supervisor(self):
        make_staff(discipline_post_proof="任职文件")
        give_duty(duty=Duty.SUPERVISOR)
        with pytest.raises(StaffChangeRefused, match="须保留纪检监察岗位证明"):
            save_staff(draft=DRAFT, request=request())

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"staff_code": "S" * 33}, "工号最多 32 字"),
            ({"name": "字" * 101}, "姓名最多 100 字"),
            ({"position": "科\x1b长"}, "职务里有看不见的控制字符"),
            ({"discipline_post_proof": "字" * 201}, "纪检监察岗位证明最多 200 字"),
        ],
    )
    def test_it_refuses_a_text_that_its_column_cannot_keep(self, fields, message):
        with pytest.raises(TextRefused, match=message):
            save_staff(draft=replace(DRAFT, **fields), request=request())
        assert not Staff.objects.exists()

    def test_it_finds_people_by_code(self):
        make_staff(staff_code="S01")
        assert set(staff_by_code(["S01", "S99"])) == {"S01"}
        with pytest.raises(UnknownStaff, match="没有工号为 S99"):
            staff("S99")


class TestLeadership:
    def name(self, **codes):
        fields = {"organisation_code": DEPARTMENT, "request": request(), **codes}
        return name_leadership(**fields)

    def test_it_names_leader_head_and_liaison(self):
        for code in ("S01", "S02", "S03"):
            make_staff(staff_code=code)
        assert self.name(leader_in_charge_code="S01", organ_head_code="S02", liaison_code="S03")
        named = [leader_in_charge_of, organ_head_of]
        assert [found(DEPARTMENT).staff_code for found in named] == ["S01", "S02"]
        assert organisation(DEPARTMENT).liaison_code == "S03"
        assert Entry.objects.get().kind == "people.leadership_named"

    def test_it_writes_nothing_when_told_the_same_again(self):
        make_staff()
        assert self.name(leader_in_charge_code="S01")
        assert not self.name(leader_in_charge_code="S01")
        assert Entry.objects.count() == 1

    def test_it_has_nobody_while_nobody_is_named(self):
        assert leader_in_charge_of(DEPARTMENT) is None
        assert organ_head_of(DEPARTMENT) is None

    def test_it_refuses_one_person_as_leader_and_head(self):
        make_staff()
        with pytest.raises(LeadershipRefused, match="分管领导和机关负责人应是两个人"):
            self.name(leader_in_charge_code="S01", organ_head_code="S01")

    def test_it_refuses_who_is_unknown_or_has_left(self):
        make_staff(staff_code="S01", active=False)
        with pytest.raises(UnknownStaff, match="S99"):
            self.name(leader_in_charge_code="S99")
        with pytest.raises(StaffInactive, match="已不在职"):
            self.name(liaison_code="S01")
        assert not Entry.objects.exists()

    def test_it_refuses_whoever_is_no_administrator(self):
        make_staff()
        with pytest.raises(PermissionRefused, match="指定分管领导"):
            self.name(leader_in_charge_code="S01", request=request(by=actor()))


class TestAccounts:
    def open(self, username="zhang", password=PASSWORD, staff_code="S01", by=None):
        open_account(
            username=username,
            staff_code=staff_code,
            password=password,
            request=request(by=by) if by else request(),
        )

    def test_it_opens_an_account_whose_actor_is_the_person(self):
        make_staff()
        self.open()
        user = User.objects.get(username="zhang")
        assert user.check_password(PASSWORD)
        assert actor_of_user(user) == actor(staff_code="S01", organisation_code=DEPARTMENT)
        assert Entry.objects.get().kind == "people.account_opened"

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param({"username": "yuan01"}, AccountRefused, "yuan01 已被使用", id="taken"),
            pytest.param({"username": "z" * 65}, TextRefused, "登录名最多 64 字", id="long"),
            pytest.param({"username": ""}, AccountRefused, "登录名应有 1 至 64 个字", id="empty"),
            pytest.param({"username": "　"}, AccountRefused, "不能是空白", id="blank"),
            pytest.param({"username": "zhang\x00"}, TextRefused, "控制字符", id="control"),
            pytest.param({"password": "kurz"}, PasswordRefused, "密码不足 10 位", id="short"),
            pytest.param({"password": "qwertyuiop"}, PasswordRefused, "密码太常见", id="common"),
            pytest.param(
                {"username": "zhangsanfeng", "password": "zhangsanfeng1"},
                PasswordRefused,
                "密码与登录名太像",
                id="alike",
            ),
            pytest.param({"staff_code": "S99"}, UnknownStaff, "S99", id="unknown"),
            pytest.param({"by": actor()}, PermissionRefused, "开通和停用账号", id="rights"),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, fields, refusal, message):
        make_staff()
        make_account()
        with pytest.raises(refusal, match=message):
            self.open(**fields)
        assert (User.objects.count(), Entry.objects.count()) == (1, 0)

    def test_it_closes_an_account(self):
        make_staff()
        self.open()
        close_account(username="zhang", request=request(by=make_administrator()))
        with pytest.raises(AccountWithoutStaff, match="没有对应的在职人员"):
            actor_of_user(User.objects.get(username="zhang"))
        with pytest.raises(AccountRefused, match="没有登录名为 zhang 的在用账号"):
            close_account(username="zhang", request=request())

    @pytest.mark.parametrize("staff_code", ["", "S99", "S02"])
    def test_it_knows_no_actor_behind_an_account_without_a_person_in_service(self, staff_code):
        make_staff(staff_code="S02", active=False)
        account = make_account(staff_code=staff_code)
        with pytest.raises(AccountWithoutStaff, match="没有对应的在职人员"):
            actor_of_user(account)
