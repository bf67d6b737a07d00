from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """The domain of certificates (电子证照)."""

    name = "zhengtong.certificates"
    label = "certificates"
    verbose_name = "电子证照"
