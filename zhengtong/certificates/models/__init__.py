from zhengtong.certificates.models.certificate_type import CertificateType

__all__ = ["CertificateType"]
