"""An outage as a whole: what was done on site wins, and people decide what was ordered meanwhile."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from headframe.cli.client import Body
from tests.e2e.browsing import PASSWORD, Visit, sign_in
from tests.e2e.test_local_ui import asked, signed_in, task_ended
from tests.support.forked import ForkedProgram
from tests.support.on_site import Hall, running_hall
from tests.support.system import PLAIN
from tests.support.waiting import until

STOPPED, TARGETED, CURTAILED = "model:S19", "driver:whatsminer", "model:S21"
MIX = {"antminer-s19": 20, "whatsminer-m50s": 5, "antminer-s21": 75}
MINERS = sum(MIX.values())
ON_SITE_WATTS, FROM_AFAR_WATTS = 2_600, 3_000
STARTED_UNDER_HOLD, STOPPED_UNDER_HOLD = 2, 3
CONFLICTS = 20 + 5 + STARTED_UNDER_HOLD
RECONCILED_SECONDS = 30.0
SECONDS = 60.0


@pytest.fixture
def hall(built_ui: None, tmp_path: Path) -> Iterator[Hall]:  # noqa: ARG001 - wanted for what it does
    secret = tmp_path / "admin-password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    mix = ",".join(f"{model}:{count}" for model, count in MIX.items())
    options = ("--admin-password-file", str(secret))
    with running_hall(tmp_path, mix, "antminer", "whatsminer", server_options=options) as hall:
        hall.bring_in()
        until(hall.server.devices, lambda rows: all(row["last_report_ms"] for row in rows), seconds=SECONDS)
        yield hall


@pytest.mark.timeout(240)
def test_what_was_done_on_site_wins_and_people_decide_the_rest(hall: Hall, browser: Browser) -> None:
    server, visits = hall.server, []
    rows = {which: server.devices(which) for which in (STOPPED, TARGETED, CURTAILED)}
    assert [len(found) for found in rows.values()] == list(MIX.values())

    hall.line.cut()
    until(lambda: not server.connected(), seconds=SECONDS)
    queued = queue_from_afar(hall, rows)
    server.kill()

    visits.append(Visit(browser, hall.local.url, trusting=True))
    act_on_site(visits[0].page(), hall.password)
    hall.local.sign_in(hall.password)
    acts = acts_on_site(hall)
    assert Counter(act["state"] for act in acts) == {"SUCCEEDED": MINERS}

    hall.line.mend()
    server.start()
    within = time.monotonic() + RECONCILED_SECONDS
    until(server.connected, seconds=within - time.monotonic())
    for batch_id in queued.values():
        server.finished(batch_id, seconds=within - time.monotonic())
    told = {act["id"] for act in acts}
    until(
        lambda: told - set(server.audited()), lambda missing: not missing, seconds=within - time.monotonic()
    )
    assert_outcomes(hall, queued)
    assert_as_left_on_site(hall, rows)
    assert_one_audit(hall)

    visits.append(Visit(browser, server.url, trusting=True))
    decide(visits[1].page(), hall, rows)
    for visit in visits:
        visit.close()
        assert not visit.complaints, "\n".join(visit.complaints)


def queue_from_afar(hall: Hall, rows: dict[str, list[Body]]) -> dict[str, str]:
    """Commands that wait: the first three undo what will be done on site, the last does not."""
    ids = {which: [row["id"] for row in found] for which, found in rows.items()}
    held = ids[CURTAILED]
    issue = hall.server.issue
    return {
        "start": issue("START_MINING", ids[STOPPED]),
        "target": issue("SET_POWER_TARGET", ids[TARGETED], watts=FROM_AFAR_WATTS),
        "start held": issue("START_MINING", held[:STARTED_UNDER_HOLD]),
        "stop held": issue("STOP_MINING", held[-STOPPED_UNDER_HOLD:]),
    }


def act_on_site(page: Page, password: str) -> None:
    """Somebody beside the miners stops some, sets a target on some, and curtails the others."""
    signed_in(page, password)
    ordered(page, STOPPED, "Stop mining", "Stop 20 miners")
    ordered(page, TARGETED, "Power target", "Set 5 miners", watts=ON_SITE_WATTS)
    ordered(page, CURTAILED, "Curtail", "Curtail 75 miners")


def ordered(page: Page, which: str, command: str, confirm: str, *, watts: int | None = None) -> None:
    """A command to all that match, until each has its outcome."""
    page.goto(f"/miners?filter={which}")
    page.get_by_role("checkbox", name="Select all that match").click()
    dialog = asked(page, command)
    if watts:
        dialog.get_by_role("textbox", name="Power target").fill(str(watts))
    dialog.get_by_role("button", name=re.compile(f"^{confirm}")).click()
    task_ended(page)


def acts_on_site(hall: Hall) -> list[Body]:
    """Every command that was given there, as the node keeps it."""
    batches = hall.local.get("/batches")["batches"]
    return [act for each in batches for act in hall.local.get(f"/batches/{each['id']}/commands")["commands"]]


def assert_outcomes(hall: Hall, queued: dict[str, str]) -> None:
    """What lost is refused by name, and nothing else is."""
    commands = {name: hall.server.commands(batch) for name, batch in queued.items()}
    problems = {
        name: Counter((each["state"], (each["problem"] or {}).get("code")) for each in found)
        for name, found in commands.items()
    }
    assert problems == {
        "start": {("REJECTED", "changed_on_site"): 20},
        "target": {("REJECTED", "changed_on_site"): 5},
        "start held": {("REJECTED", "device_held"): STARTED_UNDER_HOLD},
        "stop held": {("SUCCEEDED", None): STOPPED_UNDER_HOLD},
    }
    assert hall.server.api.get("/conflicts", state="OPEN")["total"] == CONFLICTS


def assert_as_left_on_site(hall: Hall, rows: dict[str, list[Body]]) -> None:
    """The miners themselves: only those with a target mine, and at the target of the site."""
    miners = {miner["address"]: miner for miner in hall.miners.miners()}
    found = {which: [miners[row["address"]] for row in of] for which, of in rows.items()}
    assert not any(miner["mining"] for miner in (*found[STOPPED], *found[CURTAILED]))
    assert all(miner["mining"] for miner in found[TARGETED])
    assert {miner["power_limit_watts"] for miner in found[TARGETED]} == {ON_SITE_WATTS}


def assert_one_audit(hall: Hall) -> None:
    """One log that holds, with every command of either side in it once."""
    audited = Counter(hall.server.audited())
    assert {audited[act["id"]] for act in acts_on_site(hall)} == {1}
    assert max(audited.values()) == 1
    profile = hall.server.directory / ".headframe" / "cli.json"
    check = ForkedProgram(
        "verify", [*PLAIN, "audit", "verify", "--json", "--profile", str(profile)], hall.server.directory
    )
    assert check.ended(SECONDS) == 0, check.errors()
    assert json.loads(check.out.read_text())


def decide(page: Page, hall: Hall, rows: dict[str, list[Body]]) -> None:
    """Somebody at the server leaves one miner asleep, starts another, and sets one target after all."""
    kept, applied, targeted = rows[STOPPED][0], rows[STOPPED][1], rows[TARGETED][0]
    sign_in(page, to="/activity")
    expect(page.get_by_role("heading", name=f"{CONFLICTS} conflicts wait for a decision")).to_be_visible()
    chosen(page, kept, "Leave it as it is")
    chosen(page, applied, "Do it now: start mining")
    chosen(page, targeted, "Do it now: power target")
    until(lambda: hall.miners.miner(applied["address"])["mining"], seconds=SECONDS)
    until(
        lambda: hall.miners.miner(targeted["address"])["power_limit_watts"],
        lambda watts: watts == FROM_AFAR_WATTS,
        seconds=SECONDS,
    )
    assert not hall.miners.miner(kept["address"])["mining"]
    page.goto("/activity")
    expect(page.get_by_role("heading", name=f"{CONFLICTS - 3} conflicts wait for a decision")).to_be_visible()
    decided = hall.server.api.get("/conflicts", state="RESOLVED")
    assert {each["device_id"] for each in decided["conflicts"]} == {kept["id"], applied["id"], targeted["id"]}


def chosen(page: Page, row: Body, choice: str) -> None:
    """A decision on the page of one miner."""
    page.goto(f"/miners/{row['id']}")
    page.get_by_role("group", name="Decide").get_by_role("button", name=choice).click()
    expect(page.get_by_role("group", name="Decide")).to_have_count(0)
