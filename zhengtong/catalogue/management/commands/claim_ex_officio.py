"""`zhengtong claim-ex-officio --region CODE --organisation CODE`."""

from argparse import ArgumentParser
from typing import Any

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.operations.ex_officio import (
    PAGE,
    BulkClaimed,
    claim_page,
    codes_to_claim,
)
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, region_code
from zhengtong.foundation.progress import meter
from zhengtong.places.queries import UnknownOrganisation, organisation

MOST_SHOWN = 20


class Command(commands.Command):
    """Claim a body's ex-officio items in bulk, and inherit new upper text (依职权事项成批认领)."""

    help = "成批认领清单所列的依职权事项（处罚、强制、检查），承接上级文本；可反复执行"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--region", type=region_code, required=True, metavar="CODE", help="6 位区划代码"
        )
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        add_staff(parser)

    def run(
        self,
        *,
        region: str,
        organisation: str,
        staff: str | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        _check_body(region=region, code=organisation)
        request = request_of(staff_code=staff, reason="")
        done = BulkClaimed()
        codes = codes_to_claim(organisation_code=organisation, on=request.today)
        with meter(description="认领依职权事项", total=len(codes)) as advance:
            for start in range(0, len(codes), PAGE):
                page = codes[start : start + PAGE]
                claim_page(
                    organisation_code=organisation, base_codes=page, request=request, done=done
                )
                advance(len(page))
        self._tell(done, as_json=json)
        return REFUSED if done.refused else DONE

    def _tell(self, done: BulkClaimed, *, as_json: bool) -> None:
        if as_json:
            self.print_json(
                {
                    "claimed": done.claimed,
                    "inherited": done.inherited,
                    "unchanged": done.unchanged,
                    "on_application": done.on_application,
                    "refused": [
                        {"base_code": code, "reason": reason} for code, reason in done.refused
                    ],
                }
            )
            return
        self.stdout.write(
            f"依职权事项：认领 {done.claimed}，承接新版 {done.inherited}，未变 {done.unchanged}；"
            f"清单中依申请的 {done.on_application} 项不在此列"
        )
        for code, reason in done.refused[:MOST_SHOWN]:
            self.stderr.write(f"{code}：{reason}")
        if len(done.refused) > MOST_SHOWN:
            self.stderr.write(f"共 {len(done.refused)} 项没有认领，全部见 --json")


def _check_body(*, region: str, code: str) -> None:
    try:
        body = organisation(code)
    except UnknownOrganisation as refusal:
        raise UnusableInput(refusal.message) from refusal
    if body.region_code != region:
        raise UnusableInput(f"机构 {code} 不在区划 {region}，请核对")
