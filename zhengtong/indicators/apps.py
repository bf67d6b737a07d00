from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The domain of indicators (指标)."""

    name = "zhengtong.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        from datetime import timedelta

        from zhengtong.foundation.work import register_follower, register_round
        from zhengtong.indicators.jobs import close_days, follow

        register_follower("indicators.totals", follow)
        register_round("indicators.close_days", close_days, every=timedelta(hours=1))
