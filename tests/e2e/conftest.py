"""The web UI in a real browser, against `headframe combined` and simulated miners on real sockets.

A module has one system (`site`), which its tests share: each leaves it as it found it, or works on miners
of its own. `MIX` in a module chooses the miners.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browsing import PASSWORD, Visit, chromium, expect, sign_in
from tests.support.simulated import SimFleet
from tests.support.system import Combined

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_MIX = "antminer-s19:4,whatsminer-m30s++:2,bitaxe-gamma:2"


@dataclass(frozen=True, slots=True)
class Site:
    """A running system with its miners; `system.api` is an admin's API client."""

    system: Combined
    miners: SimFleet

    @property
    def url(self) -> str:
        """Where the UI is."""
        return self.system.url


@pytest.fixture(scope="session")
def built_ui() -> None:
    """The UI as its sources are now."""
    sys.path.insert(0, str(ROOT / "tools"))
    import web_build  # noqa: PLC0415 - a tool, not a package

    web_build.build()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: while it runs, no test with an event loop of its own can."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(
    request: pytest.FixtureRequest,
    built_ui: None,  # noqa: ARG001 - wanted for what it does
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Combined mode with a paired fleet, and an admin whose password is PASSWORD."""
    directory = tmp_path_factory.mktemp("site")
    mix = getattr(request.module, "MIX", DEFAULT_MIX)
    yield from running_site(directory, mix)


def running_site(directory: Path, mix: str, *, paired: bool = True) -> Iterator[Site]:
    """A system of its own, for modules that need another shape than `site`."""
    secret = directory / "admin-password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    miners = SimFleet(mix, directory)
    system = Combined(
        directory,
        drivers=("antminer", "axeos", "whatsminer", "proto_rig"),
        options=("--admin-password-file", str(secret)),
    )
    try:
        system.start()
        if paired:
            system.bring_in(miners)
        yield Site(system, miners)
    finally:
        system.close()
        miners.stop()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """Browser contexts on the site. A page that logged an error or a warning fails the test."""
    visit = Visit(browser, site.url)
    yield visit
    visit.close()
    assert not visit.complaints, "\n".join(visit.complaints)


@pytest.fixture
def page(visit: Visit) -> Page:
    """A desktop page, signed in as the admin."""
    page = visit.page()
    sign_in(page)
    return page


@pytest.fixture
def phone(visit: Visit) -> Page:
    """A phone's page, signed in as the admin."""
    page = visit.page(width=390, height=844)
    sign_in(page)
    return page


@pytest.fixture
def person(site: Site, visit: Visit) -> Callable[[str, str], Page]:
    """Makes a user with a role, signed in on a page of its own: `person("carol", "viewer")`."""

    def made(name: str, role: str) -> Page:
        invited = site.system.api.post("/users", {"name": name, "role": role})
        page = visit.page()
        page.goto(f"/setup#{invited['setup_token']}")
        for which in range(2):
            page.locator("input[type=password]").nth(which).fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Account")).to_be_visible()
        return page

    return made
