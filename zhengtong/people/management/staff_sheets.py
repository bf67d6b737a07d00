"""The columns of the files of staff, duties, posts and leaders, and one row's way in (人员文件)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    Column,
    Sheet,
    boolean,
    choice,
    code,
    day,
    text,
)
from zhengtong.kernel.codes import parse_citizen_number
from zhengtong.people.operations.leadership import name_leadership
from zhengtong.people.operations.staff import StaffDraft, save_staff
from zhengtong.people.operations.takeover import take_over_duty, take_over_post
from zhengtong.people.rules.duties import Duty, Post, StaffKind

EXAMPLE_STAFF = f"{EXAMPLE_ORGANISATION}-S01"
Save = Callable[[Mapping[str, Any], Request], Saved]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the four tables: its columns and how a row goes in (人员文件的一部分).

    Args:
        save: takes the values of the columns that the file has; None for an empty cell.
    """

    sheet: Sheet
    save: Save


def _words(options: type[Duty] | type[Post] | type[StaffKind]) -> Any:
    """Make a parser that knows the Chinese words and the stored codes."""
    return choice(
        {option.label: option for option in options} | {option.value: option for option in options}
    )


def _staff_code(*, required: bool = True) -> Column:
    return Column(
        identifier="staff_code",
        name_zh="工号",
        parser=code(max_length=32),
        required=required,
        example=EXAMPLE_STAFF,
    )


def _organisation_code(name_zh: str = "机构编码") -> Column:
    return Column(
        identifier="organisation_code",
        name_zh=name_zh,
        parser=code(max_length=32),
        required=True,
        example=EXAMPLE_ORGANISATION,
    )


_PERIOD = (
    Column(
        identifier="starts_on",
        name_zh="起始日",
        parser=day(),
        required=True,
        example="2018-01-01",
    ),
    Column(identifier="ends_on", name_zh="终止日", parser=day(), help="空白为没有终止日"),
    Column(
        identifier="successor_code",
        name_zh="接任人工号",
        aliases=("successor",),
        parser=code(max_length=32),
        help="有终止日而届时没有他人担任的必填",
    ),
)

STAFF = Sheet(
    name="人员",
    columns=(
        _staff_code(),
        Column(
            identifier="name",
            name_zh="姓名",
            parser=text(max_length=100),
            required=True,
            example="示例人员",
        ),
        Column(
            identifier="kind",
            name_zh="人员性质",
            parser=_words(StaffKind),
            required=True,
            example="公务员",
        ),
        _organisation_code("所在机构编码"),
        Column(identifier="position", name_zh="职务", parser=text(max_length=100), example="科长"),
        Column(
            identifier="discipline_post_proof",
            name_zh="纪检监察岗位证明",
            parser=text(max_length=200),
            help="部门监察员必填",
        ),
        Column(
            identifier="id_number",
            name_zh="身份证号",
            aliases=("公民身份号码", "身份证号码"),
            parser=parse_citizen_number,
            help="部门监察员必填；空白则不改已登记的；加密保存",
        ),
        Column(
            identifier="active",
            name_zh="在职",
            parser=boolean(),
            help="空白则不改；填“否”的不能还担任职责、岗位",
        ),
        Column(identifier="is_demo", name_zh="演示", parser=boolean()),
    ),
)
DUTIES = Sheet(
    name="职责",
    columns=(
        _staff_code(),
        Column(
            identifier="duty",
            name_zh="职责",
            parser=_words(Duty),
            required=True,
            example="运行办件人员",
        ),
        _organisation_code(),
        *_PERIOD,
        Column(
            identifier="proof",
            name_zh="纪检监察岗位证明",
            parser=text(max_length=200),
            help="空白则用人员登记的证明",
        ),
    ),
)
POSTS = Sheet(
    name="岗位",
    columns=(
        _staff_code(),
        Column(
            identifier="post", name_zh="岗位", parser=_words(Post), required=True, example="收件岗"
        ),
        _organisation_code(),
        *_PERIOD,
    ),
)
LEADERS = Sheet(
    name="领导",
    columns=(
        _organisation_code(),
        Column(
            identifier="leader_in_charge_code",
            name_zh="分管领导工号",
            aliases=("leader_in_charge",),
            parser=code(max_length=32),
            example=EXAMPLE_STAFF,
        ),
        Column(
            identifier="organ_head_code",
            name_zh="机关负责人工号",
            aliases=("organ_head",),
            parser=code(max_length=32),
        ),
        Column(
            identifier="liaison_code",
            name_zh="联络员工号",
            aliases=("liaison",),
            parser=code(max_length=32),
            help="空白则为部门管理员",
        ),
    ),
)


# What an empty cell says. A column that the file does not have says nothing: None, which leaves
# what is on file.
_EMPTY_STAFF: Mapping[str, Any] = {
    "position": "",
    "discipline_post_proof": "",
    "active": None,
    "is_demo": False,
}
_EMPTY_LEADERS: Mapping[str, Any] = {
    "leader_in_charge_code": "",
    "organ_head_code": "",
    "liaison_code": "",
}


def _save_staff(values: Mapping[str, Any], request: Request) -> Saved:
    return save_staff(draft=StaffDraft(**_said(values, _EMPTY_STAFF)), request=request)


def _save_duty(values: Mapping[str, Any], request: Request) -> Saved:
    return take_over_duty(**_filled(values), request=request)


def _save_post(values: Mapping[str, Any], request: Request) -> Saved:
    return take_over_post(**_filled(values), request=request)


def _save_leaders(values: Mapping[str, Any], request: Request) -> Saved:
    changed = name_leadership(**_said(values, _EMPTY_LEADERS), request=request)
    return Saved.CHANGED if changed else Saved.UNCHANGED


def _said(values: Mapping[str, Any], empty: Mapping[str, Any]) -> dict[str, Any]:
    blank = {name: empty[name] if name in values else None for name in empty}
    return blank | _filled(values)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


# In the order in which they must go in.
PARTS: Mapping[str, Part] = {
    "staff": Part(STAFF, _save_staff),
    "duties": Part(DUTIES, _save_duty),
    "posts": Part(POSTS, _save_post),
    "leaders": Part(LEADERS, _save_leaders),
}
