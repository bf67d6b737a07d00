from django.apps import AppConfig


class WitnessConfig(AppConfig):
    """A handler that writes down what it is told (见证)."""

    name = "tests.faults.witness"
    label = "witness"

    def ready(self) -> None:
        from tests.faults.witness import handlers  # noqa: F401  (they register themselves)
