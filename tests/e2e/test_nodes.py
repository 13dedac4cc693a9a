"""The node and its plugins, as people see them."""

import os
import re
import signal

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site

MIX = "antminer-s19:2,bitaxe-gamma:1"
PROCESS, RESTARTS, LAST_ERROR = 2, 4, 6
"""Cells of a plugin's row, after its name."""
HEARTBEATS_MS = 30_000
"""Nodes tell of their plugins every 10 s."""


def test_a_killed_plugin_is_seen_to_restart_with_its_last_error(page: Page) -> None:
    page.goto("/nodes")
    row = plugin(page, "axeos")
    expect(row.get_by_text("Running", exact=True)).to_be_visible()
    cells = row.get_by_role("cell")
    expect(cells.nth(RESTARTS)).to_have_text("0")
    pid = cells.nth(PROCESS).inner_text()
    os.kill(int(pid), signal.SIGKILL)
    expect(cells.nth(RESTARTS)).to_have_text("1", timeout=HEARTBEATS_MS)
    expect(cells.nth(LAST_ERROR)).to_contain_text("SIGKILL")
    expect(row.get_by_text("Running", exact=True)).to_be_visible(timeout=HEARTBEATS_MS)
    expect(cells.nth(PROCESS)).to_have_text(re.compile(r"^\d+$"))
    expect(cells.nth(PROCESS)).not_to_have_text(pid)


def test_a_node_is_renamed_and_leads_to_its_miners(site: Site, page: Page) -> None:
    site.system.api.post("/sites", {"name": "North Field", "time_zone": "Europe/Zurich"})
    page.goto("/nodes")
    expect(page.get_by_text("Server and fleet node run in one process here")).to_be_visible()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Change name or site").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill('Hall "A"')
    dialog.get_by_role("combobox", name="Site").click()
    page.get_by_role("option", name="North Field").click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name='Hall "A"', exact=True)).to_be_visible()
    expect(page.get_by_text("North Field").first).to_be_visible()
    page.get_by_role("link", name="3", exact=True).click()
    assert page.evaluate("new URLSearchParams(location.search).get('filter')") == r'node="Hall \"A\""'


def plugin(page: Page, driver: str) -> Locator:
    """The row of one plugin."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=driver, exact=True))
