from datetime import timedelta

from django.apps import AppConfig
from django.utils import timezone


class ExchangeConfig(AppConfig):
    """The domain of exchange (数据共享交换)."""

    name = "zhengtong.exchange"
    label = "exchange"
    verbose_name = "数据共享交换"

    def ready(self) -> None:
        from zhengtong.exchange import permissions  # noqa: F401  declares them
        from zhengtong.exchange.operations.clients import forget_tokens
        from zhengtong.exchange.queries.clients import client_of_token
        from zhengtong.exchange.queries.issues import silent_everywhere
        from zhengtong.foundation.api.clients import register_token_reader
        from zhengtong.foundation.health import register_examination
        from zhengtong.foundation.work import register_round

        register_token_reader(client_of_token)
        register_examination(
            "来源系统按时送数", lambda: silent_everywhere(today=timezone.localdate())
        )
        register_round("exchange.forget_tokens", forget_tokens, every=timedelta(hours=1))
