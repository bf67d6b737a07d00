from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The domain of people (人员与服务对象)."""

    name = "zhengtong.people"
    label = "people"
    verbose_name = "人员与服务对象"

    def ready(self) -> None:
        from zhengtong.foundation.commands import register_argument
        from zhengtong.foundation.database_guards import register_append_only, register_guard
        from zhengtong.foundation.permissions import register_grant_source
        from zhengtong.foundation.web.shell import register_viewer_source
        from zhengtong.foundation.work import register_round
        from zhengtong.people import events, permissions  # noqa: F401  (they register themselves)
        from zhengtong.people.jobs import log_staffing_warnings
        from zhengtong.people.models.guards import staffing_guards
        from zhengtong.people.queries import grants_of, staff
        from zhengtong.people.web.viewer import viewer_of

        register_argument("staff", staff)
        register_append_only("people_staffingact")
        register_guard(staffing_guards)
        register_grant_source(grants_of)
        register_viewer_source(viewer_of)
        register_round("people.staffing_warnings", log_staffing_warnings, every=timedelta(days=1))
