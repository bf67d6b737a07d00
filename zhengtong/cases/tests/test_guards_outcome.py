"""Decision, certificate, delivery: each refusal and its nearest allowed case."""

import pytest

from zhengtong.cases.rules.guards import decision, delivery
from zhengtong.kernel.errors import DomainError

DENIAL = {
    "reasons": "不符合条件",
    "remedies": decision.Remedies(reconsideration="六十日内向区政府", suit="六个月内向区法院"),
}

ALLOWED = [
    (decision.check_denial, DENIAL),
    (
        decision.check_parties_heard,
        {"touches_major_interests": True, "are_parties_heard": True},
    ),
    (
        decision.check_parties_heard,
        {"touches_major_interests": False, "are_parties_heard": False},
    ),
    (decision.check_send_back, {"reason": "请补充现场照片"}),
    (
        decision.check_certificate_start,
        {"certificate_type": "11100000000013338W011", "is_type_ready": True},
    ),
    (decision.check_result_ready, {"needs_certificate": True, "is_certificate_made": True}),
    (decision.check_result_ready, {"needs_certificate": False, "is_certificate_made": False}),
    (delivery.check_delivery, {"way": delivery.DeliveryWay.SIGNED, "proof": "张三"}),
    (delivery.check_delivery, {"way": delivery.DeliveryWay.EXPRESS, "proof": "EX123456789CN"}),
    (delivery.check_delivery, {"way": delivery.DeliveryWay.ELECTRONIC, "proof": "DZ-2018-1"}),
]

REFUSED = [
    pytest.param(
        decision.check_denial,
        DENIAL | {"reasons": ""},
        "denial_incomplete",
        "说明理由",
        "第三十八条第二款",
        id="denial without reasons",
    ),
    pytest.param(
        decision.check_denial,
        DENIAL | {"remedies": decision.Remedies(reconsideration="", suit="区法院")},
        "denial_incomplete",
        "行政复议",
        "第三十八条第二款",
        id="denial without reconsideration",
    ),
    pytest.param(
        decision.check_denial,
        DENIAL | {"remedies": decision.Remedies(reconsideration="区政府", suit=" ")},
        "denial_incomplete",
        "行政诉讼",
        "第三十八条第二款",
        id="denial without suit",
    ),
    pytest.param(
        decision.check_parties_heard,
        {"touches_major_interests": True, "are_parties_heard": False},
        "parties_not_heard",
        "利害关系人",
        "第三十六条",
        id="others not heard",
    ),
    pytest.param(
        decision.check_send_back,
        {"reason": ""},
        "send_back_unexplained",
        "理由",
        "",
        id="sent back in silence",
    ),
    pytest.param(
        decision.check_certificate_start,
        {"certificate_type": "", "is_type_ready": False},
        "certificate_not_needed",
        "不是证照",
        "",
        id="no certificate to make",
    ),
    pytest.param(
        decision.check_certificate_start,
        {"certificate_type": "T1", "is_type_ready": False},
        "certificate_blocked",
        "证照模板尚未导入",
        "第三十九条",
        id="certificate type not ready",
    ),
    pytest.param(
        decision.check_certificate_start,
        {"certificate_type": "T1", "is_type_ready": False, "why_not_ready": "缺少印章"},
        "certificate_blocked",
        "T1 尚未就绪：缺少印章",
        "第三十九条",
        id="certificate type not ready, with the reason",
    ),
    pytest.param(
        decision.check_result_ready,
        {"needs_certificate": True, "is_certificate_made": False},
        "certificate_not_made",
        "尚未制作完成",
        "第三十九条",
        id="completed before the certificate is made",
    ),
    pytest.param(
        delivery.check_delivery,
        {"way": delivery.DeliveryWay.SIGNED, "proof": ""},
        "delivery_unproved",
        "当面签收应填写签收人姓名",
        "第四十四条",
        id="handed over to nobody",
    ),
    pytest.param(
        delivery.check_delivery,
        {"way": delivery.DeliveryWay.EXPRESS, "proof": "无单号"},
        "delivery_unproved",
        "8 至 30 位",
        "第四十四条",
        id="no express number",
    ),
]


@pytest.mark.parametrize(("guard", "facts"), ALLOWED)
def test_it_lets_a_proper_act_pass(guard, facts):
    assert guard(**facts) is None


@pytest.mark.parametrize(("guard", "facts", "code", "said", "clause"), REFUSED)
def test_it_refuses(guard, facts, code, said, clause):
    with pytest.raises(DomainError) as refusal:
        guard(**facts)
    assert refusal.value.code == code
    assert said in refusal.value.message
    assert clause in refusal.value.clause
