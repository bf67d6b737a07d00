"""A real browser on a live server with the demonstration loaded."""

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from demo.accounts import DemoAccount, demo_accounts

# Playwright's loop runs in the thread of the test, which also talks to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def demonstration(
    transactional_db: None, settings: object, tmp_path: Path
) -> dict[str, DemoAccount]:
    """Load the demo as a newcomer does; return its accounts by login."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    call_command("demo", stdout=io.StringIO())
    return {account.login: account for account in demo_accounts()}


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium; `make test` brings it where it is missing."""
    program = os.environ.get("ZHENGTONG_BROWSER") or shutil.which("chromium")
    assert program, "没有找到 Chromium，请用 make test 运行，或 apt install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        connections.close_all()  # what the test asked beside Playwright's loop has its own
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page that fails the test on any script error."""
    page = browser.new_page(viewport={"width": 1366, "height": 900}, locale="zh-CN")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    assert faults == []


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
