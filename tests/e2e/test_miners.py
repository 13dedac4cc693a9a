"""The list of miners: found, sorted, kept as a view, chosen, grouped; by pointer, keys and on a phone."""

import re
from typing import Any

from playwright.sync_api import Locator, Page

from tests.e2e.browsing import expect
from tests.e2e.conftest import Site

MIX = "antminer-s19:6,whatsminer-m30s++:3,bitaxe-gamma:3"
MINERS = 12


def opened(page: Page, search: str = "") -> Locator:
    """The list with its first rows; the rows of miners in it."""
    page.goto(f"/miners{search}")
    rows = page.get_by_role("grid", name="Miners").locator("[data-id]")
    expect(rows.first).to_be_visible()
    return rows


def cells(page: Page, label: str) -> list[str]:
    """The texts of a column, from the top."""
    heads = page.get_by_role("columnheader").all_inner_texts()
    at = next(number for number, text in enumerate(heads) if text.strip() == label)
    rows = page.get_by_role("grid", name="Miners").locator("[data-id]").all()
    return [row.locator("[role=gridcell], [role=rowheader]").nth(at).inner_text() for row in rows]


def filter_box(page: Page) -> Locator:
    """Where filters are written."""
    return page.get_by_role("combobox", name="Filter")


def selection(page: Page) -> Locator:
    """What is selected, and what can be done with it."""
    return page.get_by_role("region", name="Selection")


def test_a_filter_is_completed_and_says_where_it_breaks(page: Page) -> None:
    rows = opened(page)
    expect(rows).to_have_count(MINERS)
    page.keyboard.press("/")
    box = filter_box(page)
    expect(box).to_be_focused()
    box.press_sequentially("mod")
    page.get_by_role("option", name="model:").click()
    expect(box).to_have_value("model:")
    page.get_by_role("option", name="S19").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("model:S19 ")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(6)
    assert "filter=model%3AS19" in page.url

    box.press_sequentially(" temp>hot")
    expect(page.get_by_text("expected a number")).to_be_visible()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(6)
    assert "hot" not in page.url, "a filter that cannot be read is not applied"
    box.fill("no-such-miner")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No miner matches")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Clear the filter").last.click()
    expect(rows).to_have_count(MINERS)


def test_counts_lead_to_their_miners(page: Page) -> None:
    rows = opened(page, "?filter=model:Gamma")
    expect(rows).to_have_count(3)
    page.get_by_role("navigation", name="By status").get_by_role("link", name=re.compile("Hashing")).click()
    expect(filter_box(page)).to_have_value("model:Gamma status:hashing")
    expect(rows).to_have_count(3)


def test_a_click_on_a_heading_sorts(page: Page) -> None:
    opened(page)
    head = page.get_by_role("columnheader", name="Address")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    upwards = cells(page, "Address")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert cells(page, "Address") == upwards[::-1]
    page.reload()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert upwards == sorted(upwards, key=lambda text: [int(part) for part in text.split(".")])


def test_a_view_keeps_filter_order_and_columns(page: Page) -> None:
    rows = opened(page, "?filter=model:Gamma&sort=hashrate&descending=true")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Hide Rack").click()
    page.get_by_role("checkbox", name="Fans").check()
    for _ in range(9):
        page.get_by_role("button", name="Fans to the left").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader").nth(2)).to_have_text("Fans")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as a new view").click()
    page.get_by_role("textbox", name="Name").fill("Small ones")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("button", name="Small ones")).to_be_visible()

    page.evaluate("localStorage.clear()")
    opened(page)
    expect(rows).to_have_count(MINERS)
    expect(page.get_by_role("columnheader").nth(2)).to_have_text("Status")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Small ones", exact=True).click()
    expect(rows).to_have_count(3)
    expect(page.get_by_role("columnheader").nth(2)).to_have_text("Fans")
    expect(page.get_by_role("columnheader", name="Rack")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="Hashrate")).to_have_attribute("aria-sort", "descending")

    filter_box(page).fill("")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Small ones (changed)").click()
    page.get_by_role("menuitem", name="Delete Small ones").click()
    page.get_by_role("button", name="Delete view").click()
    expect(page.get_by_role("button", name="Views")).to_be_visible()


def test_all_that_match_but_one_join_a_group(page: Page, site: Site) -> None:
    rows = opened(page, "?filter=model:S19")
    page.get_by_role("checkbox", name="Select all that match").check()
    expect(selection(page)).to_contain_text("All 6 selected")
    left_out = int(rows.nth(2).get_attribute("data-id") or 0)
    rows.nth(2).get_by_role("checkbox").uncheck()
    expect(selection(page)).to_contain_text("5 selected")
    page.get_by_role("columnheader", name="Address").get_by_role("button").click()
    expect(page.locator(f'[data-id="{left_out}"]')).to_have_attribute("aria-selected", "false")
    expect(selection(page)).to_contain_text("5 selected")

    selection(page).get_by_role("button", name="Group").click()
    page.get_by_role("combobox", name="Group").fill("Five")
    page.get_by_role("button", name="Create and add 5 miners").click()
    expect(page.get_by_text("5 miners joined Five")).to_be_visible()
    members = {device["id"] for device in site.system.devices("group:Five")}
    assert len(members) == 5
    assert left_out not in members

    filter_box(page).fill("model:Gamma")
    filter_box(page).press("Enter")
    expect(selection(page)).to_have_count(0)


def test_everything_is_done_by_keys(page: Page) -> None:
    rows = opened(page)
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(selection(page)).to_contain_text("3 selected")
    page.keyboard.press("k")
    page.keyboard.press("Space")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "false")
    page.keyboard.press(".")
    expect(page.get_by_role("menuitem", name="Reboot")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(rows.nth(MINERS - 1)).to_be_focused()
    last = rows.nth(MINERS - 1).get_attribute("data-id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/miners/{last}$"))


def test_who_comes_back_is_where_they_were(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 560})
    rows = opened(page)
    page.keyboard.press("j")
    page.keyboard.press("End")
    expect(rows.last).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/miners/\d+$"))
    page.go_back()
    expect(rows.last).to_be_in_viewport(ratio=0.9)
    page.get_by_role("columnheader", name="Address").get_by_role("button").click()
    expect(rows.first).to_be_in_viewport(ratio=0.9)


def test_rows_change_while_one_looks(page: Page, site: Site) -> None:
    rows = opened(page, "?filter=model:Gamma")
    device_id = int(rows.first.get_attribute("data-id") or 0)
    name = row_of(site, device_id)["name"]
    try:
        site.system.api.patch(f"/devices/{device_id}", {"name": "Zebra"})
        expect(page.get_by_role("link", name="Zebra")).to_be_visible()
        expect(rows.last).to_have_attribute("data-id", str(device_id), timeout=10_000)
    finally:
        site.system.api.patch(f"/devices/{device_id}", {"name": name})


def row_of(site: Site, device_id: int) -> dict[str, Any]:
    """A miner as lists have it."""
    [device] = site.system.devices(f"id:{device_id}")
    return device


def test_a_phone_has_cards_and_nothing_sideways(phone: Page) -> None:
    rows = opened(phone)
    expect(rows.first).to_contain_text("TH/s")
    expect(rows.first).to_contain_text("Hashing")
    expect(rows.first).to_contain_text("127.")  # no rack yet: where to find it is its address
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_role("button", name="Name").click()
    phone.get_by_role("menuitem", name="Hashrate").click()
    expect(phone).to_have_url(re.compile("sort=hashrate&descending=true"))
    rows.first.get_by_role("checkbox").check()
    expect(selection(phone)).to_contain_text("1 selected")
    rows.nth(1).click()
    expect(phone).to_have_url(re.compile(r"/miners/\d+"))
