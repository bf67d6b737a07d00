from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The domain of exchange (数据共享交换)."""

    name = "zhengtong.exchange"
    label = "exchange"
    verbose_name = "数据共享交换"

    def ready(self) -> None:
        from zhengtong.exchange import permissions  # noqa: F401  declares them
