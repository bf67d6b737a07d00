from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The domain of catalogue (政务服务事项)."""

    name = "zhengtong.catalogue"
    label = "catalogue"
    verbose_name = "政务服务事项"
