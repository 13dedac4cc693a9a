"""The live link: however it dies, people see it soon; when it is back, what they see is fresh."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browsing import WAIT_MS, Visit, sign_in
from tests.e2e.conftest import Site
from tests.support.line import Line

MIX = "bitaxe-gamma:3"
NOTICED_MS = 5_000


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


def status(page: Page, word: str) -> Locator:
    """What the header says of the link."""
    return page.get_by_role("banner").get_by_text(word, exact=True)
