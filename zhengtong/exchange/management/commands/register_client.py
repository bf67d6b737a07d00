from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zhengtong.exchange.operations.clients import (
    Credentials,
    register_client,
    renew_secret,
    switch_off_client,
)
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.api.clients import Scope
from zhengtong.foundation.requests import Request
from zhengtong.places.queries import organisation as body_of


class Command(commands.Command):
    """Give a system access to the open interface, renew it, end it (登记接口客户端)."""

    help = "登记接口客户端，让部门业务系统调用开放接口；可换密钥、停用"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="接口客户端名称")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="所属机构编码")
        parser.add_argument(
            "--scopes",
            nargs="+",
            type=Scope,
            choices=list(Scope),
            default=list(Scope),
            metavar="SCOPE",
            help="授权范围：" + "、".join(f"{scope.value}（{scope.label}）" for scope in Scope),
        )
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--renew", action="store_true", help="换密钥，旧密钥和令牌立即失效")
        ways.add_argument("--switch-off", action="store_true", help="停用，令牌立即失效")

    def run(
        self,
        *,
        name: str,
        organisation: str,
        scopes: list[Scope],
        renew: bool,
        switch_off: bool,
        json: bool = False,
        **_: Any,
    ) -> int:
        request = Request(by=OPERATOR, now=timezone.now())
        body = body_of(organisation)
        name = name.strip()
        if switch_off:
            switch_off_client(region_code=body.region_code, name=name, request=request)
            self._say(name, None, json=json)
            return commands.DONE
        if renew:
            given = renew_secret(region_code=body.region_code, name=name, request=request)
        else:
            given = register_client(
                name=name, organisation_code=body.code, scopes=scopes, request=request
            )
        self._say(name, given, json=json)
        return commands.DONE

    def _say(self, name: str, given: Credentials | None, *, json: bool) -> None:
        if json:
            self.print_json({"name": name} | (asdict(given) if given else {}))
        elif given is None:
            self.stdout.write(f"接口客户端“{name}”已停用，令牌立即失效")
        else:
            self.stdout.write(f"接口客户端“{name}”的凭据（密钥只显示这一次，请妥善保管）：")
            self.stdout.write(f"  client_id      {given.client_id}")
            self.stdout.write(f"  client_secret  {given.client_secret}")
