from datetime import timedelta

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """The foundation (基础设施)."""

    name = "zhengtong.foundation"
    label = "foundation"
    verbose_name = "基础设施"

    def ready(self) -> None:
        from zhengtong.foundation import scale_check  # noqa: F401  (registers the system check)
        from zhengtong.foundation.api.idempotency import forget_answers
        from zhengtong.foundation.work import register_round

        register_round("foundation.forget_answers", forget_answers, every=timedelta(hours=1))
