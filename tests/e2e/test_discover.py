"""Finding miners and pairing them, from a fresh installation on."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Site, running_site
from tests.support.waiting import until

MIX = "antminer-s19:3,bitaxe-gamma:2,proto-rig:2"
MINERS = 7
RIG_PASSWORD = "proto-factory"
"""What simulated rigs are sold with; no driver knows it."""
NOBODY_THERE = "127.250.0.0/16"
PHONE_PX = 390


@pytest.fixture(scope="module")
def site(
    built_ui: None,  # noqa: ARG001 - wanted for what it does
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A system that knows no miner yet."""
    yield from running_site(tmp_path_factory.mktemp("site"), MIX, paired=False)


def test_a_fresh_installation_says_what_to_do_and_refuses_public_addresses(page: Page) -> None:
    page.goto("/discover")
    expect(page.get_by_role("heading", name="Find the miners of your site")).to_be_visible()
    scan(page, "10.9.8.0/30, 8.8.8.0/24")
    expect(page.get_by_text("“8.8.8.0/24” is not wholly in private space")).to_be_visible()
    scan(page, "10.0.0.0/8")
    expect(page.get_by_text(re.compile(r"addresses are too many.*\(invalid_target\)"))).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the scan")).to_have_count(0)


def test_scan_pair_and_retry_what_failed_with_another_login(site: Site, page: Page) -> None:
    page.goto("/discover")
    scan(page, site.miners.targets)
    expect(page.get_by_text("Finished").first).to_be_visible()
    found = page.get_by_role("table", name="Miners that the scan found")
    expect(found).to_have_attribute("aria-rowcount", str(MINERS + 1))
    page.reload()
    expect(found.get_by_text("Not paired")).to_have_count(MINERS)

    page.get_by_role("checkbox", name=f"Select all {MINERS}").check()
    pair(page, "not-this-one")
    expect(page.get_by_text("5 of 7 done, 2 not.")).to_be_visible()
    failed = page.get_by_text("2 miners reject every login that was tried")
    expect(failed).to_be_visible()
    expect(found.get_by_text("Login needed")).to_have_count(2)
    assert [rig["pairing"] for rig in rigs(site)] == ["AUTHENTICATION_NEEDED"] * 2

    page.get_by_role("button", name="Try again…").click()
    submit_login(page, RIG_PASSWORD)
    expect(page.get_by_text("2 of 2 done.")).to_be_visible()
    until(lambda: rigs(site), lambda both: all(rig["pairing"] == "PAIRED" for rig in both))
    expect(found.get_by_text("Login needed")).to_have_count(0)

    page.get_by_role("link", name="Show them and change it").click()
    expect(page).to_have_url(re.compile(r"/miners\?filter=pairing(:|%3A)default_password"))


def test_a_scan_is_cancelled_and_stays_listed(page: Page) -> None:
    page.goto("/discover")
    scan(page, NOBODY_THERE)
    expect(page.get_by_role("progressbar", name="Addresses scanned")).to_be_visible()
    page.get_by_role("button", name="Cancel the scan").click()
    expect(page.get_by_text("This scan found no miners")).to_be_visible()
    page.reload()
    line = page.get_by_role("link", name=NOBODY_THERE)
    expect(line).to_contain_text("Cancelled")


def test_unpaired_and_forgotten_by_keyboard(site: Site, page: Page) -> None:
    ownerless = site.system.device_at(site.miners.addresses()[3])
    site.system.pair({"ids": [ownerless["id"]]})
    scanned = site.system.discover(ownerless["address"])
    page.goto(f"/discover?scan={scanned['id']}")
    expect(page.get_by_role("table").get_by_text("Paired", exact=True)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 miner chosen")).to_be_visible()
    confirm(page, "Unpair…", "Unpair 1 miner")
    expect(page.get_by_text("1 of 1 done.")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("Not paired")).to_be_visible()

    page.goto("/discover")
    page.get_by_role("checkbox", name=re.compile(re.escape(ownerless["address"]))).check()
    confirm(page, "Forget…", "Forget 1 miner")
    expect(page.get_by_text("1 miner forgotten")).to_be_visible()
    assert ownerless["id"] not in {device["id"] for device in site.system.devices()}


def test_a_phone_shows_all_of_it(site: Site, phone: Page) -> None:
    scanned = site.system.discover(site.miners.targets)
    phone.goto(f"/discover?scan={scanned['id']}")
    expect(phone.get_by_role("table", name="Miners that the scan found")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE_PX


def scan(page: Page, targets: str) -> None:
    """Type targets, and start."""
    page.get_by_label("Addresses").fill(targets)
    page.get_by_label("Addresses").press("Control+Enter")


def pair(page: Page, password: str) -> None:
    """Pair what is selected, with a login of one's own beside the defaults."""
    page.get_by_role("button", name="Pair…").click()
    submit_login(page, password)


def submit_login(page: Page, password: str) -> None:
    """Fill in the pairing dialog, and confirm."""
    dialog = page.get_by_role("dialog")
    password_field(dialog).fill(password)
    dialog.get_by_role("button", name=re.compile(r"^Pair \d+ miners?$")).click()
    expect(dialog).to_have_count(0)


def password_field(dialog: Locator) -> Locator:
    """The first login's password."""
    return dialog.get_by_label("Password 1")


def confirm(page: Page, act: str, words: str) -> None:
    """Choose an act of ownership, and say yes to what it names."""
    page.get_by_role("button", name="Ownership").click()
    page.get_by_role("menuitem", name=act).click()
    page.get_by_role("dialog", name=words).get_by_role("button", name=words).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def rigs(site: Site) -> list[dict[str, object]]:
    """The rigs, whose password no driver knows."""
    return site.system.devices("driver:proto_rig")
