"""Item codes of both generations and of Sichuan: taken apart, never refused by length (事项编码).

A code that fits no known form is still a code: it comes back as `UnreadCode` with the reasons and
can be stored as it stands.

Source:
    C0109 / GB/T 39554.1 practice: 实施编码 = 18位信用代码 + 1位行使层级 + 12位基本编码; 基本编码 =
    省2 + 类型2 + 部门2 + 主项3 + 子项3, 业务办理项另加2位. GB/T 39046-2020 practice: 基本编码 =
    类型2 + 主项5 + 子项3. 四川: 基本编码-地区12-3位-机构代码-1位-2位; the meaning of the last two
    parts is not published, so they are kept under neutral names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.codes import CodeRefused, Strictness, parse_credit_code
from zhengtong.kernel.item_types import NATIONAL_CODES, ItemType


class BaseCodeForm(StrEnum):
    """How a base code is put together (基本编码形式)."""

    NATIONAL = "national"
    STANDARD_39046 = "standard_39046"
    SICHUAN = "sichuan"
    SICHUAN_LETTERED = "sichuan_lettered"
    SICHUAN_DEPARTMENT = "sichuan_department"


class ImplementationCodeForm(StrEnum):
    """How an implementation code is put together (实施编码形式)."""

    NATIONAL = "national"
    SICHUAN = "sichuan"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCode:
    """A base code in its parts; a part that the form does not have is empty (基本编码).

    `text` is the code without an organ's code that some rows hang on to it (`organ_tail`).
    `sub` is the sub item, in Sichuan's form the serial of the handling item under its main item.
    """

    text: str
    form: BaseCodeForm
    type_code: str
    main: str
    sub: str = ""
    province: str = ""
    department: str = ""
    handling_item: str = ""
    main_code: str = ""
    organ_tail: str = ""

    @property
    def is_main(self) -> bool:
        """Tell whether it names a main item: no sub item, all zero, or marked Y (是否主项)."""
        return self.sub.strip("0") in {"", "Y"} and not self.handling_item

    @property
    def item_type(self) -> ItemType | None:
        """Return the type the code itself names, or None where it names none we know (类型)."""
        return _TYPE_OF_CODE.get(self.type_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementationCode:
    """An implementation code in its parts (实施编码).

    `doubts` says in Chinese what a lenient reading let pass.
    """

    text: str
    form: ImplementationCodeForm
    base_text: str
    base: BaseCode | None
    organ_code: str
    exercise_level: str = ""
    area_code: str = ""
    middle: str = ""
    tail: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadCode:
    """A code of no form known here, and why (未识别的编码)."""

    text: str
    reasons: tuple[str, ...]


SICHUAN_LETTERS: Mapping[str, ItemType] = MappingProxyType(
    {
        "A": ItemType.LICENSE,
        "B": ItemType.PUNISHMENT,
        "C": ItemType.COERCION,
        "D": ItemType.LEVY,
        "G": ItemType.PAYMENT,
        "I": ItemType.INSPECTION,
        "F": ItemType.CONFIRMATION,
        "H": ItemType.REWARD,
        "E": ItemType.ADJUDICATION,
        "Z": ItemType.OTHER,
    }
)
# Digit 1 before the letter says "power"; behind 2 (services) and 3 the letters mean other things.
_TYPE_OF_CODE: Mapping[str, ItemType] = MappingProxyType(
    {code: item_type for item_type, code in NATIONAL_CODES.items()}
    | {f"1{letter}": item_type for letter, item_type in SICHUAN_LETTERS.items()}
    | dict(SICHUAN_LETTERS)
)

_NATIONAL_BASE = re.compile(
    r"(?P<province>\d{2})(?P<type_code>\d[0-9A-Z])(?P<department>\d{2})(?P<main>\d{3})"
    r"(?P<sub>\d{2}[0-9A-Z])(?P<handling_item>\d{2})?",
    re.ASCII,
)
_SICHUAN_BASE = re.compile(
    r"(?P<province>51)(?P<type_code>\d[0-9A-Z])(?P<main>\d{5})(?P<sub>\d{3}|\d{5})", re.ASCII
)
_STANDARD_BASE = re.compile(r"(?P<type_code>\d[0-9A-Z])(?P<main>\d{5})(?P<sub>\d{3})", re.ASCII)
_LETTERED_BASE = re.compile(
    r"(?P<type_code>[A-Z])-(?P<main>\d{6})-(?P<sub>\d{3,4})(?:-(?P<organ_tail>.+))?", re.ASCII
)
_DEPARTMENT_BASE = re.compile(
    r"(?P<type_code>\d[A-Z])-(?P<province>\d{2})\d{2}-(?P<main>\d{5})", re.ASCII
)
# First match wins; a Sichuan code also looks national, so it stands before.
_BASE_FORMS: Mapping[BaseCodeForm, re.Pattern[str]] = MappingProxyType(
    {
        BaseCodeForm.SICHUAN: _SICHUAN_BASE,
        BaseCodeForm.NATIONAL: _NATIONAL_BASE,
        BaseCodeForm.STANDARD_39046: _STANDARD_BASE,
        BaseCodeForm.SICHUAN_LETTERED: _LETTERED_BASE,
        BaseCodeForm.SICHUAN_DEPARTMENT: _DEPARTMENT_BASE,
    }
)
_NATIONAL_CODE = re.compile(r"(?P<organ>[0-9A-Z]{18})(?P<level>.)(?P<base>.+)")
_SICHUAN_CODE = re.compile(
    r"(?P<base>.+?)-(?P<area>\d{12})-(?P<middle>\d{3})-(?P<organ>.+)-(?P<tail>\d-\d{2})", re.ASCII
)
_LEVELS = frozenset("1234567")


def parse_base_code(*, code: str) -> BaseCode | UnreadCode:
    """Take a base code apart (基本编码)."""
    text = code.strip()
    read = _read_base(text, *_BASE_FORMS)
    return read or UnreadCode(text, ("不是已知的基本编码形式，按原样保存",))


def parse_implementation_code(
    *, code: str, strictness: Strictness = Strictness.LENIENT
) -> ImplementationCode | UnreadCode:
    """Take an implementation or handling-item code apart (实施编码、业务办理项编码).

    Strict reading wants the credit code inside to check; lenient reading notes that it does not.
    """
    text = code.strip()
    match = _SICHUAN_CODE.fullmatch(text)
    if match:
        return _sichuan_code(match, strictness)
    match = _NATIONAL_CODE.fullmatch(text)
    if match:
        return _national_code(match, strictness)
    return UnreadCode(text, ("不是已知的实施编码形式，按原样保存",))


def _read_base(text: str, *forms: BaseCodeForm) -> BaseCode | None:
    for form in forms:
        match = _BASE_FORMS[form].fullmatch(text)
        if match:
            return _base_code(form, match)
    return None


def _base_code(form: BaseCodeForm, match: re.Match[str]) -> BaseCode:
    parts = {name: part or "" for name, part in match.groupdict().items()}
    tail = parts.get("organ_tail", "")
    text = match.string.removesuffix(f"-{tail}") if tail else match.string
    main_code = text if "sub" not in parts else text[: match.end("main")]
    return BaseCode(text=text, form=form, main_code=main_code, **parts)


def _national_code(match: re.Match[str], strictness: Strictness) -> ImplementationCode | UnreadCode:
    reasons, doubts = _credit_code_reasons(match["organ"], strictness)
    if match["level"] not in _LEVELS:
        reasons.append("第19位不是行使层级（1—7）")
    # No Sichuan form here: behind a credit code, two more digits are always a handling item.
    base = _read_base(match["base"], BaseCodeForm.NATIONAL, BaseCodeForm.STANDARD_39046)
    if base is None:
        reasons.append(f"基本编码部分“{match['base']}”不是已知形式")
    if reasons:
        return UnreadCode(match.string, tuple(reasons))
    return ImplementationCode(
        text=match.string,
        form=ImplementationCodeForm.NATIONAL,
        base_text=match["base"],
        base=base,
        organ_code=match["organ"],
        exercise_level=match["level"],
        doubts=tuple(doubts),
    )


def _sichuan_code(match: re.Match[str], strictness: Strictness) -> ImplementationCode | UnreadCode:
    read = parse_base_code(code=match["base"])
    base = read if isinstance(read, BaseCode) else None
    doubts = [] if base else [f"基本编码部分“{match['base']}”不是已知形式"]
    try:
        parse_credit_code(match["organ"])
    except CodeRefused as refusal:
        if strictness is Strictness.STRICT:
            return UnreadCode(match.string, (refusal.message,))
        doubts.append(refusal.message)
    return ImplementationCode(
        text=match.string,
        form=ImplementationCodeForm.SICHUAN,
        base_text=match["base"],
        base=base,
        organ_code=match["organ"],
        area_code=match["area"],
        middle=match["middle"],
        tail=match["tail"],
        doubts=tuple(doubts),
    )


def _credit_code_reasons(text: str, strictness: Strictness) -> tuple[list[str], list[str]]:
    """Return what refuses the credit code inside, and what only makes one doubt it."""
    try:
        credit_code = parse_credit_code(text, strictness=strictness)
    except CodeRefused as refusal:
        return [refusal.message], []
    return [], [] if credit_code.checks else ["其中的统一社会信用代码校验位不对"]
