from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration (演示): its generator knows the printed table, the product does not."""

    name = "demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        from demo.accounts import announcement
        from zhengtong.foundation.backup.home_files import register_left_out
        from zhengtong.foundation.server import register_announcement

        register_left_out("demo-accounts-*.json")  # passwords as they are printed
        register_announcement(announcement)
