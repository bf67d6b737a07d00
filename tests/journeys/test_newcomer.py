"""A newcomer signs in, opens the printed bulletin, follows a figure to a case, and freezes it."""

from playwright.sync_api import Page, expect

from demo.accounts import DemoAccount
from tests.journeys.conftest import accessibility_faults

BULLETIN = "/bulletins/510703/2018-02"


def sign_in(page: Page, address: str, account: DemoAccount) -> None:
    page.goto(f"{address}/")
    page.locator("[name=username]").fill(account.login)
    page.locator("[name=password]").fill(account.password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("从这里开始")


def test_it_leads_from_sign_in_to_the_case_behind_a_figure(live_server, page, demonstration):
    sign_in(page, live_server.url, demonstration["centre"])
    page.get_by_role("link", name="运行通报").first.click()
    page.goto(live_server.url + BULLETIN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2018 年 2 月运行情况通报")
    totals = page.locator("tfoot tr").last
    for figure in ("245,388", "1,388", "1,383", "853", "841", "5,254", "5,190"):
        expect(totals).to_contain_text(figure)
    assert accessibility_faults(page) == []

    row = page.locator("tbody tr", has_text="涪城区林业局").last
    row.get_by_role("link", name="17").first.click()
    expect(page.locator("main")).to_contain_text("17")
    cases = page.locator("main table tbody tr")
    expect(cases).to_have_count(17)
    assert accessibility_faults(page) == []

    cases.first.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("办理经过")
    expect(page.locator("main")).to_contain_text("受理")
    assert accessibility_faults(page) == []

    _reads_at_200_percent(page, live_server.url)
    _freezes_once(page, live_server.url)


def _reads_at_200_percent(page: Page, address: str) -> None:
    """At twice the size, as on a phone, the page itself never scrolls sideways."""
    page.set_viewport_size({"width": 683, "height": 900})
    page.goto(address + BULLETIN)
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not too_wide
    page.set_viewport_size({"width": 1366, "height": 900})


def _freezes_once(page: Page, address: str) -> None:
    page.goto(address + BULLETIN)
    expect(page.locator("main")).to_contain_text("未冻结")
    page.get_by_role("link", name="冻结").last.click()
    page.get_by_role("button", name="冻结").first.click()
    expect(page.locator("main")).to_contain_text("已冻结")
    expect(page.get_by_role("button", name="冻结")).to_have_count(0)


def test_it_shows_nothing_to_a_visitor(live_server, page):
    page.goto(live_server.url + BULLETIN)
    expect(page).to_have_url(f"{live_server.url}/sign-in?next={BULLETIN}")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert accessibility_faults(page) == []
