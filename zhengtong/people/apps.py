from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The domain of people (人员与服务对象)."""

    name = "zhengtong.people"
    label = "people"
    verbose_name = "人员与服务对象"
