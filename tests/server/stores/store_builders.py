"""Fleets for the store suite."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.actors import Actor, ActorType
from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import Reboot
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.devices import Endpoint, Identity
from headframe.core.fleet import FoundDevice
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, Sample, SampleColumns
from headframe.server.stores.ports import Stores
from headframe.server.stores.ports.devices import DeviceQuery, Moment
from headframe.wire.convert.samples import columns_from_samples

NOW_MS = 1_795_000_000_000
ALICE = Actor(ActorType.USER, "7", "Alice")


def moment(now_ms: int = NOW_MS) -> Moment:
    return Moment(now_ms, offline_after_ms=60_000, node_lost_after_ms=30_000)


def query(**changes: object) -> DeviceQuery:
    return DeviceQuery(**{"moment": moment(), **changes})  # type: ignore[arg-type] # keywords of the record


def found(number: int, **identity: str) -> FoundDevice:
    mac = f"02:00:00:00:{number // 256:02x}:{number % 256:02x}"
    return FoundDevice(
        f"mac:{mac}",
        Identity(mac=mac, **{"make": "Bitmain", "model": "S21", "hostname": f"m{number:03}", **identity}),
        Endpoint(f"10.0.{number // 256}.{number % 256}", {"api": 4028}),
        "antminer",
        Capabilities(frozenset({CommandKind.REBOOT})),
        needs_credentials=True,
    )


@dataclass(frozen=True)
class Fleet:
    org_id: int
    node_id: int
    ids: Sequence[int]


async def fleet(stores: Stores, devices: int = 3, *, org: str = "acme", node: str = "node-1") -> Fleet:
    """An organisation with a node in contact that owns some devices."""
    org_id = await stores.people.ensure_org(org)
    kept = await stores.nodes.ensure_node(org_id, name=node, encryption_public_key=b"k", now_ms=NOW_MS)
    await stores.nodes.record_contact(org_id, kept.id, at_ms=NOW_MS)
    every = [found(number) for number in range(1, devices + 1)]
    ids = await stores.devices.record_found(org_id, kept.id, every, now_ms=NOW_MS - 1000)
    await stores.devices.claim(org_id, kept.id, ids)
    return Fleet(org_id, kept.id, ids)


def sample(device_id: int, at_ms: int = NOW_MS, **values: object) -> Sample:
    known = {"hashrate_hs": 2e14, "expected_hashrate_hs": 2e14, "power_watts": 3500.0}
    return Sample(device_id, at_ms, **{**known, **values})  # type: ignore[arg-type] # fields of the record


def columns(*samples: Sample) -> SampleColumns:
    return columns_from_samples(samples)


def sparse_columns(rows: Sequence[tuple[int, int, float]]) -> SampleColumns:
    """Rows of (device, time, hashrate); all else is unknown."""
    count = len(rows)
    return SampleColumns(
        device_id=[row[0] for row in rows],
        at_ms=[row[1] for row in rows],
        floats={n: [r[2] if n == "hashrate_hs" else math.nan for r in rows] for n in FLOAT_COLUMNS},
        counts={name: [-1] * count for name in COUNT_COLUMNS},
        mining_state=[1] * count,
        pool_connected=[-1] * count,
        components=[b""] * count,
    )


def batch(org_id: int, number: int = 1, **changes: object) -> BatchRecord:
    fields = {
        "id": f"b{number:05}",
        "org_id": org_id,
        "kind": CommandKind.REBOOT,
        "actor": ALICE,
        "created_at_ms": NOW_MS + number,
        "title": "Reboot",
        "selector": "all",
    }
    return BatchRecord(**{**fields, **changes})  # type: ignore[arg-type] # fields of the record


def command(to: Fleet, number: int, **changes: object) -> CommandRecord:
    fields = {
        "id": f"c{number:05}",
        "org_id": to.org_id,
        "batch_id": "b00001",
        "node_id": to.node_id,
        "device_id": to.ids[0],
        "kind": CommandKind.REBOOT,
        "payload": Reboot(),
        "actor": ALICE,
        "state": CommandState.QUEUED,
        "created_at_ms": NOW_MS,
        "not_before_ms": NOW_MS,
        "expires_at_ms": NOW_MS + 120_000,
        "updated_at_ms": NOW_MS,
    }
    return CommandRecord(**{**fields, **changes})  # type: ignore[arg-type] # fields of the record
