"""Simulated WhatsMiners for these tests, and targets that point at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from headframe.drivers.whatsminer.device import WhatsMinerDriver
from headframe.drivers.whatsminer.timing import Timing
from headframe.minersim.miner import SimMiner
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.wire.gen.driver.v1 import driver_pb2

API2_MODEL = "whatsminer-m50"
API3_MODEL = "whatsminer-m60s"
QUICK = Timing(
    request_seconds=2.0,
    verify_seconds=1.0,
    verify_interval_seconds=0.02,
    reboot_seconds=1.0,
    transfer_seconds=2.0,
    returned_seconds=2.0,
)
CLOSED_PORT = 1
ACCEPT_TURNS = 10


@asynccontextmanager
async def one_miner(model: str) -> AsyncIterator[tuple[SimMiner, WhatsMinerDriver]]:
    """A miner on real sockets and a driver that waits briefly."""
    async with running_fleet(quick_spec(f"{model}:1", reboot_seconds=0.3)) as fleet:
        driver = WhatsMinerDriver(QUICK)
        try:
            yield fleet.miners[0], driver
        finally:
            await driver.close()
            for _ in range(ACCEPT_TURNS):  # asyncio loses a connection whose server closes in mid-accept
                await asyncio.sleep(0)


def ports_of(miner: SimMiner) -> dict[str, int]:
    """The driver's port names for a simulated miner's ports."""
    if "rpc_v2" in miner.ports:
        return {"api": miner.ports["rpc_v2"], "api_v3": miner.ports["rpc"]}
    return {"api": miner.ports["rpc"], "api_v3": CLOSED_PORT}


def target_of(miner: SimMiner, *, password: str | None = None) -> driver_pb2.Target:
    """The target for a miner, with its factory login unless a password is given."""
    is_api3 = "rpc_v2" in miner.ports
    account = "super" if is_api3 else "admin"
    return driver_pb2.Target(
        device_key="device-1",
        address=miner.address,
        ports=ports_of(miner),
        credentials={"username": account, "password": account if password is None else password},
        expected_mac=miner.identity.mac,
    )
