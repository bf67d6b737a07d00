from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """The domain of certificates (电子证照)."""

    name = "zhengtong.certificates"
    label = "certificates"
    verbose_name = "电子证照"

    def ready(self) -> None:
        from zhengtong.catalogue import ports as catalogue
        from zhengtong.flows import ports as flows

        catalogue.register_certificate_readiness(certificate_reasons)
        flows.register_certificate_readiness(certificate_reasons)


def certificate_reasons(*, region_code: str, certificate_type_code: str) -> tuple[str, ...]:
    """Answer why a certificate type is not ready; types hold for all regions (证照就绪答复)."""
    from zhengtong.certificates.queries import readiness

    found = readiness(certificate_type_code)
    return () if found.ready else (found.reason_zh,)
