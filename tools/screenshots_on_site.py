"""Pictures of a node's local UI while its server is away, in docs/screenshots.

    python tools/screenshots_on_site.py [--directory DIR]

Runs the real thing: simulated miners, a server, a node apart from it; then the server is killed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import web_build  # noqa: E402
from playwright.sync_api import Page, expect  # noqa: E402
from screenshot_places import settle  # noqa: E402

from tests.e2e.browsing import Visit, chromium  # noqa: E402
from tests.support.on_site import Hall, running_hall  # noqa: E402
from tests.support.waiting import until  # noqa: E402

MIX = "antminer-s19:12,antminer-s21:8,whatsminer-m50s:6"
SIZES = {"desktop": (1440, 900, "dark"), "phone": (390, 844, "light")}
SHOTS = {"on-site-miners": "/miners", "on-site-curtail": "/curtail", "on-site-activity": "/activity"}
STOPPED = 3
SETTLE_MS = 1_500
SECONDS = 60.0


def outage(hall: Hall) -> None:
    """The server goes; somebody on site signs in and stops a few miners."""
    hall.bring_in()
    devices = hall.server.devices()
    settle(hall.server.api, devices, placed=len(devices))
    hall.node.kill()
    hall.node.launch()  # it asks for names when it starts, and then every five minutes
    hall.local.sign_in(hall.password)
    until(lambda: all(each["site_name"] for each in hall.local.devices()), seconds=SECONDS)
    until(lambda: all(each["status"] == "HASHING" for each in hall.local.devices()), seconds=SECONDS)
    hall.server.kill()
    until(lambda: hall.local.standing()["state"] == "ALONE", seconds=SECONDS)
    ids = [each["id"] for each in hall.local.devices()[:STOPPED]]
    hall.local.act({"kind": "STOP_MINING"}, {"ids": ids}, seconds=SECONDS)


def take(hall: Hall, directory: Path) -> None:
    """All pictures. Exits with what the pages complained of, if they did."""
    with chromium() as browser:
        for size, (width, height, scheme) in SIZES.items():
            visit = Visit(browser, hall.local.url, trusting=True)
            page = visit.page(width=width, height=height, scheme=scheme)
            enter(page, hall.password)
            for name, path in SHOTS.items():
                page.goto(path)
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=directory / f"{name}-{size}-{scheme}.png")
            visit.close()
            if visit.complaints:
                sys.exit("\n".join(visit.complaints))


def enter(page: Page, password: str) -> None:
    """Sign in at the node."""
    page.goto("/")
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Account")).to_be_visible()


def main() -> None:
    """Build the UI, cut the line, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--directory", type=Path, default=ROOT / "docs" / "screenshots")
    directory = parser.parse_args().directory
    directory.mkdir(parents=True, exist_ok=True)
    web_build.build()
    with (
        tempfile.TemporaryDirectory() as place,
        running_hall(Path(place), MIX, "antminer", "whatsminer") as hall,
    ):
        outage(hall)
        take(hall, directory)


if __name__ == "__main__":
    main()
