from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """The domain of flows (流程配置)."""

    name = "zhengtong.flows"
    label = "flows"
    verbose_name = "流程配置"
