"""A fleet of a thousand starts, answers at every address, and leaves nothing behind."""

import asyncio
import contextlib

import pytest

from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.fleet import Fleet
from headframe.minersim.listeners import ListenError
from headframe.minersim.miner import SimMiner
from headframe.minersim.services import SERVICES
from headframe.minersim.spec import FleetSpec, demo_groups
from headframe.minersim.testing import quick_spec, running_fleet
from tests.minersim.miner_clients import ask, exchange

MANY = 1_000
AT_ONCE = 100
DEADLINE_SECONDS = 60


async def answers(miner: SimMiner, gate: asyncio.Semaphore) -> bool:
    async with gate:
        if "web" in miner.ports:
            request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            raw = await exchange(miner.address, miner.ports["web"], request)
            return raw.startswith(b"HTTP/1.1 ")
        port = miner.ports.get("rpc_v2", miner.ports["rpc"])
        return "STATUS" in await ask(miner.address, port, "summary")


@pytest.mark.serial
async def test_a_thousand_miners() -> None:
    base = quick_spec("antminer-s19:1")
    spec = FleetSpec(demo_groups(MANY), bind_base=base.bind_base, port_offset=base.port_offset)
    async with asyncio.timeout(DEADLINE_SECONDS):
        async with running_fleet(spec) as fleet:
            assert len(fleet.miners) == MANY
            wanted = sum(len(SERVICES[miner.model.family]) for miner in fleet.miners)
            assert fleet.listener_count == wanted
            gate = asyncio.Semaphore(AT_ONCE)
            results = await asyncio.gather(*(answers(miner, gate) for miner in fleet.miners))
            assert all(results)
            assert len({miner.identity.mac for miner in fleet.miners}) == MANY
            assert len({miner.address for miner in fleet.miners}) == MANY
            last = fleet.miners[-1]
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(last.address, next(iter(last.ports.values())))


async def test_an_address_in_use_is_said() -> None:
    spec = quick_spec("antminer-s19:1")
    async with running_fleet(spec):
        with pytest.raises(ListenError, match="in use"):
            async with running_fleet(spec):
                pytest.fail("it must not start")


async def test_leaving_does_not_wait_for_hung_clients() -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        spec = quick_spec("antminer-s19:1,bitaxe:1")
        async with running_fleet(spec) as fleet:
            clients = await _hang(fleet)
        for writer in clients:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _hang(fleet: Fleet) -> list[asyncio.StreamWriter]:
    clients = []
    requests = (b'{"command":"stats"}', b"GET /api/system/info HTTP/1.1\r\nHost: x\r\n\r\n")
    for miner, port, request in zip(fleet.miners, ("rpc", "web"), requests, strict=True):
        miner.faults.inject(Fault(FaultKind.HANG))
        _, writer = await asyncio.open_connection(miner.address, miner.ports[port])
        writer.write(request)
        await writer.drain()
        clients.append(writer)
    return clients


async def test_one_miner_is_not_another() -> None:
    async with running_fleet(quick_spec("whatsminer-m50s:2")) as fleet:
        first, second = fleet.miners
        first.stop_mining()
        first.faults.inject(Fault(FaultKind.FAN_FAILURE))
        state = await ask(second.address, second.ports["rpc"], "status")
        assert state["Msg"]["mineroff"] == "false"
        errors = await ask(second.address, second.ports["rpc"], "get_error_code")
        assert errors["Msg"]["error_code"] == []
