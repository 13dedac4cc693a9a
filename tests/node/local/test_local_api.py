"""The local API: live lists by the server's grammar, and acts with one outcome each."""

from pathlib import Path

import httpx

from headframe.core.actors import ActorType
from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import Curtail, CurtailmentLevel, SetPowerTarget, StopMining
from headframe.core.errors import Code, Problem
from headframe.node.execution.outcome import Outcome
from headframe.node.local.log import LocalLog
from headframe.wire.convert.problems import problem_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.node.local.onsite import MINERS, Hands, on_site, sample

STOP = {"kind": "STOP_MINING"}


async def issued(browser: httpx.AsyncClient, command: object, **more: object) -> httpx.Response:
    """Ask for a command, for all miners unless said otherwise."""
    body = {"selector": {"filter": ""}, "command": command, **more}
    return await browser.post("/commands", json=body)


async def test_lists_are_live_and_read_the_grammar(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        window = (await browser.get("/devices", params={"filter": "model:S19", "sort": "name"})).json()
        assert [row["name"] for row in window["devices"]] == [f"miner-{i}" for i in range(1, MINERS + 1)]
        assert {row["status"] for row in window["devices"]} == {"HASHING"}
        here.fleet.sample(sample(2, at_ms=here.parts.clock.now_ms(), hashrate_hs=0.0))
        weak = (await browser.get("/devices", params={"filter": "status:degraded"})).json()
        assert [row["id"] for row in weak["devices"]] == [2]
        sums = (await browser.get("/devices/summary")).json()
        assert (sums["devices"], sums["power_watts"]) == (MINERS, 3000.0 * MINERS)
        assert [each.device_id for each in here.sink.samples][-1] == 2  # it went on to the server, too


async def test_a_miner_out_of_reach_is_offline_with_why(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        problem = Problem(Code.DEVICE_UNREACHABLE, "no route")
        contact = gateway_pb2.DeviceContact(reachable=False, problem=problem_to_wire(problem))
        here.fleet.event(3, gateway_pb2.Event(contact=contact))
        device = (await browser.get("/devices/3")).json()["device"]
        assert (device["status"], device["reachable"]) == ("OFFLINE", False)
        assert device["problem"]["message"] == "no route"
        here.fleet.sample(sample(3, at_ms=here.parts.clock.now_ms()))
        assert (await browser.get("/devices/3")).json()["device"]["status"] == "HASHING"


async def test_a_bulk_act_ends_with_an_outcome_for_each_miner(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        preview = (
            await browser.post("/commands/preview", json={"selector": {"filter": ""}, "command": STOP})
        ).json()
        assert (preview["can"], preview["cannot"]) == (MINERS, 0)
        assert preview["power_effect"]["delta_watts"] == -3000.0 * MINERS
        answer = await issued(browser, STOP, expected_count=MINERS)
        assert answer.status_code == 202
        batch = await here.ended(browser, answer.json()["batch"]["id"])
        assert batch["counts"] == {"SUCCEEDED": MINERS}
        assert batch["actor"]["type"] == "LOCAL_ADMIN"
        assert sorted(each.device_id for each in here.hands.done) == list(range(1, MINERS + 1))
        assert {each.payload for each in here.hands.done} == {StopMining()}
        assert {each.actor.type for each in here.hands.done} == {ActorType.LOCAL_ADMIN}
        log = (await browser.get("/activity")).json()["entries"]
        verbs = [entry["verb"] for entry in log]
        assert verbs.count("command.succeeded") == MINERS
        assert "batch.stop_mining" in verbs


async def test_values_reach_the_miners(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        one = {"selector": {"ids": [1]}}
        await issued(browser, {"kind": "SET_POWER_TARGET", "watts": 2000}, **one)
        answer = await issued(browser, {"kind": "CURTAIL", "level": "FULL"}, **one)
        await here.ended(browser, answer.json()["batch"]["id"])
        wanted = {SetPowerTarget(watts=2000.0), Curtail(CurtailmentLevel.FULL)}
        assert {each.payload for each in here.hands.done} == wanted


async def test_what_cannot_be_done_is_said_before_and_recorded(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        blink = {"kind": "BLINK_LED", "on": True}
        answer = await issued(browser, blink)
        batch = await here.ended(browser, answer.json()["batch"]["id"])
        assert batch["counts"] == {"REJECTED": MINERS}
        refused = await issued(browser, blink, refusals="leave_out")
        assert refused.json()["code"] == Code.UNSUPPORTED_BY_DEVICE
        logs = await issued(browser, {"kind": "DOWNLOAD_LOGS"})
        assert (logs.status_code, logs.json()["code"]) == (422, Code.INVALID_REQUEST)
        secret = await issued(browser, {"kind": "UPDATE_PASSWORD", "new_password": "x"})
        assert secret.json()["code"] == Code.INVALID_REQUEST
        assert not here.hands.done


async def test_a_repeated_request_does_nothing_twice(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        browser.headers["idempotency-key"] = "once"
        first = (await issued(browser, STOP)).json()
        again = (await issued(browser, STOP)).json()
        assert again["replayed"]
        assert again["batch"]["id"] == first["batch"]["id"]
        other = await issued(browser, {"kind": "REBOOT"})
        assert (other.status_code, other.json()["code"]) == (409, Code.CONFLICT)
        await here.ended(browser, first["batch"]["id"])
        assert len(here.hands.done) == MINERS


async def test_a_selection_that_changed_is_a_conflict(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        assert (await issued(browser, STOP, expected_count=1)).json()["code"] == Code.CONFLICT
        assert not here.hands.done


async def test_failures_are_retried_in_a_batch_of_their_own(tmp_path: Path) -> None:
    timed_out = Outcome(CommandPhase.FAILED, Problem(Code.DEVICE_TIMEOUT, "it did not answer"))
    async with on_site(tmp_path, Hands(outcome=timed_out)) as here:
        browser = await here.signed_in()
        batch_id = (await issued(browser, STOP)).json()["batch"]["id"]
        assert (await here.ended(browser, batch_id))["counts"] == {"FAILED": MINERS}
        here.hands.outcome = Outcome(CommandPhase.SUCCEEDED)
        retried = (await browser.post(f"/batches/{batch_id}/retry", json={})).json()
        assert retried["batch"]["retry_of"] == batch_id
        assert (await here.ended(browser, retried["batch"]["id"]))["counts"] == {"SUCCEEDED": MINERS}


async def test_a_defect_ends_one_command_and_no_other(tmp_path: Path) -> None:
    class Clumsy(Hands):
        async def on_site(self, envelope: CommandEnvelope) -> Outcome:
            if envelope.device_id == 1:
                raise ZeroDivisionError
            return await super().on_site(envelope)

    async with on_site(tmp_path, Clumsy()) as here:
        browser = await here.signed_in()
        batch = await here.ended(browser, (await issued(browser, STOP)).json()["batch"]["id"])
        assert batch["counts"] == {"OUTCOME_UNKNOWN": 1, "SUCCEEDED": MINERS - 1}


async def test_what_has_not_begun_is_withdrawn(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        batch_id = (await issued(browser, STOP, stagger_seconds=600)).json()["batch"]["id"]
        cancelled = (await browser.post(f"/batches/{batch_id}/cancel")).json()["count"]
        assert cancelled >= MINERS - 1  # the first one's turn is at once
        batch = await here.ended(browser, batch_id)
        assert batch["counts"]["SUPERSEDED"] == cancelled


async def test_a_stopped_node_does_nothing_late_and_tells_how_it_ended(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        batch_id = (await issued(browser, STOP, stagger_seconds=600)).json()["batch"]["id"]
        commands = (await browser.get(f"/batches/{batch_id}/commands")).json()["commands"]
    first = min(commands, key=lambda each: each["not_before_ms"])
    async with LocalLog(tmp_path / "local.db") as log:  # killed when the driver had been called
        await log.take(CommandAck(first["id"], 0, CommandPhase.ACCEPTED, 0))
    outcome = CommandAck(first["id"], 0, CommandPhase.SUCCEEDED, 0)
    async with on_site(tmp_path, Hands(ended={first["id"]: outcome})) as here:
        batch = await here.ended(await here.signed_in(), batch_id)
        assert batch["counts"] == {"SUCCEEDED": 1, "REJECTED": MINERS - 1}
        assert not here.hands.done


async def test_a_reboot_is_seen_as_one(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        answer = await issued(browser, {"kind": "REBOOT"}, selector={"ids": [1]})
        await here.ended(browser, answer.json()["batch"]["id"])
        assert (await browser.get("/devices/1")).json()["device"]["status"] == "REBOOTING"
        assert here.hands.done[0].kind is CommandKind.REBOOT


async def test_how_the_node_stands(tmp_path: Path) -> None:
    async with on_site(tmp_path) as here:
        browser = await here.signed_in()
        await here.parts.contact.look()
        standing = (await browser.get("/local")).json()
        assert (standing["state"], standing["node_name"]) == ("LOST", "hall-1")
        assert standing["since_ms"] is not None
        assert (await here.browser().get("/bootstrap")).json()["mode"] == "node"
