"""The fleet at a glance: its figures lead to exactly their miners, and an empty one leads to discovery."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import Visit, sign_in
from tests.e2e.conftest import Site, running_site

MIX = "antminer-s19:3,bitaxe-gamma:2"
MINERS = 5


@pytest.fixture(scope="module")
def bare(
    built_ui: None,  # noqa: ARG001 - wanted for what it does
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A system that knows no miner yet."""
    yield from running_site(tmp_path_factory.mktemp("bare"), "bitaxe-gamma:1", paired=False)


def test_status_counts_lead_to_exactly_their_miners(site: Site, page: Page) -> None:
    stopped = site.system.devices("driver:antminer")[0]["id"]
    site.system.outcome("STOP_MINING", stopped)
    page.goto("/")
    statuses = page.get_by_role("region", name="Statuses")
    expect(statuses.get_by_role("link", name=re.compile(r"^Idle\s*1$"))).to_be_visible()
    expect(statuses.get_by_role("link", name=re.compile(rf"^Hashing\s*{MINERS - 1}$"))).to_be_visible()
    expect(statuses.get_by_role("img")).to_have_accessible_name(f"1 idle, {MINERS - 1} hashing")
    statuses.get_by_role("link", name=re.compile("^Idle")).click()
    expect(page).to_have_url(re.compile(r"/miners\?"))
    assert [each["id"] for each in site.system.devices(filter_of(page))] == [stopped]
    site.system.outcome("START_MINING", stopped)
    page.go_back()
    expect(statuses.get_by_role("link", name=re.compile(rf"^Hashing\s*{MINERS}$"))).to_be_visible()


def test_headline_figures_are_those_of_the_fleet(site: Site, page: Page) -> None:
    page.goto("/")
    headline = page.get_by_role("region", name="Headline figures")
    expect(headline).to_contain_text(re.compile(r"Hashrate\s*\d+ TH/s"))
    expect(headline).to_contain_text(re.compile(r"Uptime\s*100\.0 %\s*all 5 that should hash do"))
    expect(headline).to_contain_text("all report")
    told = site.system.devices("power:* -status:offline,unavailable")
    expect(headline).to_contain_text(f"{len(told)} of {MINERS} tell it")
    expect(page.get_by_text(re.compile(r"as of (just now|\d+ s ago)"))).to_be_visible()
    for title in ("Hashrate", "Power"):
        expect(page.get_by_role("figure").filter(has_text=title).locator("canvas")).to_be_visible()


def test_what_needs_attention_names_its_miners(site: Site, page: Page) -> None:
    page.goto("/")
    attention = page.get_by_role("region", name="Needs attention first")
    link = attention.get_by_role("link", name="with their maker's password")
    expect(link).to_have_text(re.compile(r"^\d+ "))
    count = int(link.inner_text().split(" ")[0])
    link.click()
    expect(page).to_have_url(re.compile(r"/miners\?"))
    assert len(site.system.devices(filter_of(page))) == count > 0


def test_a_site_narrows_everything(site: Site, page: Page) -> None:
    api = site.system.api
    site_id = api.post("/sites", {"name": 'Mine "7"'})["id"]
    here = site.system.devices("driver:axeos")[0]["id"]
    page.goto(f"/?site={site_id}")
    expect(page.get_by_text('No miners belong to Mine "7" yet')).to_be_visible()
    api.post("/placements", {"placements": [{"device_id": here, "placement": {"site_id": site_id}}]})
    hashing = page.get_by_role("region", name="Statuses").get_by_role(
        "link", name=re.compile(r"^Hashing\s*1$")
    )
    expect(hashing).to_be_visible()
    hashing.click()
    expect(page).to_have_url(re.compile(r"/miners\?"))
    assert [each["id"] for each in site.system.devices(filter_of(page))] == [here]
    api.post("/placements", {"placements": [{"device_id": here, "placement": None}]})


def test_running_tasks_and_what_was_done_show(site: Site, page: Page) -> None:
    device = site.system.devices("driver:antminer")[1]["id"]
    page.goto("/")
    expect(page.get_by_text("No task runs.")).to_be_visible()
    batch = site.system.issue("REBOOT", [device])
    recent = page.get_by_role("region", name="Recent activity")
    expect(recent.get_by_text(re.compile("^Reboot")).first).to_be_visible()
    site.system.finished(batch)
    expect(recent.get_by_text(re.compile("Reboot succeeded"))).to_be_visible()


def test_an_empty_fleet_leads_to_discovery(bare: Site, browser: Browser) -> None:
    visit = Visit(browser, bare.url)
    page = visit.page()
    sign_in(page)
    expect(page.get_by_text("No miners yet")).to_be_visible()
    page.get_by_role("link", name="Discover miners").click()
    expect(page).to_have_url(re.compile("/discover"))
    expect(page.get_by_role("heading", name="Discover", level=1)).to_be_visible()
    visit.close()
    assert not visit.complaints, "\n".join(visit.complaints)


def filter_of(page: Page) -> str:
    """The filter that the address of the list has."""
    found: str = page.evaluate("new URLSearchParams(location.search).get('filter')")
    return found
