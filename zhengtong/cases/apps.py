from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The domain of cases (办件)."""

    name = "zhengtong.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from zhengtong.cases import indicators, permissions  # noqa: F401  (they declare)
