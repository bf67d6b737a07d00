from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The domain of places (行政区划与机构)."""

    name = "zhengtong.places"
    label = "places"
    verbose_name = "行政区划与机构"

    def ready(self) -> None:
        from zhengtong.foundation.web.shell import register_today_source
        from zhengtong.places.web.today import today

        register_today_source(today)
