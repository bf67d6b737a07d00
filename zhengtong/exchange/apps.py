from datetime import timedelta

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The domain of exchange (数据共享交换)."""

    name = "zhengtong.exchange"
    label = "exchange"
    verbose_name = "数据共享交换"

    def ready(self) -> None:
        from zhengtong.exchange import permissions  # noqa: F401  declares them
        from zhengtong.exchange.operations.clients import forget_tokens
        from zhengtong.exchange.queries.clients import client_of_token
        from zhengtong.foundation.api.clients import register_token_reader
        from zhengtong.foundation.work import register_round

        register_token_reader(client_of_token)
        register_round("exchange.forget_tokens", forget_tokens, every=timedelta(hours=1))
