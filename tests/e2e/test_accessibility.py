"""axe finds nothing serious on any page, dark and light, at a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import Visit, sign_in
from tests.e2e.conftest import Site

MIX = "antminer-s19:2,whatsminer-m30s++:1,bitaxe-gamma:2"
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
SHAPES = {
    "dark": {"scheme": "dark"},
    "light": {"scheme": "light"},
    "phone": {"scheme": "dark", "width": 390, "height": 844},
    "phone-light": {"scheme": "light", "width": 390, "height": 844},
}
PAGES = (
    "/",
    "/miners",
    "/miners?filter=model:S19*",
    "/miners/1",
    "/sites",
    "/discover",
    "/tasks",
    "/activity",
    "/nodes",
    *(f"/settings?tab={tab}" for tab in ("account", "appearance", "users", "roles", "api-keys")),
    *(f"/settings?tab={tab}" for tab in ("default-logins", "retention", "about")),
    "/nowhere",
)


@pytest.fixture(scope="module")
def furnished(site: Site) -> Site:
    """The system with something on each page: places, a task, a key."""
    api = site.system.api
    hall = api.post("/sites", {"name": "North", "time_zone": "Europe/Zurich"})
    building = api.post("/buildings", {"site_id": hall["id"], "name": "Hall 1"})
    api.post("/racks", {"building_id": building["id"], "name": "A 1", "rows": 2, "columns": 3})
    api.post("/commands", {"selector": {"filter": ""}, "command": {"kind": "BLINK_LED", "on": True}})
    return site


@pytest.fixture(scope="module", params=SHAPES)
def shaped(request: pytest.FixtureRequest, furnished: Site, browser: Browser) -> Iterator[Page]:
    """A signed-in page in one scheme and size."""
    visit = Visit(browser, furnished.url)
    page = visit.page(**SHAPES[request.param])
    sign_in(page)
    yield page
    visit.close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_grave_violation(shaped: Page, path: str) -> None:
    shaped.goto(path)
    expect(shaped.get_by_role("heading", level=1)).to_be_visible()
    shaped.wait_for_load_state("networkidle")
    assert not grave(shaped)


def test_a_task_and_a_rack_have_no_grave_violation(furnished: Site, shaped: Page) -> None:
    task = furnished.system.api.get("/batches")["batches"][0]
    rack = furnished.system.api.get_list("/racks")[0]
    for path in (f"/tasks/{task['id']}", f"/sites?building={rack['building_id']}&rack={rack['id']}"):
        shaped.goto(path)
        expect(shaped.get_by_role("heading", level=1)).to_be_visible()
        shaped.wait_for_load_state("networkidle")
        assert not grave(shaped)


def test_what_lies_over_pages_has_no_grave_violation(shaped: Page) -> None:
    shaped.goto("/settings?tab=users")
    expect(shaped.get_by_role("rowheader", name="admin")).to_be_visible()
    shaped.keyboard.press("Control+k")
    shaped.get_by_role("combobox", name="Search miners").fill("antminer")
    expect(shaped.get_by_role("option").filter(has_text="Antminer").first).to_be_visible()
    assert not grave(shaped)
    shaped.keyboard.press("Escape")
    expect(shaped.get_by_role("dialog")).to_have_count(0)
    shaped.get_by_role("button", name="Account").click()
    expect(shaped.get_by_role("menu")).to_be_visible()
    assert not grave(shaped)
    shaped.keyboard.press("Escape")
    shaped.get_by_role("button", name="Invite").click()
    expect(shaped.get_by_role("dialog")).to_be_visible()
    assert not grave(shaped)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_entrance_has_no_grave_violation(furnished: Site, browser: Browser, shape: str) -> None:
    visit = Visit(browser, furnished.url)
    page = visit.page(**SHAPES[shape])
    page.goto("/sign-in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not grave(page)
    page.goto("/setup#a-token-that-nobody-made")
    page.get_by_label("New password").fill("sunflower42")
    assert not grave(page)
    visit.close()


def grave(page: Page) -> list[str]:
    """What axe finds that keeps people out: rule, element and reason of each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{page.url} {found['id']} ({found['impact']}): {node['html'][:200]} {node['failureSummary']}"
        for found in violations
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
