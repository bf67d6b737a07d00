from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The domain of console (工作台)."""

    name = "zhengtong.console"
    label = "console"
    verbose_name = "工作台"
