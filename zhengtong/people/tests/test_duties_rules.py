"""Who may hold what."""

import pytest

from zhengtong.people.rules.duties import (
    GRANTED_BY_CENTRE,
    Duty,
    HoldingKind,
    Post,
    StaffKind,
    duty_holding,
    exclude_each_other,
    may_hold_post,
    post_holding,
)

OTHER_THREE = [Duty.DEPARTMENT_ADMINISTRATOR, Duty.ITEM_MANAGER, Duty.CASE_HANDLER]


@pytest.mark.parametrize("other", OTHER_THREE)
def test_it_keeps_a_supervisor_apart_from_the_other_three(other):
    assert exclude_each_other(Duty.SUPERVISOR, other)
    assert exclude_each_other(other, Duty.SUPERVISOR)


def test_it_lets_the_other_three_go_together_and_a_supervisor_serve_several_bodies():
    assert not exclude_each_other(Duty.CASE_HANDLER, Duty.ITEM_MANAGER)
    assert not exclude_each_other(Duty.SUPERVISOR, Duty.SUPERVISOR)


def test_it_bars_only_contract_workers_and_only_from_deciding():
    barred = [(kind, post) for kind in StaffKind for post in Post if not may_hold_post(kind, post)]
    assert barred == [(StaffKind.CONTRACT, Post.DECIDER)]


def test_it_names_holdings_as_permissions_do():
    assert duty_holding(Duty.ITEM_MANAGER) == "duty:item_manager"
    assert post_holding(Post.DECIDER) == "post:decider"


def test_it_has_a_chinese_word_for_everything():
    words = [word.label for kind in (Duty, Post, StaffKind, HoldingKind) for word in kind]
    assert len(words) == 15
    assert words[:4] == ["部门管理员", "实施清单管理人员", "运行办件人员", "部门监察员"]
    assert {Duty.DEPARTMENT_ADMINISTRATOR, Duty.SUPERVISOR} == GRANTED_BY_CENTRE
