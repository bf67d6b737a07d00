from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The domain of places (行政区划与机构)."""

    name = "zhengtong.places"
    label = "places"
    verbose_name = "行政区划与机构"

    def ready(self) -> None:
        from zhengtong.foundation.commands import register_argument
        from zhengtong.foundation.database_guards import register_append_only
        from zhengtong.foundation.web.shell import register_today_source
        from zhengtong.places import events, permissions  # noqa: F401  (they register themselves)
        from zhengtong.places.queries import organisation, region_or_nation
        from zhengtong.places.web.today import today

        register_argument("region", region_or_nation)
        register_argument("organisation", organisation)
        register_append_only("places_organisationact", "places_calendaract")
        register_today_source(today)
