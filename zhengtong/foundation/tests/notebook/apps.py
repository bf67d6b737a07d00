from django.apps import AppConfig

from zhengtong.foundation.indicators import Measure, declare_measure


class NotebookConfig(AppConfig):
    name = "zhengtong.foundation.tests.notebook"
    label = "notebook"

    def ready(self) -> None:
        declare_measure(Measure(code="notes", label="笔记", kinds=frozenset({"notebook.written"})))
