"""Where miners stand: places made, miners put into slots by hand, keyboard and in order, slots that live."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Site

MIX = "antminer-s19:4,bitaxe-gamma:2"
MINERS = 6
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Hall:
    """A building of a site of its own, with two racks of two rows of three slots."""

    name: str
    site_id: int
    building_id: int
    rack_ids: tuple[int, int]
    address: str


@pytest.fixture
def hall(site: Site) -> Iterator[Hall]:
    """A fresh hall; afterwards no miner stands anywhere."""
    api, name = site.system.api, f"Hall {next(NUMBERS)}"
    site_id = api.post("/sites", {"name": f"Site of {name}"})["id"]
    building_id = api.post("/buildings", {"site_id": site_id, "name": name})["id"]
    size = {"building_id": building_id, "rows": 2, "columns": 3}
    racks = [api.post("/racks", {"name": rack, **size})["id"] for rack in ("A 1", "A 2")]
    address = f"/sites?site={site_id}&building={building_id}"
    yield Hall(name, site_id, building_id, (racks[0], racks[1]), address)
    moves = [{"device_id": each["id"], "placement": None} for each in site.system.devices()]
    api.post("/placements", {"placements": moves})


def test_a_site_a_building_and_racks_are_made_one_after_the_other(site: Site, page: Page) -> None:
    page.goto("/sites")
    page.get_by_role("button", name="Add a site").first.click()
    fill(page, "Add the site", Name="North")
    expect(page.get_by_text("North has no buildings yet")).to_be_visible()
    page.get_by_role("button", name="Add a building").first.click()
    fill(page, "Add the building", Name="Container")
    expect(page.get_by_text("Container has no racks yet")).to_be_visible()
    page.get_by_role("button", name="Add racks").first.click()
    fill(page, "Add 3 racks", Name="R-09", **{"Rows": "2", "Slots in a row": "4", "How many racks": "3"})
    expect(rack(page, "R-11").get_by_role("button")).to_have_count(8)
    expect(page.get_by_role("navigation", name="Places").get_by_role("link", name="R-10")).to_be_visible()
    assert [each["name"] for each in site.system.api.get_list("/racks")] == ["R-09", "R-10", "R-11"]

    page.get_by_role("button", name="More for Container").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("button", name="Remove Container").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("the building still holds racks")
    expect(alert).to_contain_text("not_empty")


def test_a_miner_is_placed_by_keyboard_alone(site: Site, hall: Hall, page: Page) -> None:
    page.goto(f"{hall.address}&mode=arrange")
    waiting = page.get_by_role("list", name="Miners without a slot").get_by_role("button")
    expect(waiting).to_have_count(MINERS)
    address = first_address(waiting)
    waiting.first.focus()
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text(f"({address})")
    expect(slot(page, "A 1", "1-1")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    confirmed(page, "into A 1, slot 2-2.")
    expect(slot(page, "A 1", "2-2")).to_have_accessible_name(re.compile(re.escape(address)))
    assert place_of(site, address) == (hall.rack_ids[0], 2, 2)

    page.keyboard.press("Space")
    expect(told(page)).to_contain_text("Carrying")
    page.keyboard.press("Escape")
    expect(told(page)).not_to_contain_text("Carrying")
    page.get_by_role("button", name="Undo").click()
    confirmed(page, "Undone")
    expect(slot(page, "A 1", "2-2")).to_have_accessible_name("Slot 2-2, empty")
    assert place_of(site, address) is None


def test_a_miner_is_dragged_in_swapped_and_dragged_out(site: Site, hall: Hall, page: Page) -> None:
    one, other = addresses(site)[:2]
    put(site, hall, {one: (1, 1), other: (1, 2)})
    page.goto(f"{hall.address}&mode=arrange")
    slot(page, "A 1", "1-1").drag_to(slot(page, "A 2", "2-3"))
    confirmed(page, "into A 2, slot 2-3.")
    assert place_of(site, one) == (hall.rack_ids[1], 2, 3)
    slot(page, "A 1", "1-2").drag_to(slot(page, "A 2", "2-3"))
    confirmed(page, re.compile(r"into A 2, slot 2-3\..*went to A 1, slot 1-2\."))
    assert (place_of(site, one), place_of(site, other)) == (
        (hall.rack_ids[0], 1, 2),
        (hall.rack_ids[1], 2, 3),
    )

    waiting = page.get_by_role("list", name="Miners without a slot").get_by_role("button")
    third = first_address(waiting)
    waiting.first.drag_to(slot(page, "A 1", "2-1"))
    confirmed(page, "into A 1, slot 2-1.")
    assert place_of(site, third) == (hall.rack_ids[0], 2, 1)
    slot(page, "A 1", "2-1").click()
    page.get_by_role("button", name="Take out of its rack").click()
    confirmed(page, "out of its rack.")
    assert place_of(site, third) is None
    assert site.system.device_at(third)["building_name"] == hall.name


def test_a_slot_that_others_took_first_is_told_in_words(site: Site, hall: Hall, page: Page) -> None:
    mine, theirs = addresses(site)[:2]
    page.goto(f"{hall.address}&mode=arrange")
    waiting = page.get_by_role("list", name="Miners without a slot").get_by_role("button")
    expect(waiting).to_have_count(MINERS)

    def late(route: Route) -> None:
        put(site, hall, {theirs: (1, 1)})
        route.continue_()

    page.route("**/api/v1/placements", late)
    waiting.filter(has_text=re.compile(rf"{re.escape(mine)}\b")).click()
    slot(page, "A 1", "1-1").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was placed: a slot is taken, or gone")
    expect(alert).to_contain_text("conflict")
    expect(slot(page, "A 1", "1-1")).to_have_accessible_name(re.compile(re.escape(theirs)))
    assert place_of(site, mine) is None


def test_racks_are_filled_in_order_after_a_preview(site: Site, hall: Hall, page: Page) -> None:
    in_order = addresses(site)
    page.goto(f"{hall.address}&mode=arrange")
    page.get_by_role("button", name="Fill racks").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Column by column").click()
    preview = dialog.get_by_role("region", name="Preview")
    expect(preview.get_by_role("status")).to_have_text("6 of 6 miners into 12 free slots. 6 slots stay free.")
    rows = preview.get_by_role("table").get_by_role("row")
    expect(rows.nth(2)).to_contain_text(re.compile(rf"A 1\s*2-1.*{re.escape(in_order[1])}"))
    assert all(place_of(site, each) is None for each in in_order)

    dialog.get_by_role("button", name="Put 6 miners into their slots").click()
    expect(dialog).to_be_hidden()
    confirmed(page, "Put 6 miners into their slots.")
    slots = [(1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3)]
    assert [place_of(site, each) for each in in_order] == [(hall.rack_ids[0], *each) for each in slots]
    page.get_by_role("button", name="Undo").click()
    confirmed(page, "Undone")
    assert all(place_of(site, each) is None for each in in_order)


def test_miners_are_assigned_to_a_site_without_slots(site: Site, hall: Hall, page: Page) -> None:
    page.goto(f"/sites?site={hall.site_id}")
    page.get_by_role("button", name=f"More for Site of {hall.name}").click()
    page.get_by_role("menuitem", name="Assign miners to this site").click()
    page.get_by_role("button", name=f"Assign {MINERS} miners").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    confirmed(page, f"Assigned {MINERS} miners to Site of {hall.name}.")
    assert {each["site_name"] for each in site.system.devices()} == {f"Site of {hall.name}"}


def test_a_slot_follows_its_miner(site: Site, hall: Hall, page: Page) -> None:
    address = addresses(site)[0]
    put(site, hall, {address: (1, 3)})
    device = site.system.device_at(address)
    page.goto(hall.address)
    where = slot(page, "A 1", "1-3")
    expect(where).to_have_accessible_name(re.compile(r"^Slot 1-3: .*Hashing"))
    expect(where).to_have_attribute("data-tone", "good")
    site.system.outcome("STOP_MINING", device["id"])
    expect(where).to_have_accessible_name(re.compile("Idle"))
    expect(where).to_have_attribute("data-tone", "calm")
    page.get_by_role("list", name="Legend").get_by_role("link", name="1 Idle: list").click()
    expect(page).to_have_url(re.compile("/miners"))
    listed = page.evaluate("new URLSearchParams(location.search).get('filter')")
    assert [each["id"] for each in site.system.devices(listed)] == [device["id"]]
    site.system.outcome("START_MINING", device["id"])


def test_a_slot_opens_its_miner_and_selected_ones_take_commands(site: Site, hall: Hall, page: Page) -> None:
    one, other = addresses(site)[:2]
    put(site, hall, {one: (1, 1), other: (1, 2)})
    page.goto(f"{hall.address}&mode=select")
    slot(page, "A 1", "1-1").click()
    slot(page, "A 1", "1-2").click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    expect(page.get_by_role("button", name="Commands")).to_be_visible()
    page.get_by_text("Look", exact=True).click()
    slot(page, "A 1", "1-1").click()
    expect(page).to_have_url(re.compile(f"/miners/{site.system.device_at(one)['id']}"))


def test_on_a_phone_a_miner_is_tapped_then_a_slot(site: Site, hall: Hall, phone: Page) -> None:
    phone.goto(f"{hall.address}&mode=arrange")
    waiting = phone.get_by_role("list", name="Miners without a slot").get_by_role("button")
    address = first_address(waiting)
    waiting.first.click()
    target = slot(phone, "A 2", "1-1")
    box = target.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 32
    target.click()
    confirmed(phone, "into A 2, slot 1-1.")
    assert place_of(site, address) == (hall.rack_ids[1], 1, 1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def fill(page: Page, action: str, **values: str) -> None:
    """Fill the open dialog's fields by their labels, and send it."""
    dialog = page.get_by_role("dialog")
    for label, value in values.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("button", name=action).click()
    expect(dialog).to_be_hidden()


def rack(page: Page, name: str) -> Locator:
    """The grid of one rack."""
    return page.get_by_role("grid", name=f"Rack {name},")


def slot(page: Page, rack_name: str, label: str) -> Locator:
    """One slot's button."""
    return rack(page, rack_name).get_by_role("button", name=re.compile(f"^Slot {label}[:,]"))


def told(page: Page) -> Locator:
    """What the page says of placing, aloud too."""
    return page.get_by_role("status").filter(
        has_text=re.compile("Pick up|Carrying|Asked for|Put|Took|Undone|Assigned")
    )


def confirmed(page: Page, words: str | re.Pattern[str]) -> None:
    """An act of placing is not only asked for: the server confirmed it, and the map was read again."""
    expect(told(page)).to_contain_text(words)
    expect(told(page)).not_to_contain_text("Asked for")


def first_address(waiting: Locator) -> str:
    """The address of the first miner that waits for a slot."""
    found = re.search(r"127(\.\d+){3}", waiting.first.inner_text())
    assert found is not None
    return found.group()


def addresses(site: Site) -> list[str]:
    """Of all miners, in order."""
    return [each["address"] for each in site.system.api.rows("/devices", "devices", sort="ip")]


def put(site: Site, hall: Hall, slots: dict[str, tuple[int, int]]) -> None:
    """Place miners into the first rack."""
    where = {"site_id": hall.site_id, "building_id": hall.building_id, "rack_id": hall.rack_ids[0]}
    moves = [
        {
            "device_id": site.system.device_at(address)["id"],
            "placement": {**where, "row": row, "column": column},
        }
        for address, (row, column) in slots.items()
    ]
    site.system.api.post("/placements", {"placements": moves})


def place_of(site: Site, address: str) -> tuple[int, int, int] | None:
    """Rack, row and column that a miner stands in, as the server has it."""
    placement = site.system.device_at(address)["placement"]
    if placement is None or placement["row"] is None:
        return None
    return placement["rack_id"], placement["row"], placement["column"]
