"""Consistency of results, phones, topics, flow and basis: a message or an empty text (内容核对)."""

import re
import unicodedata
from collections.abc import Mapping

from zhengtong.catalogue.rules.elements import is_given, rows_of

LEGAL_TARGETS = frozenset(
    {"enterprise", "public_institution", "social_organisation", "government_organ"}
)
# A flow names a step by its kind, or by these words in its name.
STEP_WORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("accept", "受理", ("受理",)),
    ("review", "审查", ("审查", "审核")),
    ("approve", "决定", ("决定", "审批", "批准")),
    ("complete", "办结", ("办结",)),
    ("deliver", "送达", ("送达", "颁证", "发证")),
)
_QUALIFIER = re.compile(r"(（[^（）]*）|\([^()]*\))$")
_NUMBER = re.compile(r"[\d()+\-转]{5,}")
_WITH_AREA_CODE = re.compile(r"\(?0\d{2,3}\)?-?\d{5,8}((-|转)\d{1,6})?")
_SPACED_AREA_CODE = re.compile(r"\b(0\d{2,3})\s+(?=\d)")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SHORTEST_PHONE = 5


def certificate_name(elements: Mapping[str, object]) -> str:
    """Check that what is called 证 is a certificate (证照)."""
    return _named(elements, ending="证", result_type="certificate", label="证照")


def document_name(elements: Mapping[str, object]) -> str:
    """Check that what is called 文 is a document (文书)."""
    return _named(elements, ending="文", result_type="document", label="文书")


def approval_name(elements: Mapping[str, object]) -> str:
    """Check that what is called 批复 is an approval (批复)."""
    return _named(elements, ending="批复", result_type="approval", label="批复")


def phones_differ(elements: Mapping[str, object]) -> str:
    """Check that complaints do not ring where questions do (咨询与投诉电话不同)."""
    complaints = {_digits(phone) for phone in _phones(elements["complaint_phone"])}
    consultations = _phones(elements["consult_phone"])
    shared = sorted(phone for phone in consultations if _digits(phone) in complaints)
    return f"咨询电话与监督投诉电话都有{'、'.join(shared)}" if shared else ""


def phones_have_area_code(elements: Mapping[str, object]) -> str:
    """Check that both phones can be dialled from elsewhere (电话带区号)."""
    faults = []
    for identifier, name in (("consult_phone", "咨询电话"), ("complaint_phone", "监督投诉电话")):
        phones = _phones(elements[identifier])
        without = sorted(phone for phone in phones if not _WITH_AREA_CODE.fullmatch(phone))
        if not phones:
            faults.append(f"{name}没有电话号码")
        elif without:
            faults.append(f"{name}{'、'.join(without)}没有区号")
    return "；".join(faults)


def natural_topics_agree(elements: Mapping[str, object]) -> str:
    """Check that natural persons and their topics go together (自然人主题)."""
    return _topics(
        elements,
        is_target="natural_person" in _targets(elements),
        topics="natural_topic",
        label="自然人",
    )


def legal_topics_agree(elements: Mapping[str, object]) -> str:
    """Check that legal persons and their topics go together (法人主题).

    "Other organisations" may have topics of legal persons, and need none.
    """
    targets = _targets(elements)
    if "other" in targets and not LEGAL_TARGETS & targets:
        return ""
    return _topics(
        elements, is_target=bool(LEGAL_TARGETS & targets), topics="legal_topic", label="法人"
    )


def license_has_faq(elements: Mapping[str, object]) -> str:
    """Check that a licence answers at least one question (常见问题)."""
    return "" if is_given(elements.get("faq")) else "行政许可没有常见问题"


def license_flow_names_steps(elements: Mapping[str, object]) -> str:
    """Check that a licence's flow has its five steps (许可流程).

    Source:
        《行政许可法》（2019年修正）第三十二条（受理）、第三十四条（审查）、第三十七条、第三十八条
        （决定）、第四十四条（颁发、送达）.
    """
    steps = rows_of(elements["flow"])
    kinds = {step.get("node_kind") for step in steps}
    names = " ".join(str(step.get("step_name")) for step in steps)
    absent = [
        label
        for kind, label, words in STEP_WORDS
        if kind not in kinds and not any(word in names for word in words)
    ]
    return f"办理流程缺少{'、'.join(absent)}环节" if absent else ""


def result_has_sample(elements: Mapping[str, object]) -> str:
    """Check that a result can be seen beforehand (结果样本)."""
    return "" if is_given(elements.get("result_sample")) else "有审批结果，没有结果样本"


def power_has_basis(elements: Mapping[str, object]) -> str:
    """Check that a power names the law that gives it (设定依据).

    Source:
        《行政许可法》（2019年修正）第四条; 行政权力法定, 01—10类均须有设定依据.
    """
    return "" if is_given(elements.get("legal_basis")) else "行政权力事项没有设定依据"


def _named(elements: Mapping[str, object], *, ending: str, result_type: str, label: str) -> str:
    name = str(elements["result_name"]).strip().rstrip("》”」")
    core = _QUALIFIER.sub("", name).rstrip("》”」")
    if core.endswith(ending) and elements["result_type"] != result_type:
        return f"结果名称“{elements['result_name']}”以“{ending}”结尾，结果类型不是{label}"
    return ""


def _phones(value: object) -> frozenset[str]:
    text = unicodedata.normalize("NFKC", str(value)).translate(_HYPHENS)
    text = _SPACED_AREA_CODE.sub(r"\1-", text)
    found = (match.strip("-转") for match in _NUMBER.findall(text))
    return frozenset(phone for phone in found if sum(map(str.isdigit, phone)) >= _SHORTEST_PHONE)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _targets(elements: Mapping[str, object]) -> frozenset[object]:
    value = elements["service_target"]
    return frozenset(value) if isinstance(value, list) else frozenset()


def _topics(elements: Mapping[str, object], *, is_target: bool, topics: str, label: str) -> str:
    has_topics = is_given(elements.get(topics))
    if is_target and not has_topics:
        return f"服务对象有{label}，没有面向{label}主题分类"
    if has_topics and not is_target:
        return f"有面向{label}主题分类，服务对象没有{label}"
    return ""
