"""The decision, the certificate and the act that makes the result ready (决定、制证与办结)."""

from dataclasses import dataclass
from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class DenialIncomplete(DomainError):
    """A denial without reasons or without the remedies (不予决定不完整)."""

    code: ClassVar[str] = "denial_incomplete"
    clause: ClassVar[str] = "《行政许可法》第三十八条第二款"


class PartiesNotHeard(DomainError):
    """Major interests are touched and those concerned were not heard (未听取利害关系人意见)."""

    code: ClassVar[str] = "parties_not_heard"
    clause: ClassVar[str] = "《行政许可法》第三十六条"


class SendBackUnexplained(DomainError):
    """A draft decision is sent back without a reason (退回未说明理由)."""

    code: ClassVar[str] = "send_back_unexplained"


class CertificateNotNeeded(DomainError):
    """The result of the item is no certificate (无需制证)."""

    code: ClassVar[str] = "certificate_not_needed"


class CertificateBlocked(DomainError):
    """The certificate type cannot be issued yet (制证受阻)."""

    code: ClassVar[str] = "certificate_blocked"
    clause: ClassVar[str] = "《行政许可法》第三十九条"


class CertificateNotMade(DomainError):
    """A grant that yields a certificate is complete only with it (证照尚未制作)."""

    code: ClassVar[str] = "certificate_not_made"
    clause: ClassVar[str] = "《行政许可法》第三十九条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """What an applicant may do against a denial (救济途径).

    Args:
        reconsideration: organ and time for administrative reconsideration (行政复议).
        suit: court and time for an administrative suit (行政诉讼).
    """

    reconsideration: str
    suit: str


def check_denial(*, reasons: str, remedies: Remedies) -> None:
    """Refuse a denial that does not say why and what can be done against it (检查不予决定).

    Raises:
        DenialIncomplete: reasons, reconsideration or suit is lacking.

    Source:
        《行政许可法》（2019年修正）第三十八条第二款: 应当说明理由,
        并告知申请人享有依法申请行政复议或者提起行政诉讼的权利.
    """
    if not reasons.strip():
        raise DenialIncomplete("不予决定应说明理由")
    if not remedies.reconsideration.strip():
        raise DenialIncomplete("不予决定应告知申请行政复议的权利（机关和期限）")
    if not remedies.suit.strip():
        raise DenialIncomplete("不予决定应告知提起行政诉讼的权利（法院和期限）")


def check_parties_heard(*, touches_major_interests: bool, are_parties_heard: bool) -> None:
    """Refuse a decision that touches others before they were heard (检查听取意见).

    Raises:
        PartiesNotHeard: they were not heard.

    Source:
        《行政许可法》（2019年修正）第三十六条: 直接关系他人重大利益的, 应当告知该利害关系人;
        应当听取申请人、利害关系人的意见.
    """
    if touches_major_interests and not are_parties_heard:
        raise PartiesNotHeard("本件直接关系他人重大利益，应先告知并听取利害关系人的意见")


def check_send_back(*, reason: str) -> None:
    """Refuse to send a draft decision back in silence (检查退回审查).

    Raises:
        SendBackUnexplained: no reason.
    """
    if not reason.strip():
        raise SendBackUnexplained("请写明退回审查的理由")


def check_certificate_start(
    *, certificate_type: str, is_type_ready: bool, why_not_ready: str = ""
) -> None:
    """Refuse to make a certificate that cannot be issued, and say why (检查制证条件).

    Args:
        certificate_type: code of the type that the case yields; empty if it yields none.
        why_not_ready: what is lacking, in Chinese.

    Raises:
        CertificateNotNeeded: the case yields no certificate.
        CertificateBlocked: the type is not ready.

    Source:
        《行政许可法》（2019年修正）第三十九条: 需要颁发行政许可证件的,
        应当颁发加盖本行政机关印章的证件.
    """
    if not certificate_type.strip():
        raise CertificateNotNeeded("该事项的结果不是证照，请直接办结")
    if not is_type_ready:
        reason = why_not_ready.strip() or "证照模板尚未导入"
        raise CertificateBlocked(
            f"证照类型 {certificate_type} 尚未就绪：{reason}；请联系政务服务中心"
        )


def check_result_ready(*, needs_certificate: bool, is_certificate_made: bool) -> None:
    """Refuse to complete a grant whose certificate is not made (检查办结条件).

    Raises:
        CertificateNotMade: the certificate is still to be made.
    """
    if needs_certificate and not is_certificate_made:
        raise CertificateNotMade("证照尚未制作完成，不能办结")
