"""A server over a large fleet of which so many rows change a second, for `ui.py`.

    python bench/ui_server.py --state-dir DIR --devices 100000 --port 18440

The fleet is put into the store that the server runs on. Its one node is imaginary: heartbeats and samples
are handed to the gateway of this process as its transport would hand them. Prints one line of JSON with the
admin's password when the server listens, and then takes from its input, line by line, how many rows change
a second.
"""

import argparse
import asyncio
import json
import random
import secrets
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from headframe.core.capabilities import Capabilities
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.fleet import FoundDevice
from headframe.core.places import Placement
from headframe.core.reports import PairingReport
from headframe.core.telemetry import MiningState, Sample
from headframe.kit.clock import SystemClock
from headframe.server.app import RunningServer, running_server
from headframe.server.config import Listen, ServerConfig
from headframe.server.gateway.parts import NodePrincipal
from headframe.server.services.org_settings import DOCUMENT
from headframe.wire.convert.columns import columns_to_wire
from headframe.wire.convert.samples import columns_from_samples
from headframe.wire.gen.gateway.v1 import gateway_pb2

BLOCK = 5_000
"""Devices written by one act."""
TICKS_PER_SECOND = 5
HEARTBEAT_SECONDS = 5.0
MODELS = ("S21", "S21 Pro", "S19j Pro", "M60S", "M66S")
SITES = ("North", "South", "Harbour")


@dataclass
class Change:
    """How many rows change a second, by what was read last."""

    rows: int = 0


async def fill(server: RunningServer, devices: int) -> tuple[NodePrincipal, Sequence[int]]:
    """A paired fleet in three sites, of which every miner has reported. Ids are in the order of names."""
    stores, org_id, now_ms = server.stores, server.org_id, time.time_ns() // 1_000_000
    await stores.settings.put_setting(org_id, DOCUMENT, {"offline_after_seconds": 86_400})
    node = await stores.nodes.ensure_node(org_id, name="hall", encryption_public_key=b"", now_ms=now_ms)
    sites = [
        await stores.places.add_site(org_id, name=name, time_zone="UTC", power_limit_watts=None)
        for name in SITES
    ]
    ids: list[int] = []
    for first in range(0, devices, BLOCK):
        found = [found_device(number) for number in range(first, min(devices, first + BLOCK))]
        block = await stores.devices.record_found(org_id, node.id, found, now_ms=now_ms)
        await stores.devices.claim(org_id, node.id, block)
        await stores.devices.record_reports(
            org_id, [PairingReport(device_id, PairingStatus.PAIRED) for device_id in block]
        )
        await stores.places.place(
            org_id, [(device_id, Placement(sites[device_id % len(sites)].id)) for device_id in block]
        )
        ids += block
    return NodePrincipal(org_id, node.id), ids


def found_device(number: int) -> FoundDevice:
    """One of them, by its number."""
    model = MODELS[number % len(MODELS)]
    identity = Identity(
        mac=f"02:00:{number:08x}",
        make="Bitmain" if model.startswith("S") else "MicroBT",
        model=model,
        firmware=f"2026.{number % 4}",
        hostname=f"rig-{number:06}",
    )
    endpoint = Endpoint(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    return FoundDevice(f"k:{number}", identity, endpoint, "antminer", Capabilities(), needs_credentials=False)


async def samples(ids: Sequence[int], change: Change) -> AsyncIterator[gateway_pb2.TelemetryUp]:
    """A report of every miner, then so many a second of the first ones by name: those that are looked at."""
    draw, sequence = random.Random(1), 0
    for first in range(0, len(ids), BLOCK):
        sequence += 1
        yield batch(draw, ids[first : first + BLOCK], sequence)
    while True:
        await asyncio.sleep(1 / TICKS_PER_SECOND)
        share = change.rows // TICKS_PER_SECOND
        if share:
            start = sequence % TICKS_PER_SECOND * share
            sequence += 1
            yield batch(draw, ids[start : start + share], sequence)


def batch(draw: random.Random, ids: Sequence[int], sequence: int) -> gateway_pb2.TelemetryUp:
    """New values of these miners."""
    now_ms = time.time_ns() // 1_000_000
    columns = columns_from_samples([sample(draw, device_id, now_ms) for device_id in ids])
    return gateway_pb2.TelemetryUp(batch=columns_to_wire(columns, batch_sequence=sequence))


def sample(draw: random.Random, device_id: int, at_ms: int) -> Sample:
    """A report of a healthy miner; one in fifty does not hash."""
    hashes = device_id % 50 != 0
    return Sample(
        device_id,
        at_ms,
        hashrate_hs=draw.uniform(1.8e14, 2e14) if hashes else 0.0,
        expected_hashrate_hs=2e14,
        power_watts=draw.uniform(3400, 3600) if hashes else 90.0,
        board_temperature_c=draw.uniform(55, 70),
        chip_temperature_c=draw.uniform(60, 80),
        inlet_temperature_c=draw.uniform(15, 30),
        fan_rpm=draw.uniform(5500, 6500),
        uptime_seconds=at_ms // 1000 % 1_000_000,
        mining_state=MiningState.MINING if hashes else MiningState.STOPPED,
        pool_connected=True,
    )


async def live_on(server: RunningServer, node: NodePrincipal) -> None:
    """Heartbeats, without which everything would be unavailable."""
    while True:
        await server.gateway.heartbeat(node, gateway_pb2.HeartbeatRequest(software_version="bench"))
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def obey(change: Change) -> None:
    """Read what to do until the input ends."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        change.rows = int(line)


async def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    config = ServerConfig(
        state_dir=given.state_dir,
        database=f"sqlite:///{given.state_dir / 'database'}",
        mode="server",
        version="bench",
        listen=Listen(port=given.port),
    )
    change, password = Change(), secrets.token_urlsafe()
    async with running_server(config, SystemClock()) as server:
        await server.first_run.set_password(password)
        node, ids = await fill(server, given.devices)
        acks = server.gateway.telemetry(node, samples(ids, change))
        for _ in range(0, len(ids), BLOCK):
            await anext(acks)
        async with asyncio.TaskGroup() as tasks:
            beating = tasks.create_task(live_on(server, node))
            reporting = tasks.create_task(exhaust(acks))
            print(json.dumps({"url": server.url, "password": password}), flush=True)
            await obey(change)
            beating.cancel()
            reporting.cancel()


async def exhaust(acks: AsyncIterator[gateway_pb2.UploadAck]) -> None:
    """Take acknowledgements: each asks for the next batch."""
    async for _ in acks:
        pass


if __name__ == "__main__":
    asyncio.run(main())
