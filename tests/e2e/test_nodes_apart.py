"""Nodes apart from their server, as people let them in, watch them, move their miners and put them out."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from headframe.demo.enrollment import shown_words
from tests.e2e.browsing import PASSWORD, Visit, sign_in
from tests.e2e.test_accessibility import grave
from tests.support.forked import ForkedProgram
from tests.support.programs import free_port
from tests.support.simulated import SimFleet
from tests.support.split import Node, Server
from tests.support.system import driver_options
from tests.support.waiting import until

SECONDS = 60.0
RATE = re.compile(r"[GT]H/s")
HEARTBEATS_MS = 40_000
"""A node that is killed is missed within 30 s at the worst."""


@dataclass
class Mine:
    """A server, two halls whose nodes are to come, and four miners."""

    server: Server
    halls: tuple[Node, Node]
    miners: SimFleet


@pytest.fixture(scope="module")
def mine(built_ui: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mine]:  # noqa: ARG001 - wanted
    directory = tmp_path_factory.mktemp("apart")
    secret = directory / "admin-password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    port = free_port()
    server = Server(
        directory / "server", port=port, node_port=port, options=("--admin-password-file", str(secret))
    )
    options = [*driver_options(("axeos",)), "--poll-seconds", "1"]
    halls = (
        Node("hall-1", directory / "hall-1", server, options=options),
        Node("hall-2", directory / "hall-2", server, options=options),
    )
    miners = SimFleet("bitaxe-gamma:4", directory)
    try:
        server.start()
        yield Mine(server, halls, miners)
    finally:
        for hall in halls:
            hall.close()
        server.close()
        miners.stop()


@pytest.fixture
def visit(mine: Mine, browser: Browser) -> Iterator[Visit]:
    visit = Visit(browser, mine.server.url, trusting=True)
    yield visit
    visit.close()
    assert not visit.complaints, "\n".join(visit.complaints)


@pytest.fixture
def page(visit: Visit) -> Page:
    page = visit.page()
    sign_in(page, to="/nodes")
    return page


def panel(page: Page, name: str) -> Locator:
    """What the page shows of one node."""
    return page.get_by_role("region", name=name, exact=True)


def act(page: Page, node: str, name: str) -> Locator:
    """The dialog of an action."""
    page.get_by_role("button", name=f"Actions for {node}").click()
    page.get_by_role("menuitem", name=name).click()
    return page.get_by_role("dialog")


def test_a_node_is_let_in_by_the_words_on_its_console(mine: Mine, page: Page) -> None:
    hall = mine.halls[0]
    page.get_by_role("button", name="Enroll a node").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a code").click()
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Save headframe-ca.pem").click()
    saved.value.save_as(hall.directory / "headframe-ca.pem")
    typed = shlex.split(dialog.locator("code").inner_text())
    more = ["--name", hall.name, "--state-dir", str(hall.state_dir)]
    console = ForkedProgram("enroll", [*typed, *more], hall.directory)
    words = until(
        lambda: shown_words(console.out.read_text()) if console.out.exists() else "",
        lambda shown: bool(shown) or not console.running,
        seconds=SECONDS,
    )
    assert words, console.errors()

    asking = dialog.get_by_role("article", name="Node hall-1")
    field = asking.get_by_label("Words on the console of hall-1")
    field.fill("abandon " * 10)
    expect(asking.get_by_text("10 of 10 words")).to_be_visible()
    asking.get_by_role("button", name="Let hall-1 in").click()
    expect(asking.get_by_role("alert")).to_contain_text("The words are another node's")
    assert not grave(page)
    field.fill(words)
    asking.get_by_role("button", name="Let hall-1 in").click()
    expect(asking.get_by_text("Approved", exact=True)).to_be_visible()
    assert console.ended(SECONDS) == 0, console.errors()
    dialog.get_by_role("button", name="Close").last.click()

    hall.start()
    expect(panel(page, "hall-1").get_by_text("Connected", exact=True)).to_be_visible()
    panel(page, "hall-1").get_by_text("Keys, enrolled").click()
    expect(panel(page, "hall-1").get_by_text(words)).to_be_visible()
    hall.id = next(node["id"] for node in mine.server.nodes() if node["name"] == hall.name)


def test_miners_go_to_another_node_by_themselves(mine: Mine, page: Page) -> None:
    first, second = mine.halls
    second.enroll()
    second.start()
    mine.server.bring_in(mine.miners, node_id=first.id)
    expect(panel(page, "hall-1").get_by_role("link", name="4", exact=True)).to_be_visible()
    dialog = act(page, "hall-1", "Move miners")
    dialog.get_by_role("combobox", name="To").click()
    page.get_by_role("option", name="hall-2").click()
    ids = sorted(device["id"] for device in mine.server.devices())
    dialog.get_by_label("Which miners").fill(f"id:{ids[0]},{ids[1]}")
    dialog.get_by_role("button", name="Move 2 miners").click()
    expect(dialog).to_be_hidden()
    expect(panel(page, "hall-2").get_by_role("link", name="2", exact=True)).to_be_visible()
    until(lambda: _owners(mine, ids) == [second.id] * 2 + [first.id] * 2, seconds=SECONDS)
    moved = until(
        lambda: mine.server.devices(f"id:{ids[0]},{ids[1]}"),
        lambda rows: all(row["pairing"] != "UNPAIRED" and row["status"] == "HASHING" for row in rows),
        seconds=SECONDS,
    )
    assert sorted(row["id"] for row in moved) == ids[:2]
    for device_id in (ids[0], ids[3]):
        assert mine.server.outcome("REBOOT", device_id)["state"] == "SUCCEEDED"
    assert mine.server.activity("device.transferred")


def test_who_may_only_look_sees_all_and_does_nothing(mine: Mine, visit: Visit) -> None:
    invited = mine.server.api.post("/users", {"name": "vera", "role": "viewer"})
    page = visit.page(width=390, height=844)
    page.goto(f"/setup#{invited['setup_token']}")
    for which in range(2):
        page.locator("input[type=password]").nth(which).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account")).to_be_visible()
    page.goto("/nodes")
    expect(panel(page, "hall-1").get_by_text("Connected", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Enroll a node")).to_have_count(0)
    expect(page.get_by_role("button", name="Actions for")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not grave(page)


def test_a_lost_nodes_miners_are_unavailable_and_wait_for_it(mine: Mine, page: Page) -> None:
    first, second = mine.halls
    first.kill()
    expect(panel(page, "hall-1").get_by_text("Last heard")).to_be_visible(timeout=HEARTBEATS_MS)
    (lost, *_) = mine.server.devices(f"node={first.name}")
    shown = next(node for node in mine.server.nodes() if node["id"] == first.id)
    assert (lost["status"], lost["status_since_ms"]) == ("UNAVAILABLE", shown["out_of_contact_since_ms"])
    nothing_old_looks_live(page)
    dialog = act(page, "hall-1", "Move miners")
    dialog.get_by_role("combobox", name="To").click()
    page.get_by_role("option", name="hall-2").click()
    expect(dialog.get_by_text("they wait until it is back")).to_be_visible()
    dialog.get_by_role("button", name="Move 2 miners").click()
    expect(dialog).to_be_hidden()
    waiting = panel(page, "Miners on their way")
    expect(waiting.get_by_text("Waits for hall-1, which is out of contact")).to_be_visible()
    waiting.get_by_role("button", name="Its host is off").click()
    vouch = page.get_by_role("dialog")
    vouch.get_by_label("How do you know?").fill("unplugged it")
    assert not grave(page)
    vouch.get_by_role("button", name="The host is off").click()
    expect(waiting.get_by_text("they go over in")).to_be_visible()
    first.start()
    until(lambda: mine.server.api.get_list("/transfers"), lambda left: not left, seconds=SECONDS)
    assert mine.server.activity("node.host_not_off"), "it came back, and let go by itself"
    assert {row["node_id"] for row in mine.server.devices()} == {second.id}


def nothing_old_looks_live(page: Page) -> None:
    """In the list what was measured last stands apart from what is measured now; then back."""
    page.goto("/miners?sort=status")
    rows = page.locator("[role=row][data-stale=true]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Unavailable")
    expect(rows.first.get_by_text(RATE)).to_have_css("font-style", "italic")
    live = page.locator("[role=row][data-stale=false]").first
    expect(live.get_by_text(RATE)).to_have_css("font-style", "normal")
    assert not grave(page)
    page.goto("/nodes")


def test_a_revoked_node_is_put_out_at_once(mine: Mine, page: Page) -> None:
    dialog = act(page, "hall-1", "Make another API key")
    dialog.get_by_role("button", name="Make another API key").click()
    expect(dialog).to_be_hidden()
    dialog = act(page, "hall-1", "Revoke")
    confirm = dialog.get_by_role("button", name="Revoke hall-1")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("Type hall-1 to confirm").fill("hall-1")
    assert not grave(page)
    confirm.click()
    expect(panel(page, "hall-1").get_by_text("Revoked: it is let in no more")).to_be_visible()
    assert mine.halls[0].name not in mine.server.connected()


def _owners(mine: Mine, ids: list[int]) -> list[int]:
    owners = {device["id"]: device["node_id"] for device in mine.server.devices()}
    return [owners[device_id] for device_id in ids]
