from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The domain of indicators (指标)."""

    name = "zhengtong.indicators"
    label = "indicators"
    verbose_name = "指标"
