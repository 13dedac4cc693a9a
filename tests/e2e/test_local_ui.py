"""A site without its server, as somebody beside the miners sees it: the node's own UI in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browsing import Visit
from tests.e2e.test_accessibility import grave
from tests.support.on_site import Hall, running_hall
from tests.support.waiting import until

MINERS = 5
SECONDS = 60.0
ENDED_MS = 60_000
ALONE_MS = 45_000
"""The bound after which a node counts as alone, and some turns of a busy machine."""


@pytest.fixture
def hall(built_ui: None, tmp_path: Path) -> Iterator[Hall]:  # noqa: ARG001 - wanted for what it does
    with running_hall(tmp_path, f"antminer-s19:{MINERS}", "antminer") as hall:
        hall.bring_in()
        yield hall


def test_somebody_on_site_runs_the_hall(hall: Hall, browser: Browser) -> None:
    visit = Visit(browser, hall.local.url, trusting=True)
    page = visit.page()
    hall.server.kill()
    signed_in(page, hall.password)
    expect(page.get_by_role("heading", name="Miners")).to_be_visible()
    expect(page.get_by_role("alert").get_by_text("Local mode")).to_be_visible(timeout=ALONE_MS)
    expect(page.get_by_role("link", name="Nodes")).to_have_count(0)
    assert not grave(page)

    two = page.get_by_role("checkbox", name=re.compile("^Select (?!all)"))
    two.nth(0).click()
    two.nth(1).click()
    asked(page, "Stop mining").get_by_role("button", name="Stop 2 miners").click()
    task_ended(page)
    until(hall.mining, lambda mining: mining == MINERS - 2, seconds=SECONDS)

    page.get_by_role("link", name="Curtail", exact=True).click()
    page.get_by_role("button", name=f"Curtail all {MINERS} miners").click()
    dialog = page.get_by_role("dialog", name="Curtail")
    dialog.get_by_role("button", name=re.compile(f"^Curtail {MINERS} miners")).click()
    task_ended(page)
    until(hall.mining, lambda mining: mining == 0, seconds=SECONDS)

    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_text("Stop mining: 2 miners").first).to_be_visible()
    expect(page.get_by_text("acts on site")).to_be_visible()

    hall.server.start()
    expect(page.get_by_text("in contact with its server")).to_be_visible(timeout=ENDED_MS)
    visit.close()
    assert not visit.complaints, "\n".join(visit.complaints)


def signed_in(page: Page, password: str) -> None:
    """At the node's own page, with the node's own password."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in on site")).to_be_visible()
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Account")).to_be_visible()


def asked(page: Page, command: str) -> Locator:
    """The dialog of a command for what is selected."""
    page.get_by_role("region", name="Selection").get_by_role("button", name="Commands").click()
    page.get_by_role("menuitem", name=command, exact=True).click()
    return page.get_by_role("dialog", name=command)


def task_ended(page: Page) -> None:
    """The page of the task, with every outcome."""
    expect(page.get_by_text("The node has it")).to_be_visible()
    page.get_by_role("link", name="Open the task").click()
    expect(page.get_by_role("status").get_by_text("Ended")).to_be_visible(timeout=ENDED_MS)
