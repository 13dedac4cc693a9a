"""The activity log: folded, filtered, live, exported."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

MIX = "antminer-s19:6"
MANY = 30


def test_runs_of_alike_entries_fold_into_a_line_that_opens(site: Site, page: Page) -> None:
    page.goto("/activity")
    fold = page.get_by_role("button", name=re.compile(r"6 . Pair succeeded"))
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    address = site.miners.addresses()[0]
    page.get_by_role("link", name=re.compile(re.escape(f"({address})"))).first.click()
    expect(page).to_have_url(re.compile(r"/miners/\d+"))


def test_filters_stand_in_the_address_and_narrow_the_csv(site: Site, page: Page, tmp_path: Path) -> None:
    for name in ("North", "South"):
        site.system.api.post("/sites", {"name": name, "time_zone": "Europe/Zurich"})
    page.goto("/activity")
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("added")
    expect(page).to_have_url(re.compile(r"text=added$"))
    page.keyboard.type(" the site so")
    expect(page).to_have_url(re.compile(r"text=added.+so$"))
    entries = page.get_by_role("list", name="Entries, newest first")
    expect(entries).to_contain_text("Added the site South")
    expect(entries).not_to_contain_text("North")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("added the site so")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="CSV").click()
    downloading.value.save_as(tmp_path / "activity.csv")
    rows = list(csv.DictReader((tmp_path / "activity.csv").read_text().splitlines()))
    assert [row["verb"] for row in rows] == ["site.added"]

    page.goto("/activity?verb=site.&device=999999")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Remove the filter: miner #999999").click()
    expect(entries).to_contain_text("Added the site North")


def test_new_entries_come_by_themselves_and_wait_for_who_reads_further_down(site: Site, page: Page) -> None:
    page.goto("/activity")
    entries = page.get_by_role("list", name="Entries, newest first")
    expect(entries).to_be_visible()
    for number in range(MANY):
        site.system.api.post("/groups", {"name": f"Row {number}"})
    fold = page.get_by_role("button", name=re.compile(rf"{MANY} . "))
    fold.click()
    expect(entries).to_contain_text(f"Row {MANY - 2}")
    page.mouse.wheel(0, 700)
    page.wait_for_function("window.scrollY > 500")
    site.system.api.post("/sites", {"name": "Far away", "time_zone": "UTC"})
    pill = page.get_by_role("button", name="1 new entry")
    expect(entries).not_to_contain_text("Far away")
    pill.click()
    expect(entries).to_contain_text("Added the site Far away")
    assert page.evaluate("window.scrollY") == 0


def test_the_whole_log_can_be_read_page_by_page(site: Site, page: Page) -> None:
    for number in range(120):
        site.system.api.post("/groups", {"name": f"Shelf {number}"})
        if number % 2:
            site.system.api.post("/sites", {"name": f"Yard {number}", "time_zone": "UTC"})
    page.goto("/activity")
    page.get_by_text("Issued the API key").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Load older entries")).to_have_count(0)
