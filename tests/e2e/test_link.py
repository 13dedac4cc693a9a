"""The live link: however it dies, people see it soon; when it is back, what they see is fresh."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.browsing import WAIT_MS, Visit, sign_in
from tests.e2e.conftest import Site
from tests.support.line import Line

MIX = "bitaxe-gamma:3"
NOTICED_MS = 5_000

FETCHED = "part => performance.getEntriesByType('resource').some(each => each.name.includes(part))"
"""Whether the page has a part of the UI, which it fetches while it has nothing else to do."""


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    """The line between browser and server."""
    with Line(site.system.port) as line:
        yield line


@pytest.fixture
def page(line: Line, browser: Browser) -> Iterator[Page]:
    """A page signed in over the line."""
    visit = Visit(browser, f"http://127.0.0.1:{line.port}")
    page = visit.page()
    sign_in(page, to="/miners")
    expect(status(page, "Live")).to_be_visible()
    yield page
    visit.close()
    assert not visit.complaints, "\n".join(visit.complaints)


@pytest.mark.parametrize("dies", [Line.cut, Line.silence], ids=["cut", "silent"])
def test_a_dead_link_is_seen_within_5_s_and_comes_back(
    site: Site, line: Line, page: Page, dies: Callable[[Line], None]
) -> None:
    device = site.system.api.rows("/devices", "devices")[0]
    expect(page.get_by_role("row").filter(has_text=device["address"])).to_be_visible()
    site.system.api.patch(f"/devices/{device['id']}", {"name": f"named before {dies.__name__}"})
    expect(page.get_by_role("row").filter(has_text=f"named before {dies.__name__}")).to_be_visible()
    died_at = time.monotonic()
    dies(line)
    expect(page.get_by_role("alert").filter(has_text="Disconnected since")).to_be_visible(timeout=NOTICED_MS)
    assert time.monotonic() - died_at < NOTICED_MS / 1000
    expect(status(page, "Disconnected")).to_be_visible()

    name = f"renamed while {dies.__name__}"
    site.system.api.patch(f"/devices/{device['id']}", {"name": name})
    expect(page.get_by_text(name)).to_have_count(0)
    said: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: said.append(str(text))))
    line.mend()
    expect(status(page, "Live")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("alert").filter(has_text="Disconnected since")).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
    assert '"type":"follow"' in said[0]
    assert '"resume":' in said[0]


def test_pages_open_while_the_server_is_out_of_reach(line: Line, page: Page) -> None:
    navigation = page.get_by_role("navigation", name="Main")
    page.wait_for_function(FETCHED, arg="SettingsPage")
    page.wait_for_load_state("networkidle")
    line.cut()
    expect(status(page, "Disconnected")).to_be_visible()
    navigation.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    line.mend()
    expect(status(page, "Live")).to_be_visible(timeout=WAIT_MS)


def test_a_server_of_another_version_asks_for_a_reload(line: Line, page: Page) -> None:
    def newer(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "version": "9.9.9"})

    page.route("**/api/v1/bootstrap", newer)
    line.cut()
    expect(status(page, "Disconnected")).to_be_visible()
    line.mend()
    expect(page.get_by_text("Headframe was updated to 9.9.9")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Reload").click()
    expect(status(page, "Live")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("Headframe was updated")).to_have_count(0)


def status(page: Page, word: str) -> Locator:
    """What the header says of the link."""
    return page.get_by_role("banner").get_by_text(word, exact=True)
