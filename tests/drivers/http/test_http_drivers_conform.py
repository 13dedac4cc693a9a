"""AxeOS and Proto rig keep the driver contract, by the SDK's own checks, on simulated miners."""

import socket

import pytest

from headframe.driver import Driver
from headframe.driver.conformance import CHECKS, Check, Subject
from headframe.drivers.axeos import driver as axeos
from headframe.drivers.proto_rig import driver as proto_rig
from headframe.minersim.proto.auth import FACTORY_PASSWORD
from headframe.minersim.testing import quick_spec, running_fleet
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2


async def _check(check: Check, driver: Driver, model: str, password: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    async with running_fleet(quick_spec(f"{model}:1", reboot_seconds=0.3)) as fleet:
        miner = fleet.miners[0]
        target = driver_pb2.Target(
            address=miner.address,
            ports=miner.ports,
            credentials=miner_pb2.Credentials(password=password),
            expected_mac=miner.identity.mac.lower(),
        )
        try:
            await check(
                Subject(driver, target, driver_pb2.Target(address="127.0.0.1", ports={"web": closed}))
            )
            assert not miner.journal
        finally:
            await driver.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_axeos(check: Check) -> None:
    await _check(check, axeos(), "bitaxe-gamma", "")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_proto_rig(check: Check) -> None:
    await _check(check, proto_rig(), "proto-rig", FACTORY_PASSWORD)
