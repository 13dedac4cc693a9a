"""The page of one miner: what it shows is what the simulator says, and it tells what to do."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from headframe.cli.client import Body
from headframe.minersim.proto.auth import FACTORY_PASSWORD
from tests.e2e.conftest import Site, running_site
from tests.support.waiting import until

MIX = "proto-rig:1,antminer-s19:1,whatsminer-m30s++:1"
RIG, ANTMINER, WHATSMINER = range(3)
POLLED_MS = 20_000
"""Some polls, one of them in full, and the way of their reports to the page."""
TOLERANCE = 0.05
"""Of a value between two polls."""


@pytest.fixture(scope="module")
def site(built_ui: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: ARG001 - for its effect
    """A paired fleet. Rigs have no login of their maker, so theirs is given."""
    for site in running_site(tmp_path_factory.mktemp("site"), MIX, paired=False):
        site.system.discover(site.miners.targets)
        paired = site.system.pair(None, {"username": "", "password": FACTORY_PASSWORD})
        assert paired["counts"] == {"SUCCEEDED": site.miners.count}
        until(site.system.devices, lambda devices: all(each["last_report_ms"] for each in devices))
        yield site


def test_values_follow_a_new_power_target(site: Site, page: Page) -> None:
    rig = device(site, RIG)
    page.goto(f"/miners/{rig['id']}")
    now = page.get_by_role("region", name="Now", exact=True)
    expect(now.get_by_text("target 3,500 W")).to_be_visible()
    site.system.issue("SET_POWER_TARGET", [rig["id"]], watts=2500)
    expect(now.get_by_text("target 2,500 W")).to_be_visible(timeout=POLLED_MS)
    for name, unit, true in (("Power", 1.0, "power_watts"), ("Hashrate", 1e12, "hashrate_hs")):
        until(
            lambda name=name, unit=unit, true=true: (
                shown(now, name) * unit,
                site.miners.miner(rig["address"])["reading"][true],
            ),
            lambda pair: abs(pair[0] / pair[1] - 1) < TOLERANCE,
        )
    expect(page.get_by_text(re.compile(r"^Newest report (just now|[1-9] s ago)"))).to_be_visible()
    page.get_by_role("tab", name="Commands").click()
    command = page.get_by_role("list", name="Commands").get_by_role("listitem").first
    expect(command).to_contain_text("Succeeded")
    command.get_by_role("link", name="Power target").click()
    expect(page).to_have_url(re.compile(r"/tasks/"))


def test_a_fault_appears_with_what_to_do_and_goes(site: Site, page: Page) -> None:
    miner = device(site, ANTMINER)
    page.goto(f"/miners/{miner['id']}")
    expect(page.get_by_text("The miner reports no fault.")).to_be_visible()
    site.miners.break_miner(miner["address"], "board-loss", index=1)
    read_in_full(site, miner)
    fault = page.get_by_role("listitem").filter(has_text="hash_board.missing")
    expect(fault).to_contain_text("Critical", timeout=POLLED_MS)
    expect(fault).to_contain_text("Hash board, slot 1")
    expect(fault).to_contain_text("What to do: Check that the board is plugged in, its cable and its power.")
    board = page.get_by_role("table", name="Hash boards").get_by_role("row").nth(2)
    expect(board).to_contain_text("Offline")
    fault.get_by_role("link", name="all miners with it").click()
    assert page.evaluate("new URLSearchParams(location.search).get('filter')") == 'fault="hash_board.missing"'
    page.go_back()
    site.miners.mend(miner["address"])
    read_in_full(site, miner)
    expect(page.get_by_text("The miner reports no fault.")).to_be_visible(timeout=POLLED_MS)


def test_a_miner_that_is_away_is_never_shown_as_live(site: Site, page: Page) -> None:
    miner = device(site, WHATSMINER)
    page.goto(f"/miners/{miner['id']}")
    expect(page.get_by_role("region", name="Now", exact=True)).to_be_visible()
    site.miners.break_miner(miner["address"], "refuse")
    expect(page.get_by_text(re.compile(r"^Offline since \d"))).to_be_visible(timeout=POLLED_MS)
    expect(page.get_by_text(re.compile(r"^Its node cannot read it: .*device_unreachable"))).to_be_visible()
    expect(page.get_by_role("region", name="Now", exact=True)).to_be_hidden()
    expect(page.get_by_role("region", name=re.compile(r"^Last known, \d"))).to_be_visible()
    site.miners.mend(miner["address"])
    expect(page.get_by_role("region", name="Now", exact=True)).to_be_visible(timeout=POLLED_MS)


def test_a_refused_login_is_mended_in_place(site: Site, page: Page) -> None:
    rig = device(site, RIG)
    page.goto(f"/miners/{rig['id']}")
    site.miners.break_miner(rig["address"], "reject-auth")
    notice = page.get_by_role("note").filter(has_text="Its node needs a login")
    expect(notice).to_be_visible(timeout=POLLED_MS)
    site.miners.mend(rig["address"])
    notice.get_by_label("Password", exact=True).fill(FACTORY_PASSWORD)
    notice.get_by_role("button", name="Pair again").click()
    expect(notice).to_be_hidden(timeout=POLLED_MS)
    expect(page.get_by_role("region", name="Now", exact=True)).to_be_visible(timeout=POLLED_MS)


def test_it_is_renamed_in_place_by_keys(site: Site, page: Page) -> None:
    miner = device(site, WHATSMINER)
    page.goto(f"/miners/{miner['id']}")
    page.get_by_role("button", name="Rename").focus()
    page.keyboard.press("Enter")
    page.keyboard.type('Shelf "3"')
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text(miner["name"])
    page.get_by_role("button", name="Rename").click()
    page.keyboard.type('Shelf "3"')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text('Shelf "3"')
    assert device(site, WHATSMINER)["name"] == 'Shelf "3"'


def test_its_own_answers_open(site: Site, page: Page) -> None:
    page.goto(f"/miners/{device(site, RIG)['id']}?tab=driver")
    expect(page.get_by_text("1,750 to 3,850 W")).to_be_visible()
    page.get_by_role("button", name="Open", exact=True).click()
    answers = page.get_by_role("region", name="The miner's own answers")
    expect(answers.get_by_text("by the driver proto_rig")).to_be_visible()
    answers.get_by_text("system-info").click()
    expect(answers.get_by_text("PROTO-SIM-", exact=False).first).to_be_visible()


def test_who_may_only_look_is_told_so(site: Site, person: Callable[[str, str], Page]) -> None:
    vera = person("vera", "viewer")
    vera.goto(f"/miners/{device(site, RIG)['id']}")
    rename = vera.get_by_role("button", name="Rename")
    expect(rename).to_be_disabled()
    rename.hover()
    expect(vera.get_by_text("Your role may not rename miners")).to_be_visible()


@pytest.mark.parametrize("number", ["4711", "x"])
def test_a_miner_that_is_not_there_is_said_to_be_missing(page: Page, number: str) -> None:
    page.goto(f"/miners/{number}")
    expect(page.get_by_role("heading", level=1)).to_have_text("No such miner")
    page.get_by_role("link", name="To the list of miners").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Miners")


def test_nothing_is_clipped_on_a_phone(site: Site, phone: Page) -> None:
    for tab in ("overview", "charts", "commands", "driver"):
        phone.goto(f"/miners/{device(site, RIG)['id']}?tab={tab}")
        expect(phone.get_by_role("tab", selected=True)).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") == phone.evaluate("innerWidth")


def test_charts_draw_point_by_keys_and_zoom(site: Site, page: Page) -> None:
    page.goto(f"/miners/{device(site, RIG)['id']}?tab=charts&range=1h")
    moment = page.get_by_role("slider", name="Hashrate, moment")
    expect(moment).to_have_attribute("aria-valuemax", re.compile(r"^[1-9]\d*$"), timeout=POLLED_MS)
    until(lambda: painted(moment), lambda pixels: pixels > 0)
    moment.focus()
    page.keyboard.press("Home")
    expect(moment).to_have_attribute("aria-valuetext", re.compile(r"measured \d+ TH/s, expected \d+ TH/s"))
    expect(moment).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("ArrowRight")
    expect(moment).to_have_attribute("aria-valuenow", "1")
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    page.get_by_role("button", name="Reset zoom").click()
    expect(page).not_to_have_url(re.compile(r"from="))
    expect(page.get_by_role("radio", name="1 h", exact=True)).to_be_checked()


def device(site: Site, index: int) -> Body:
    """The device whose simulated miner is the n-th of the mix."""
    return site.system.device_at(site.miners.addresses()[index])


def read_in_full(site: Site, miner: Body) -> None:
    """Faults come with full polls, which a new setting brings forward."""
    site.system.issue("BLINK_LED", [miner["id"]], on=True)


def shown(panel: Locator, label: str) -> float:
    """The number that stands under a label."""
    text = panel.get_by_text(label, exact=True).locator("xpath=following-sibling::*[1]").inner_text()
    return float(text.split()[0].replace(",", ""))


def painted(chart: Locator) -> int:
    """Pixels of a chart's canvas near the colour of its first line: at its edges a line is blended."""
    return int(
        chart.evaluate(
            """chart => {
              const canvas = chart.querySelector("canvas");
              if (canvas === null || canvas.width < 2) return 0;
              const hex = getComputedStyle(document.documentElement).getPropertyValue("--chart-1").trim();
              const [r, g, b] = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
              const copy = new OffscreenCanvas(canvas.width, canvas.height)
                .getContext("2d", { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
              let near = 0;
              for (let at = 0; at < data.length; at += 4) {
                const [red, green, blue, alpha] = data.slice(at, at + 4);
                const apart = Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b);
                if (alpha > 128 && apart < 120) near += 1;
              }
              return near;
            }"""
        )
    )
