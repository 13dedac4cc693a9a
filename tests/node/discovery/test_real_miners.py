"""Discovery and pairing whole: simulated miners on real sockets, drivers in their own processes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import anyio
import pytest

from headframe.core.devices import Credentials, Endpoint, Identity, PairingStatus
from headframe.core.fleet import FoundDevice
from headframe.kit.clock import ManualClock
from headframe.minersim.fleet import Fleet
from headframe.minersim.spec import HIGH_PORT_OFFSET
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.node.discovery.discovery import Discovery, DiscoverySettings
from headframe.node.discovery.relocate import MissingDevice, Relocator
from headframe.node.discovery.settings import ScanSettings
from headframe.node.keys.vault import Vault
from headframe.node.pairing.login_budget import LoginBudget
from headframe.node.pairing.pairing import Pairing, PairingTarget
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.plugins.host import PluginHost
from tests.node.discovery.listening import LOOPBACK, loopback

Start = Callable[..., Discovery]
DRIVERS = frozenset({"antminer", "whatsminer", "axeos", "proto_rig"})
MIX = "antminer-s19:3,whatsminer-m50s:3,bitaxe-gamma:2,proto-rig:2"
SCAN = ScanSettings(first_timeout_seconds=0.3, second_timeout_seconds=0.3)


async def high_ports(host: PluginHost) -> Mapping[str, Mapping[str, int]]:
    ports = {}
    for name in host.names():
        client = host.client(name)
        assert client is not None
        described = await client.describe()
        ports[name] = {spec.name: spec.default_port + HIGH_PORT_OFFSET for spec in described.ports}
    return ports


async def found_in(discovery: Discovery, fleet: Fleet) -> dict[str, FoundDevice]:
    block = fleet.miners[0].address.rsplit(".", 1)[0]
    async with discovery.session(loopback(f"{block}.1-40")) as session:
        return {device.key: device async for device in session}


def missing(device_id: int, device: FoundDevice, last: str) -> MissingDevice:
    return MissingDevice(device_id, device.driver, Endpoint(last), device.identity)


@pytest.mark.serial
async def test_a_mixed_fleet_is_discovered_paired_and_found_again(start: Start, tmp_path: Path) -> None:
    host = PluginHost(PluginHostConfig(allow=DRIVERS))
    vault = Vault.open(tmp_path / "keys", org_id="org")
    pairing = Pairing(host, vault, LoginBudget(ManualClock().elapsed))
    with anyio.fail_after(90):
        async with running_fleet(quick_spec(MIX)) as fleet, host.running():
            await host.settled()
            discovery = start(host, DiscoverySettings(scan=SCAN, ports=await high_ports(host)))
            found = await found_in(discovery, fleet)
            assert {device.endpoint.address for device in found.values()} == set(fleet.by_address)
            for key, device in found.items():
                mac = fleet.by_address[device.endpoint.address].identity.mac.lower()
                # Antminers tell their MAC only after a login, and loopback has no ARP table.
                assert key.startswith("node:") if device.driver == "antminer" else key == f"mac:{mac}"
                await check_pairing(pairing, vault, device, fleet)
            tell = [device for device in found.values() if device.driver != "antminer"]
            moved = [missing(i, device, fleet.miners[0].address) for i, device in enumerate(tell)]
            located = await Relocator(discovery, LOOPBACK).locate(moved)
    assert {i: endpoint.address for i, endpoint in located.items()} == {
        i: device.endpoint.address for i, device in enumerate(tell)
    }
    vault.close()


async def check_pairing(pairing: Pairing, vault: Vault, device: FoundDevice, fleet: Fleet) -> None:
    last_octet = int(device.endpoint.address.rsplit(".", 1)[1])
    needs = device.needs_credentials
    target = PairingTarget(
        last_octet, device.driver, device.endpoint, device.identity, needs_credentials=needs
    )
    # Proto rigs have no vendor's account: their first password is printed on the rig.
    label = fleet.by_address[device.endpoint.address].settings.accounts
    known = [Credentials(*account) for account in label.items()] if device.driver == "proto_rig" else []
    outcome = await pairing.pair(target, known, try_defaults=True)
    assert outcome.status.works, (device.driver, outcome)
    assert outcome.identity is not None
    assert outcome.identity.mac == fleet.by_address[device.endpoint.address].identity.mac.lower()
    if outcome.status is PairingStatus.DEFAULT_PASSWORD:
        assert vault.credentials(last_octet) is not None
    stranger = PairingTarget(last_octet, device.driver, device.endpoint, Identity(mac="02:00:00:00:00:99"))
    outcome = await pairing.pair(stranger, [Credentials("root", "root")], try_defaults=False)
    assert not outcome.status.works, (device.driver, outcome)
