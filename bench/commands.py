"""From a click to the driver: commands through the API, beside the bare call into the plugin.

    python bench/commands.py [--singles 500] [--devices 10000]

`headframe combined` runs with SQLite, the virtual driver and so many imaginary miners. Single commands are
sent one after another; each is timed from before the POST until its driver is called, and until the
server's record of its outcome. Then one POST stops all miners: until the node has them all, until all are
at the driver, and until all outcomes are known.

The baseline is the same driver call made straight through the plugin's socket, alone and 128 at once.
Everything runs in a network namespace, because discovery must find something listening at each address;
where none can be made, the benchmark is left out.
"""

import argparse
import asyncio
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import children
import server
import uvloop
from report import Table, machine, percentile

from headframe.cli.client import Client
from headframe.node.plugins import PluginClient, PluginHost, PluginHostConfig
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

FIRST_BLOCK = "127.70"
HOSTS_OF_BLOCK = 250
VIRTUAL_PORT = 14_028
PORT = 18_421
OTHERS = ("antminer", "whatsminer", "axeos", "proto_rig", "asicrs")
AT_ONCE = 128
APART_DEVICES = 100
BATCH_SECONDS = 300.0
STEP_SECONDS = 0.05
UNWATCHED_SECONDS = 0.1
"""Nobody asks about a single command meanwhile: each question takes the server longer than the command."""
UNDISPATCHED = ("QUEUED",)
AIM_SINGLE_MS, AIM_FLEET_SECONDS = 5.0, 5.0


@dataclass(frozen=True, slots=True)
class Bare:
    """The driver's own calls through the plugin."""

    single_ms: list[float]
    fleet_seconds: float


@dataclass(frozen=True, slots=True)
class Through:
    """The same through the API. `accepted_ms` until the POST was answered."""

    accepted_ms: list[float]
    driver_ms: list[float]
    outcome_ms: list[float]
    issued_seconds: float
    dispatched_seconds: float
    driver_seconds: float
    finished_seconds: float
    succeeded: int


def listen_everywhere() -> None:
    """One listener for every loopback address of this namespace; connections are closed at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("0.0.0.0", VIRTUAL_PORT))
    listener.listen(4096)

    def accept() -> None:
        while True:
            listener.accept()[0].close()

    threading.Thread(target=accept, daemon=True).start()


def targets(devices: int) -> list[str]:
    """Ranges that hold so many addresses."""
    blocks, rest = divmod(devices, HOSTS_OF_BLOCK)
    found = [f"{FIRST_BLOCK}.{block}.1-{FIRST_BLOCK}.{block}.{HOSTS_OF_BLOCK}" for block in range(blocks)]
    return found + ([f"{FIRST_BLOCK}.{blocks}.1-{FIRST_BLOCK}.{blocks}.{rest}"] if rest else [])


async def bare(singles: int, devices: int) -> Bare:
    """Blink one miner again and again, then stop them all."""
    host = PluginHost(PluginHostConfig(allow=frozenset({"virtual"})))
    async with host.running():
        await host.settled()
        client = host.client("virtual")
        assert client is not None
        blink = miner_pb2.CommandPayload(blink_led=miner_pb2.BlinkLedCommand(on=True))
        times = []
        for _ in range(singles):
            began = time.perf_counter()
            await _call(client, "127.70.0.1", blink)
            times.append((time.perf_counter() - began) * 1000)
        room = asyncio.Semaphore(AT_ONCE)
        stop = miner_pb2.CommandPayload(stop_mining=miner_pb2.StopMiningCommand())

        async def one(number: int) -> None:
            async with room:
                await _call(client, f"127.70.{number // 250}.{number % 250 + 1}", stop)

        began = time.perf_counter()
        await asyncio.gather(*map(one, range(devices)))
        return Bare(times, time.perf_counter() - began)


async def _call(client: PluginClient, address: str, command: miner_pb2.CommandPayload) -> None:
    login = miner_pb2.Credentials(username="admin", password="admin")  # noqa: S106 - the imaginary vendor's
    target = driver_pb2.Target(device_key=address, address=address, credentials=login)
    answer = await client.execute(
        driver_pb2.ExecuteRequest(target=target, command=command, timeout_ms=10_000)
    )
    if answer.HasField("error"):
        raise SystemExit(f"the bare call failed: {answer.error.message}")


def through(running: server.Running, client: Client, singles: int) -> Through:
    """The same two through the API."""
    accepted, driver, outcomes = single_commands(running, client, singles)
    began, clicked_ms = time.perf_counter(), time.time() * 1000
    body = {"selector": {"filter": ""}, "command": {"kind": "STOP_MINING"}}
    batch = client.post("/commands", body)["batch"]
    issued = time.perf_counter() - began
    server.until(
        lambda: client.get(f"/batches/{batch['id']}"),
        lambda state: not any(state["counts"].get(name) for name in UNDISPATCHED),
        BATCH_SECONDS,
        STEP_SECONDS,
    )
    dispatched = time.perf_counter() - began
    done = server.finished(client, batch["id"], BATCH_SECONDS, STEP_SECONDS)
    ended = time.perf_counter() - began
    at_driver = (max(running.called_at_ms()) - clicked_ms) / 1000
    succeeded = done["counts"].get("SUCCEEDED", 0)
    return Through(accepted, driver, outcomes, issued, dispatched, at_driver, ended, succeeded)


def single_commands(running: server.Running, client: Client, number: int) -> list[list[float]]:
    """Milliseconds of each, as `_single` tells them."""
    ids = [row["id"] for row in client.get("/devices", limit=100)["devices"]]
    return [
        *map(list, zip(*(_single(running, client, ids[n % len(ids)]) for n in range(number)), strict=True))
    ]


def _single(running: server.Running, client: Client, device_id: int) -> tuple[float, float, float]:
    """Until the POST was answered, the driver called, and the outcome in the server's record, in ms."""
    clicked, began = time.time() * 1000, time.perf_counter()
    body = {"selector": {"ids": [device_id]}, "command": {"kind": "BLINK_LED", "on": True}}
    batch = client.post("/commands", body)["batch"]
    accepted = (time.perf_counter() - began) * 1000
    time.sleep(UNWATCHED_SECONDS)
    server.finished(client, batch["id"], BATCH_SECONDS)
    (command,) = client.get(f"/batches/{batch['id']}/commands")["commands"]
    if command["state"] != "SUCCEEDED":
        raise SystemExit(f"a command ended as {command['state']}: {command['problem']}")
    return accepted, running.called_at_ms()[-1] - clicked, command["updated_at_ms"] - clicked


def tell(ours: Through, base: Bare, apart_ms: Sequence[float], devices: int) -> Table:
    """All side by side."""
    table = Table(f"{len(ours.outcome_ms)} single commands; one act on {devices} miners")
    table.add("click to driver, p50", percentile(ours.driver_ms, 50), "ms", AIM_SINGLE_MS, "the aim")
    table.add("click to driver, p99", percentile(ours.driver_ms, 99), "ms")
    for percent in (50, 99):
        apart, combined = percentile(apart_ms, percent), percentile(ours.driver_ms, percent)
        table.add(f"click to driver over TLS, p{percent}", apart, "ms", combined, "combined")
    for percent in (50, 99):
        outcome, call = percentile(ours.outcome_ms, percent), percentile(base.single_ms, percent)
        table.add(f"click to outcome, p{percent}", outcome, "ms", call, "bare plugin call")
    table.add("POST answered, p50", percentile(ours.accepted_ms, 50), "ms")
    table.add("POST answered, p99", percentile(ours.accepted_ms, 99), "ms")
    table.add("act: POST answered", ours.issued_seconds, "s")
    table.add("act: all dispatched", ours.dispatched_seconds, "s", AIM_FLEET_SECONDS, "the aim")
    table.add("act: all at the driver", ours.driver_seconds, "s", base.fleet_seconds, "bare plugin calls")
    table.add("act: all outcomes", ours.finished_seconds, "s", base.fleet_seconds, "bare plugin calls")
    table.add("act: succeeded", ours.succeeded, "", devices, "miners")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--singles", type=int, default=500)
    parser.add_argument("--devices", type=int, default=10_000)
    parser.add_argument("--quick", action="store_true", help="100 singles, 1,000 devices")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        chosen.singles, chosen.devices = 100, 1_000
    if not children.enter_namespace():
        print("left out: this machine gives no user namespaces")
        return 0
    print(machine(), flush=True)
    listen_everywhere()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        base = runner.run(bare(chosen.singles, chosen.devices))
    options = ["--poll-seconds", "60"]
    for name in OTHERS:
        options += ["--without-driver", name]
    with server.combined(PORT, options) as running, Client(running.profile, timeout_seconds=120) as client:
        server.bring_in(client, targets(chosen.devices), chosen.devices)
        ours = through(running, client, chosen.singles)
    with server.apart(PORT, options) as running, Client(running.profile, timeout_seconds=120) as client:
        few = min(chosen.devices, APART_DEVICES)
        server.bring_in(client, targets(few), few)
        _, apart_ms, _ = single_commands(running, client, chosen.singles)
    print(tell(ours, base, apart_ms, chosen.devices))
    return int(ours.succeeded != chosen.devices)


if __name__ == "__main__":
    sys.exit(main())
