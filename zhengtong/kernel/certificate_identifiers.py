"""The identifier of an electronic certificate and its parts (电子证照标识)."""

import re
from dataclasses import dataclass

from zhengtong.kernel.check_digits import mod_37_36_check
from zhengtong.kernel.codes import CodeRefused

ROOT = "1.2.156.3005.2"

_IDENTIFIER = re.compile(
    r"1\.2\.156\.3005\.2"
    r"\.(?P<type_code>[0-9A-Z]{21})\.(?P<issuer_code>[0-9A-Z]{18})"
    r"\.(?P<serial>[0-9A-Z]+)\.(?P<version>[0-9]{3})\.(?P<check>[0-9A-Z])"
)


@dataclass(frozen=True, slots=True)
class CertificateIdentifier:
    """Type, issuer, serial and version of a certificate (电子证照标识).

    Args:
        type_code: credit code of the type's owner and three digits.
        issuer_code: credit code of the issuing body.
        version: 1 to 999, grows when the certificate is issued again.
    """

    type_code: str
    issuer_code: str
    serial: str
    version: int

    def __str__(self) -> str:
        parts = (self.type_code, self.issuer_code, self.serial, f"{self.version:03d}")
        return ".".join((ROOT, *parts, mod_37_36_check("".join(parts))))


def parse_certificate_identifier(text: str) -> CertificateIdentifier:
    """Read a certificate identifier and take it apart (读电子证照标识).

    Raises:
        CodeRefused: the parts are malformed or the check character is wrong.

    Source:
        GB/T 36904; check by ISO 7064 MOD 37,36 over the four parts without dots, verified on five
        real identifiers.
    """
    identifier = text.strip().upper()
    found = _IDENTIFIER.fullmatch(identifier)
    if found is None:
        raise CodeRefused("电子证照标识应为“根代码.类型代码.颁发机构代码.流水号.版本号.校验位”")
    answer = CertificateIdentifier(
        found["type_code"], found["issuer_code"], found["serial"], int(found["version"])
    )
    if str(answer) != identifier:
        raise CodeRefused("电子证照标识的校验位不对，请核对是否写错")
    return answer
