"""Commands to many miners, as a person gives them: what the page says is what the miners do."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from headframe.cli.client import Body
from headframe.minersim.proto.auth import FACTORY_PASSWORD
from tests.e2e.conftest import Site, running_site
from tests.support.waiting import until

MIX = "antminer-s19:6,whatsminer-m30s++:3,bitaxe-gamma:2,proto-rig:1"
ENDED_MS = 60_000
"""A command may have to be tried, and its effect looked for, before it has its outcome."""


@pytest.fixture(scope="module")
def site(built_ui: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: ARG001 - for its effect
    """A paired fleet. The rig has no login of its maker, so its own is given."""
    for site in running_site(tmp_path_factory.mktemp("site"), MIX, paired=False):
        site.system.discover(site.miners.targets)
        paired = site.system.pair(None, {"username": "", "password": FACTORY_PASSWORD})
        assert paired["counts"] == {"SUCCEEDED": site.miners.count}
        until(site.system.devices, lambda devices: all(each["last_report_ms"] for each in devices))
        yield site


@pytest.fixture(autouse=True)
def as_it_was(site: Site) -> Iterator[None]:
    """Each test leaves miners that mine and have no fault."""
    yield
    for address in site.miners.addresses():
        site.miners.mend(address)
    stopped = [row["id"] for row in site.system.devices() if not at(site, row)["mining"]]
    if stopped:
        site.system.finished(site.system.issue("START_MINING", stopped))


def at(site: Site, row: Body) -> Body:
    """What a miner truly does."""
    return site.miners.miner(row["address"])


def mining(site: Site, rows: Sequence[Body]) -> list[bool]:
    """Which of them truly hash."""
    return [at(site, row)["mining"] for row in rows]


def selected(page: Page, filter_text: str) -> None:
    """The list of miners, with all that match selected."""
    page.goto(f"/miners?filter={filter_text}")
    page.get_by_role("checkbox", name="Select all that match").click()


def asked(page: Page, command: str) -> Locator:
    """The dialog of a command for what is selected."""
    page.get_by_role("region", name="Selection").get_by_role("button", name="Commands").click()
    page.get_by_role("menuitem", name=command, exact=True).click()
    return page.get_by_role("dialog", name=command)


def task_opened(page: Page) -> None:
    """The page of the task that the server has just accepted."""
    expect(page.get_by_text("The server has it")).to_be_visible()
    page.get_by_role("link", name="Open the task").click()
    expect(page.get_by_role("table", name="Commands")).to_be_visible()


def batches(site: Site) -> list[Body]:
    """All tasks, newest first."""
    found: list[Body] = site.system.api.get("/batches")["batches"]
    return found


def test_a_filtered_selection_is_stopped_by_keys_alone(site: Site, page: Page) -> None:
    wanted, others = site.system.devices("model:S19"), site.system.devices("-model:S19")
    selected(page, "model:S19")
    page.keyboard.press(".")
    expect(page.get_by_role("menuitem", name="Start mining")).to_be_visible()
    page.keyboard.press("ArrowDown")
    while not page.get_by_role("menuitem", name="Stop mining").evaluate(
        "item => item === document.activeElement"
    ):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Stop mining")
    confirm = dialog.get_by_role("button", name="Stop 6 miners")
    expect(confirm).to_be_enabled()
    expect(dialog.get_by_text("6 miners: all that match model:S19")).to_be_visible()
    dialog.get_by_label("Stagger").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert all(mining(site, wanted)), "Enter in a field does nothing"
    expect(confirm).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The server has it")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tasks/"))
    expect(page.get_by_role("status").get_by_text("Ended")).to_be_visible(timeout=ENDED_MS)
    expect(page.get_by_role("link", name="Succeeded 6")).to_be_visible()
    assert not any(mining(site, wanted))
    assert all(mining(site, others))


def test_those_that_cannot_are_named_and_left_out(site: Site, page: Page) -> None:
    selected(page, "model:S19,M30S*")
    dialog = asked(page, "Cooling mode")
    reasons = dialog.get_by_role("list", name="Why some cannot")
    expect(reasons.get_by_role("listitem")).to_contain_text(["it cannot do SET_COOLING_MODE"])
    expect(reasons.get_by_role("link", name="3", exact=True)).to_have_attribute(
        "href", re.compile("filter=id")
    )
    dialog.get_by_label("Leave them out").check()
    dialog.get_by_label("Fixed speed").check()
    dialog.get_by_label("Fan speed").fill("130")
    expect(dialog.get_by_text("Give a speed from 0 to 100 %.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Set cooling")).to_be_disabled()
    dialog.get_by_label("Fan speed").fill("90")
    dialog.get_by_role("button", name="Set cooling of 6 miners").click()
    expect(dialog.get_by_text("3 that cannot were left out")).to_be_visible()
    task_opened(page)
    expect(page.get_by_role("link", name="All 6")).to_be_visible()
    ended = site.system.finished(batches(site)[0]["id"])
    assert ended["counts"] == {"SUCCEEDED": 6}
    driven = site.system.devices("model:S19")
    assert {at(site, row)["fan_percent_set"] for row in driven} == {90}
    site.system.finished(site.system.issue("SET_COOLING_MODE", [row["id"] for row in driven], mode="AUTO"))


def test_a_staggered_task_goes_on_over_a_reload(site: Site, page: Page) -> None:
    selected(page, "driver:whatsminer")
    dialog = asked(page, "Locate")
    dialog.get_by_label("Stagger").fill("3")
    expect(dialog.get_by_text("The last of 3 miners has its turn 6 s after the first.")).to_be_visible()
    dialog.get_by_role("button", name="Light up 3 miners").click()
    task_opened(page)
    expect(page.get_by_text("Its turn comes in").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Turn the locating light on")).to_be_visible()
    expect(page.get_by_role("button", name="Tasks: 1 running")).to_be_visible()
    expect(page.get_by_role("status").get_by_text("Ended")).to_be_visible(timeout=ENDED_MS)
    due = sorted(command["not_before_ms"] for command in site.system.commands(batches(site)[0]["id"]))
    assert [later - due[0] for later in due] == [0, 3000, 6000]
    page.get_by_role("button", name="Tasks: 1 ended").click()
    page.get_by_role("button", name="Dismiss Turn the locating light on").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tasks: none running")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Tasks: none running")).to_be_visible()
    assert all(at(site, row)["led_on"] for row in site.system.devices("driver:whatsminer"))


def test_what_failed_is_told_first_and_retried(site: Site, page: Page) -> None:
    rows = site.system.devices("model:S19")
    broken = rows[0]
    site.miners.break_miner(broken["address"], "refuse")
    selected(page, "model:S19")
    dialog = asked(page, "Stop mining")
    dialog.get_by_role("button", name="Stop 6 miners").click()
    dialog.get_by_role("button", name="Close").last.click()
    page.get_by_role("alert").get_by_text("Ended, of 6: 1 not done.").wait_for(timeout=ENDED_MS)
    page.get_by_role("link", name="See which").click()
    first = page.get_by_role("table", name="Commands").get_by_role("row").first
    expect(first).to_contain_text("Failed")
    expect(first).to_contain_text(broken["address"])
    expect(first).to_contain_text("device_unreachable")
    expect(first).to_contain_text("Check its power and network.")
    page.get_by_role("link", name="Failed 1").click()
    expect(page).to_have_url(re.compile("state=FAILED"))
    expect(page.get_by_role("table", name="Commands").get_by_role("row")).to_have_count(1)
    site.miners.mend(broken["address"])
    page.get_by_role("button", name="Retry failed").click()
    page.get_by_role("button", name="Retry 1 miner").click()
    expect(page.get_by_role("link", name="an earlier task")).to_be_visible()
    expect(page.get_by_role("link", name="Succeeded 1")).to_be_visible(timeout=ENDED_MS)
    assert not any(mining(site, rows))


def test_an_answer_that_was_lost_is_asked_for_again_without_doing_it_twice(site: Site, page: Page) -> None:
    rows = until(lambda: site.system.devices("model:S19 state:mining"), lambda rows: len(rows) == 6)
    tasks = len(batches(site))
    before = {row["address"]: at(site, row)["reboots"] for row in rows}

    def taken_and_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/v1/commands", taken_and_lost, times=1)
    selected(page, "model:S19 state:mining")
    dialog = asked(page, "Reboot")
    dialog.get_by_role("button", name="Reboot 6 miners").click()
    expect(dialog.get_by_text("Not confirmed")).to_be_visible()
    expect(dialog.get_by_text("does nothing twice")).to_be_visible()
    site.system.finished(batches(site)[0]["id"])
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_text("It had this request already: nothing was done twice.")).to_be_visible()
    task_opened(page)
    assert len(batches(site)) == tasks + 1
    assert {row["address"]: at(site, row)["reboots"] - before[row["address"]] for row in rows} == {
        row["address"]: 1 for row in rows
    }


def test_a_request_that_never_arrived_is_done_once(site: Site, page: Page) -> None:
    tasks = len(batches(site))
    page.route("**/api/v1/commands", lambda route: route.abort(), times=1)
    selected(page, "driver:axeos")
    dialog = asked(page, "Locate")
    dialog.get_by_role("button", name="Light up 2 miners").dblclick()
    dialog.get_by_role("button", name="Try again").click()
    task_opened(page)
    site.system.finished(batches(site)[0]["id"])
    assert len(batches(site)) == tasks + 1


def test_a_selection_that_changed_is_asked_about_again(site: Site, page: Page) -> None:
    rows = site.system.devices("driver:whatsminer")
    names = {row["id"]: row["name"] for row in rows}
    rename(site, {rows[0]["id"]: "row-9-a", rows[1]["id"]: "row-9-b"})
    selected(page, "name:row-9*")
    dialog = asked(page, "Locate")
    expect(dialog.get_by_role("button", name="Light up 2 miners")).to_be_enabled()
    rename(site, {rows[2]["id"]: "row-9-c"})
    dialog.get_by_role("button", name="Light up 2 miners").click()
    expect(dialog.get_by_text("The selection has 3 miners now, not 2. Nothing was done.")).to_be_visible()
    dialog.get_by_role("button", name="Light up 3 miners").click()
    task_opened(page)
    rename(site, names)
    assert site.system.finished(batches(site)[0]["id"])["total"] == 3


def rename(site: Site, names: dict[int, str]) -> None:
    """Give miners names."""
    for device_id, name in names.items():
        site.system.api.patch(f"/devices/{device_id}", {"name": name})


def test_what_no_node_has_yet_is_withdrawn(site: Site, page: Page) -> None:
    rows = site.system.devices("driver:whatsminer")
    ids = [row["id"] for row in rows]
    selector = {"selector": {"ids": ids}, "command": {"kind": "STOP_MINING"}, "stagger_seconds": 600}
    batch = site.system.api.post("/commands", selector)["batch"]
    page.goto(f"/tasks/{batch['id']}")
    expect(page.get_by_role("link", name="Queued 2")).to_be_visible(timeout=ENDED_MS)
    page.get_by_role("button", name="Cancel the rest").click()
    page.get_by_role("button", name="Withdraw 2 commands").click()
    expect(page.get_by_text("2 commands were withdrawn.")).to_be_visible()
    page.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("link", name="Superseded 2")).to_be_visible()
    expect(page.get_by_role("status").get_by_text("Ended")).to_be_visible(timeout=ENDED_MS)
    assert sorted(mining(site, rows)) == [False, True, True]


def test_a_curtailment_has_a_name_and_an_end(site: Site, page: Page) -> None:
    rows = site.system.devices("driver:whatsminer")
    ids = [row["id"] for row in rows]
    site.system.finished(site.system.issue("CURTAIL", ids[:1], level="FULL"))
    selected(page, "driver:whatsminer")
    dialog = asked(page, "Curtail")
    dialog.get_by_label("Name").fill("Grid Event")
    expect(dialog.get_by_text("Small letters, digits and . _ : - only")).to_be_visible()
    dialog.get_by_label("Name").fill("grid-event-7")
    dialog.get_by_label("Ends").fill("2020-01-01T00:00")
    expect(dialog.get_by_text("That is over already.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Curtail", exact=True)).to_be_disabled()
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - as the browser's clock reads
    dialog.get_by_label("Ends").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    until_then = f"until {tomorrow.day} {tomorrow:%b}, {tomorrow:%H:%M}:00"
    dialog.get_by_role("button", name=f"Curtail 3 miners fully {until_then}").click()
    task_opened(page)
    site.system.finished(batches(site)[0]["id"])
    assert not any(mining(site, rows))

    page.goto(f"/miners/{ids[0]}")
    held = page.get_by_role("region", name="Held at a stop: it hashes nothing").get_by_role("listitem")
    expect(held.filter(has_text="grid-event-7")).to_contain_text(until_then)
    expect(held.filter(has_text="operator")).to_contain_text("until it is lifted")

    selected(page, "driver:whatsminer")
    dialog = asked(page, "Lift curtailment")
    dialog.get_by_label("Name").fill("grid-event-7")
    dialog.get_by_role("button", name="Lift curtailment of 3 miners").click()
    task_opened(page)
    site.system.finished(batches(site)[0]["id"])
    until(lambda: mining(site, rows), lambda states: states == [False, True, True])
    site.system.finished(site.system.issue("UNCURTAIL", ids[:1]))


def test_logs_come_home_as_files(site: Site, page: Page) -> None:
    row = site.system.devices("driver:proto_rig")[0]
    page.goto(f"/miners/{row['id']}")
    page.get_by_role("button", name="Commands", exact=True).click()
    page.get_by_role("menuitem", name="Download logs").click()
    page.get_by_role("button", name="Fetch logs of 1 miner").click()
    task_opened(page)
    with page.expect_download(timeout=ENDED_MS) as download:
        page.get_by_role("link", name="Download the logs of").click()
    assert download.value.path().stat().st_size > 0


def test_an_image_is_uploaded_and_given_to_a_miner(site: Site, page: Page, tmp_path: Path) -> None:
    row = site.system.devices("driver:axeos")[0]
    image = tmp_path / "esp-miner-v2.99.bin"
    image.write_bytes(b"\xe9" + bytes(4095))
    page.goto(f"/miners/{row['id']}")
    page.get_by_role("button", name="Commands", exact=True).click()
    page.get_by_role("menuitem", name="Firmware").click()
    dialog = page.get_by_role("dialog", name="Firmware")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Upload an image").click()
    chooser.value.set_files(image)
    expect(dialog.get_by_label("Image")).to_have_value(re.compile(r"esp-miner-v2\.99\.bin"))
    expect(dialog.get_by_role("button", name="Update firmware")).to_be_disabled()
    dialog.get_by_label("Version").fill("v2.99")
    dialog.get_by_role("button", name="Update firmware of 1 miner").click()
    task_opened(page)
    expect(page.get_by_role("heading", name="Update firmware to v2.99")).to_be_visible()
    stored = site.system.api.get("/artifacts", kind="firmware")["artifacts"]
    assert [each["sha256"] for each in stored] == [hashlib.sha256(image.read_bytes()).hexdigest()]
    expect(page.get_by_role("status").get_by_text("Ended")).to_be_visible(timeout=ENDED_MS)
    command = site.system.commands(batches(site)[0]["id"])[0]
    assert command["state"] == "FAILED", "simulated miners take no image, and say so"
    expect(page.get_by_role("table", name="Commands")).to_contain_text(command["problem"]["code"])


def test_a_viewer_sees_tasks_and_may_not_command(site: Site, person: Callable[[str, str], Page]) -> None:
    row = site.system.devices("driver:axeos")[0]
    site.miners.break_miner(row["address"], "refuse")
    batch_id = site.system.issue("REBOOT", [row["id"]])
    site.system.finished(batch_id)
    page = person("victor", "viewer")
    page.goto(f"/miners/{row['id']}")
    commands = page.get_by_role("button", name="Commands")
    expect(commands).to_be_disabled()
    commands.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("may not command miners")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.goto(f"/tasks/{batch_id}")
    expect(page.get_by_role("table", name="Commands")).to_contain_text("device_unreachable")
    expect(page.get_by_role("button", name="Retry failed")).to_be_disabled()


def test_a_technician_commands_and_does_not_configure(site: Site, person: Callable[[str, str], Page]) -> None:
    row = site.system.devices("driver:axeos")[0]
    page = person("terry", "technician")
    page.goto(f"/miners/{row['id']}")
    page.get_by_role("button", name="Commands", exact=True).click()
    pools = page.get_by_role("menuitem", name="Pools Your role may not do this")
    expect(pools).to_be_disabled()
    pools.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("menuitem", name="Locate").click()
    expect(page.get_by_role("dialog", name="Locate")).to_be_visible()


def test_pools_on_a_phone_fill_the_screen_and_reach_the_miner(site: Site, phone: Page) -> None:
    row = site.system.devices("model:S19")[0]
    before = at(site, row)["pools"]
    phone.goto(f"/miners/{row['id']}")
    phone.get_by_role("button", name="Commands").click()
    phone.get_by_role("menuitem", name="Pools").click()
    dialog = phone.get_by_role("dialog", name="Pools")
    expect(dialog.get_by_label("URL")).to_have_count(len(before))
    dialog.get_by_role("button", name="Remove pool 2").click()
    dialog.get_by_role("button", name="Add a pool").click()
    last = dialog.get_by_role("group", name="Pool 2")
    last.get_by_label("URL").fill("pool.example:3333")
    expect(last.get_by_text("Write it like stratum+tcp://host:port")).to_be_visible()
    last.get_by_label("URL").fill("stratum+tcp://pool-z.example.com:4444")
    last.get_by_label("User").fill("phone.1")
    last.get_by_label("Password", exact=True).fill("hush")
    last.get_by_role("button", name="Move pool 2 up").click()
    box = dialog.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    dialog.get_by_role("button", name="Replace pools of 1 miner").click()
    task_opened(phone)
    expect(phone.get_by_role("link", name="Succeeded 1")).to_be_visible(timeout=ENDED_MS)
    expect(phone.get_by_text("hush")).to_have_count(0)
    assert [pool["url"] for pool in at(site, row)["pools"]] == [
        "stratum+tcp://pool-z.example.com:4444",
        before[0]["url"],
    ]
