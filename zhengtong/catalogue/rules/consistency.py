"""The numbered consistency checks of an item's elements (一致性核对).

Source:
    某省事项要素核对清单 (a provincial checking list), rule by rule; the numbers, the severities
    and the readings named beside a rule are ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhengtong.catalogue.rules import (
    consistency_channel as channel,
)
from zhengtong.catalogue.rules import (
    consistency_content as content,
)
from zhengtong.catalogue.rules import (
    consistency_time as timing,
)
from zhengtong.catalogue.rules.element_faults import check_elements
from zhengtong.catalogue.rules.elements import Condition, Element, element_table, is_given

Check = Callable[[Mapping[str, object]], str]


class Severity(StrEnum):
    """An error stops the submission, a warning is shown (严重程度)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyRule:
    """One numbered check (核对规则).

    `when` says which items it is about, `needs` what it must know, `check` answers with a
    message, or with an empty text where the item passes.
    """

    number: str
    text: str
    severity: Severity
    check: Check
    needs: tuple[str, ...] = ()
    when: Condition | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the elements without which the rule cannot be judged (核对所需要素)."""
        return self.needs if self.when is None else (self.when.element, *self.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that an item breaks, or cannot be held to for want of a required element (核对结果).

    `missing` names the required elements that the rule lacked; it is empty for a real breach.
    """

    number: str
    severity: Severity
    text: str
    message: str
    missing: tuple[str, ...] = ()


def check_consistency(*, elements: Mapping[str, object]) -> tuple[Finding, ...]:
    """Return what every rule finds, in the order of their numbers (一致性核对).

    A rule whose data is missing does not apply, unless the missing element is required: then
    the finding says so. A value with a fault of its own (`check_elements`) counts as missing.
    """
    sound = _without_faults(elements)
    findings = (_finding(rule, sound) for rule in RULES)
    return tuple(finding for finding in findings if finding is not None)


def _without_faults(elements: Mapping[str, object]) -> dict[str, object]:
    return {
        identifier: value
        for identifier, value in elements.items()
        if not check_elements(elements={identifier: value})
    }


def _finding(rule: ConsistencyRule, elements: Mapping[str, object]) -> Finding | None:
    if not _is_about(rule, elements):
        return None
    table = element_table()
    lacking = [
        table[identifier]
        for identifier in rule.reads
        if not table[identifier].is_filled(elements.get(identifier))
    ]
    if lacking:
        return _unjudged(rule, [each for each in lacking if each.is_required(elements)])
    message = rule.check(elements)
    if not message:
        return None
    return Finding(number=rule.number, severity=rule.severity, text=rule.text, message=message)


def _is_about(rule: ConsistencyRule, elements: Mapping[str, object]) -> bool:
    """Tell whether the rule is about this item, or might be for all that is known."""
    if rule.when is None or not is_given(elements.get(rule.when.element)):
        return True
    return rule.when.holds(elements)


def _unjudged(rule: ConsistencyRule, required: list[Element]) -> Finding | None:
    if not required:
        return None
    names = "、".join(f"“{element.name}”" for element in required)
    return Finding(
        number=rule.number,
        severity=rule.severity,
        text=rule.text,
        message=f"必填要素{names}未填写或填写有误，无法核对",
        missing=tuple(element.identifier for element in required),
    )


LICENSE = Condition("item_type", "=", ("license",))
POWER = Condition("item_type", "!=", ("public_service",))

RULES: tuple[ConsistencyRule, ...] = (
    ConsistencyRule(
        number="C-01",
        text="承诺当场办结的，办件类型应为即办件",
        severity=Severity.ERROR,
        needs=("promised_limit", "case_kind"),
        check=timing.at_once_is_on_the_spot,
    ),
    ConsistencyRule(
        number="C-02",
        text="办件类型为即办件的，应承诺当场办结",
        severity=Severity.ERROR,
        needs=("promised_limit", "case_kind"),
        check=timing.on_the_spot_is_at_once,
    ),
    ConsistencyRule(
        number="C-03",
        text="不是当场办结的，办件类型应为承诺件",
        severity=Severity.ERROR,
        needs=("promised_limit", "case_kind"),
        check=timing.otherwise_promised_time,
    ),
    ConsistencyRule(
        number="C-04",
        text="结果名称以“证”结尾的，结果类型应为证照",
        severity=Severity.ERROR,
        needs=("result_name", "result_type"),
        check=content.certificate_name,
    ),
    ConsistencyRule(
        number="C-05",
        text="结果名称以“文”结尾的，结果类型应为文书",
        severity=Severity.ERROR,
        needs=("result_name", "result_type"),
        check=content.document_name,
    ),
    ConsistencyRule(
        number="C-06",
        text="结果名称以“批复”结尾的，结果类型应为批复",
        severity=Severity.ERROR,
        needs=("result_name", "result_type"),
        check=content.approval_name,
    ),
    ConsistencyRule(
        number="C-07",
        text="到办事现场次数不为0的，应写明必须现场办理原因",
        severity=Severity.ERROR,
        when=Condition("visit_count", ">", ("0",)),
        check=channel.reason_for_visits,
    ),
    ConsistencyRule(
        number="C-08",
        text="到办事现场次数为0的，不应有必须现场办理原因",
        severity=Severity.WARNING,
        when=Condition("visit_count", "=", ("0",)),
        check=channel.no_reason_without_visits,
    ),
    ConsistencyRule(
        number="C-09",
        text="到办事现场次数为0且不能网办的，应支持快递申请",
        severity=Severity.ERROR,
        when=Condition("visit_count", "=", ("0",)),
        needs=("is_online",),
        check=channel.express_where_neither_visit_nor_online,
    ),
    ConsistencyRule(
        number="C-10",
        text="网办深度为全程网办的，到办事现场次数应为0",
        severity=Severity.ERROR,
        needs=("online_depth", "visit_count"),
        check=channel.fully_online_without_visits,
    ),
    ConsistencyRule(
        number="C-11",
        text="原件核验的最多跑一次，原件预审的最多跑两次",
        severity=Severity.WARNING,
        needs=("online_depth", "visit_count"),
        check=channel.originals_bound_visits,
    ),
    ConsistencyRule(
        number="C-12",
        text="收费的，应写明收费项目、收费标准和收费依据",
        severity=Severity.ERROR,
        when=Condition("is_fee", "=", ("true",)),
        check=channel.fee_is_explained,
    ),
    ConsistencyRule(
        number="C-13",
        text="收费的，应写明是否支持网上支付",
        severity=Severity.ERROR,
        when=Condition("is_fee", "=", ("true",)),
        check=channel.fee_says_how_to_pay,
    ),
    ConsistencyRule(
        number="C-14",
        text="不收费的，不应支持网上支付",
        severity=Severity.ERROR,
        when=Condition("is_fee", "=", ("false",)),
        check=channel.no_payment_without_fee,
    ),
    ConsistencyRule(
        number="C-15",
        text="咨询电话与监督投诉电话不应相同",
        severity=Severity.ERROR,
        needs=("consult_phone", "complaint_phone"),
        check=content.phones_differ,
    ),
    ConsistencyRule(
        number="C-16",
        text="咨询电话和监督投诉电话均应带区号",
        severity=Severity.ERROR,
        needs=("consult_phone", "complaint_phone"),
        check=content.phones_have_area_code,
    ),
    ConsistencyRule(
        number="C-17",
        text="服务对象与面向自然人主题分类应一致",
        severity=Severity.ERROR,
        needs=("service_target",),
        check=content.natural_topics_agree,
    ),
    ConsistencyRule(
        number="C-18",
        text="服务对象与面向法人主题分类应一致",
        severity=Severity.ERROR,
        needs=("service_target",),
        check=content.legal_topics_agree,
    ),
    ConsistencyRule(
        number="C-19",
        text="行政许可应至少有一个常见问题",
        severity=Severity.ERROR,
        when=LICENSE,
        check=content.license_has_faq,
    ),
    ConsistencyRule(
        number="C-20",
        text="行政许可的办理流程应有受理、审查、决定、办结、送达",
        severity=Severity.ERROR,
        when=LICENSE,
        needs=("flow",),
        check=content.license_flow_names_steps,
    ),
    ConsistencyRule(
        number="C-21",
        text="有审批结果的，应有结果样本",
        severity=Severity.ERROR,
        when=Condition("result_type", "!=", ("none",)),
        check=content.result_has_sample,
    ),
    ConsistencyRule(
        number="C-22",
        text="承诺办结时限不得超过法定办结时限",
        severity=Severity.ERROR,
        needs=("promised_limit", "statutory_limit"),
        check=timing.promise_within_statute,
    ),
    ConsistencyRule(
        number="C-23",
        text="承诺办结时限与法定办结时限的单位应可比较",
        severity=Severity.WARNING,
        needs=("promised_limit", "statutory_limit"),
        check=timing.limits_compare,
    ),
    ConsistencyRule(
        number="C-24",
        text="行政权力（01—10类）应有设定依据",
        severity=Severity.ERROR,
        when=POWER,
        check=content.power_has_basis,
    ),
    ConsistencyRule(
        number="C-25",
        text="行政许可的法定办结时限不超过20个工作日，另有规定的应写明依据",
        severity=Severity.ERROR,
        when=LICENSE,
        needs=("statutory_limit",),
        check=timing.license_within_twenty_days,
    ),
    ConsistencyRule(
        number="C-26",
        text="行政许可的法定办结时限以工作日计，另有规定的应写明依据",
        severity=Severity.WARNING,
        when=LICENSE,
        needs=("statutory_limit",),
        check=timing.license_counts_working_days,
    ),
)
