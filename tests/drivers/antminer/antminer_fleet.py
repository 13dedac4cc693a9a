"""Simulated Antminers for these tests, and targets that point at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from headframe.drivers.antminer.device import AntminerDriver
from headframe.drivers.antminer.timing import Timing
from headframe.minersim.miner import SimMiner
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.wire.gen.driver.v1 import driver_pb2

MODEL = "antminer-s21"
QUICK = Timing(
    connect_seconds=2.0,
    request_seconds=2.0,
    verify_seconds=1.0,
    verify_interval_seconds=0.02,
    reboot_seconds=1.0,
    transfer_seconds=2.0,
    upload_seconds=2.0,
    returned_seconds=2.0,
)
ACCEPT_TURNS = 10


@asynccontextmanager
async def one_miner(
    model: str = MODEL, timing: Timing = QUICK
) -> AsyncIterator[tuple[SimMiner, AntminerDriver]]:
    """A miner on real sockets and a driver that waits briefly."""
    async with running_fleet(quick_spec(f"{model}:1", reboot_seconds=0.3)) as fleet:
        driver = AntminerDriver(timing)
        try:
            yield fleet.miners[0], driver
        finally:
            await driver.close()
            for _ in range(ACCEPT_TURNS):  # asyncio loses a connection whose server closes in mid-accept
                await asyncio.sleep(0)


def ports_of(miner: SimMiner) -> dict[str, int]:
    """The driver's port names for a simulated miner's ports."""
    return {"api": miner.ports["rpc"], "web": miner.ports.get("web", 1)}


FACTORY = "root"


def target_of(miner: SimMiner, *, password: str = FACTORY) -> driver_pb2.Target:
    """The target for a miner, with its factory login unless a password is given."""
    return driver_pb2.Target(
        device_key="device-1",
        address=miner.address,
        ports=ports_of(miner),
        credentials={"username": "root", "password": password} if password else None,
        expected_mac=miner.identity.mac,
    )
