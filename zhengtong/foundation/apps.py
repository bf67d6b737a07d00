from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """The foundation (基础设施)."""

    name = "zhengtong.foundation"
    label = "foundation"
    verbose_name = "基础设施"

    def ready(self) -> None:
        from zhengtong.foundation import scale_check  # noqa: F401  (registers the system check)
