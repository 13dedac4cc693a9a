"""A fleet in which every column has unknown, equal, odd and ordinary values."""

import random
from collections.abc import Sequence

from headframe.core.capabilities import Capabilities
from headframe.core.devices import ComponentKind, Endpoint, Identity, PairingStatus, Severity
from headframe.core.fleet import FoundDevice
from headframe.core.places import Placement
from headframe.core.telemetry import DeviceSettings, Fault, MiningState, Pool, Sample
from headframe.server.stores.ports import Stores
from tests.server.stores.store_builders import NOW_MS, Fleet, columns

NAMES = ("m1", "M2", "m-10", "\u00c9tage", "\u0130x", "100%", "a_b", "back\\slash", "star*", "")
MODELS = ("S21", "s21 Pro", "M60S", "")
ADDRESSES = ("10.0.0.9", "10.0.0.10", "192.168.1.1", "fd00::1", "fd00::ff", "not-an-address", "")
FAULTS = ("FAN_LOST", "OVER_TEMPERATURE", "chip_lost")


async def varied_fleet(stores: Stores, devices: int = 40, seed: int = 7) -> Fleet:
    """The same fleet for the same seed, whatever store it is made in."""
    draw = random.Random(seed)
    org_id = await stores.people.ensure_org("acme")
    nodes = [
        await stores.nodes.ensure_node(org_id, name=name, encryption_public_key=b"k", now_ms=1)
        for name in ("North", "south", "silent")
    ]
    for node, ago in zip(nodes, (0, 20_000), strict=False):
        await stores.nodes.record_contact(org_id, node.id, at_ms=NOW_MS - ago)
    ids: list[int] = []
    for number in range(devices):
        node = draw.choice(nodes)
        given = [_found(draw, number)]
        ids += await stores.devices.record_found(org_id, node.id, given, now_ms=NOW_MS - number)
        if draw.random() < 0.8:
            await stores.devices.claim(org_id, node.id, ids[-1:])
            await _reported(stores, draw, Fleet(org_id, node.id, ids[-1:]), number)
        await _described(stores, draw, org_id, ids[-1])
    await _placed(stores, draw, org_id, ids)
    return Fleet(org_id, nodes[0].id, ids)


def _found(draw: random.Random, number: int) -> FoundDevice:
    mac = f"02:00:00:00:0{number % 3}:{number:02x}" if draw.random() < 0.8 else ""
    identity = Identity(
        mac=mac,
        serial=draw.choice(("", "SN-1", f"sn{number}")),
        make=draw.choice(("Bitmain", "MicroBT", "")),
        model=draw.choice(MODELS),
        firmware=draw.choice(("", "v1", "V1.2")),
        hostname=draw.choice(NAMES),
    )
    endpoint = Endpoint(draw.choice(ADDRESSES), {"api": 4028})
    driver = draw.choice(("antminer", "whatsminer"))
    return FoundDevice(f"k:{number}", identity, endpoint, driver, Capabilities(), needs_credentials=True)


async def _reported(stores: Stores, draw: random.Random, owned: Fleet, number: int) -> None:
    org_id, device_id = owned.org_id, owned.ids[0]
    if draw.random() < 0.2:
        await stores.devices.set_curtailed(org_id, device_id, curtailed=True)
    if draw.random() < 0.2:
        until_ms = NOW_MS + draw.choice((-1000, 1000, 50_000))
        await stores.devices.expect_transition(
            org_id, device_id, draw.choice(("REBOOTING", "UPDATING")), until_ms=until_ms
        )
    if draw.random() < 0.85:
        await stores.telemetry.ingest(
            org_id, owned.node_id, number + 1, columns(_sample(draw, device_id)), received_ms=NOW_MS
        )
    if draw.random() < 0.2:
        lost_ms = NOW_MS - draw.choice((0, 30_000, 200_000))
        await stores.devices.record_contact(
            org_id, device_id, reachable=False, problem=None, endpoint=None, at_ms=lost_ms
        )


def _sample(draw: random.Random, device_id: int) -> Sample:
    def maybe(*values: float) -> float | None:
        return draw.choice((None, *values))

    uptime = maybe(0, 60, 86_400)
    return Sample(
        device_id,
        NOW_MS - draw.choice((0, 1, 500, 45_000, 90_000)),
        hashrate_hs=maybe(0.0, 1e14, 1.5e14, 2e14),
        expected_hashrate_hs=maybe(0.0, 2e14),
        power_watts=maybe(0.0, 3000.0, 3500.5),
        board_temperature_c=maybe(60.0, 61.5, 80.0),
        chip_temperature_c=maybe(61.5, 75.0),
        fan_rpm=maybe(0.0, 6000.0),
        uptime_seconds=None if uptime is None else int(uptime),
        mining_state=draw.choice(list(MiningState)),
        pool_connected=draw.choice((None, True, False)),
    )


async def _described(stores: Stores, draw: random.Random, org_id: int, device_id: int) -> None:
    if draw.random() < 0.5:
        await stores.devices.record_pairing(org_id, device_id, draw.choice(list(PairingStatus)))
    if draw.random() < 0.3:
        await stores.devices.rename(org_id, device_id, draw.choice(NAMES))
    faults = [Fault(code, draw.choice(list(Severity)), ComponentKind.FAN) for code in FAULTS]
    some = [fault for fault in faults if draw.random() < 0.3]
    await stores.devices.record_faults(org_id, device_id, faults, at_ms=NOW_MS - 10)
    await stores.devices.record_faults(org_id, device_id, some, at_ms=NOW_MS)
    pools = tuple(
        Pool(f"stratum+tcp://{host}", user)
        for host, user in (("Eu.pool", "w.1"), ("us.pool", ""), ("", "w%2"))
        if draw.random() < 0.4
    )
    await stores.devices.record_details(
        org_id,
        device_id,
        identity=Identity(),
        capabilities=Capabilities(),
        settings=DeviceSettings(pools),
        at_ms=NOW_MS,
    )


async def _placed(stores: Stores, draw: random.Random, org_id: int, ids: Sequence[int]) -> None:
    places = stores.places
    site = await places.add_site(org_id, name="Oslo", time_zone="UTC", power_limit_watts=None)
    hall = await places.add_building(org_id, site_id=site.id, name="Hall A")
    rack = await places.add_rack(org_id, building_id=hall.id, name="R1", rows=9, columns=9)
    for number, device_id in enumerate(ids):
        chosen = draw.random()
        if chosen < 0.3:
            slot = Placement(site.id, hall.id, rack.id, number // 9 + 1, number % 9 + 1)
            await places.place(org_id, [(device_id, slot)])
        elif chosen < 0.5:
            await places.place(org_id, [(device_id, Placement(site.id))])
    for name in ("Hot", "cold"):
        group = await places.add_group(org_id, name=name, description="")
        await places.change_group(org_id, group.id, add=[i for i in ids if draw.random() < 0.3])
