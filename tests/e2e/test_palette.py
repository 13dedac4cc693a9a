"""Going about by keyboard, on a desk and on a phone: palette, keys, menu, and where the focus is."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Site

MIX = "antminer-s19:2,bitaxe-gamma:1"


def test_a_miner_is_reached_by_its_address_or_mac(site: Site, page: Page) -> None:
    device = site.system.api.rows("/devices", "devices", filter="model:S19*")[0]
    field = opened(page)
    field.fill(device["address"])
    expect(page.get_by_role("option").filter(has_text=device["address"])).to_be_visible()
    field.fill(device["mac"].replace(":", "-"))
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/miners/{device['id']}$"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_heading_keeps_the_focus_when_its_data_come_late(site: Site, page: Page) -> None:
    device = site.system.api.rows("/devices", "devices", filter="model:S19*")[0]
    held: list[Route] = []
    page.route(f"**/api/v1/devices/{device['id']}", lambda route: held.append(route))  # noqa: PLW0108 - it asks for a function of Python
    opened(page).fill(device["mac"])
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"Miner {device['id']}")
    expect(heading).to_be_focused()
    for route in held:
        route.continue_()
    expect(heading).to_have_text(device["name"])
    expect(heading).to_be_focused()


def test_the_palette_knows_pages_places_views_and_filters(site: Site, page: Page) -> None:
    api = site.system.api
    hall = api.post("/sites", {"name": "Northfield", "time_zone": "UTC"})
    building = api.post("/buildings", {"site_id": hall["id"], "name": "Hall 1"})
    rack = api.post("/racks", {"building_id": building["id"], "name": "Rack 7", "rows": 1, "columns": 2})
    page.reload()
    for typed, to in (
        ("api key", r"/settings\?tab=api-keys"),
        ("rack 7", rf"/sites\?.*rack={rack['id']}"),
        ("northf", rf"/sites\?.*site={hall['id']}"),
        ("model:S19*", r"/miners\?.*filter="),
    ):
        field = opened(page)
        field.fill(typed)
        if "filter" in to:
            page.get_by_role("option", name="List all 2 that match").click()
        else:
            expect(page.get_by_role("option").first).to_be_visible()
            page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(to))
    page.goto("/miners")
    opened(page).fill("no such thing")
    expect(page.get_by_text("Nothing fits.")).to_be_visible()


def test_arrows_choose_and_escape_gives_the_focus_back(page: Page) -> None:
    button = page.get_by_role("button", name="Search")
    button.focus()
    field = opened(page)
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_text("Overview")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text("Miners")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("miners"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_text("Settings")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_all_keys_are_listed(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog.get_by_text("Go to Miners")).to_be_visible()
    page.keyboard.press("g")  # a dialog keeps the keys of the page to itself
    page.keyboard.press("m")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Miners", level=1)).to_be_focused()
    expect(page).to_have_title("Miners · Headframe")
    expect(page.get_by_role("status").filter(has_text="Miners · Headframe")).to_have_count(1)


def test_the_scheme_is_switched_from_the_palette(page: Page) -> None:
    opened(page).fill("light app")
    expect(page.get_by_role("option", name="Light appearance")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")


def test_the_skip_link_leads_to_the_content(page: Page) -> None:
    page.goto("/tasks")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_phone_has_its_menu(phone: Page) -> None:
    button = phone.get_by_role("button", name="Menu", exact=True)
    button.click()
    phone.keyboard.press("Escape")
    expect(button).to_be_focused()
    button.click()
    phone.get_by_role("dialog").get_by_role("link", name="Nodes").click()
    expect(phone.get_by_role("heading", name="Nodes", level=1)).to_be_focused()
    expect(phone.get_by_role("dialog")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def opened(page: Page) -> Locator:
    """The field of the palette, opened by its keys."""
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search miners")
    expect(field).to_be_focused()
    return field
