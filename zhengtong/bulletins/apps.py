from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The domain of bulletins (通报)."""

    name = "zhengtong.bulletins"
    label = "bulletins"
    verbose_name = "通报"
