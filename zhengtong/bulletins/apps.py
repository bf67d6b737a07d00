from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The domain of bulletins (通报)."""

    name = "zhengtong.bulletins"
    label = "bulletins"
    verbose_name = "通报"

    def ready(self) -> None:
        from zhengtong.bulletins import events, permissions  # noqa: F401  (they register themselves)
        from zhengtong.foundation.database_guards import register_append_only

        register_append_only("bulletins_bulletinact")
