from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The domain of catalogue (政务服务事项)."""

    name = "zhengtong.catalogue"
    label = "catalogue"
    verbose_name = "政务服务事项"

    def ready(self) -> None:
        from zhengtong.catalogue import (  # noqa: F401  (they register themselves)
            events,
            handlers,
            permissions,
        )
        from zhengtong.foundation.database_guards import register_append_only

        # What was published stays as it was: running cases and printed guides rest on it.
        # Rates of past days rest on the rows of lists.
        register_append_only(
            "catalogue_itemversion", "catalogue_catalogueitemversion", "catalogue_listentry"
        )
