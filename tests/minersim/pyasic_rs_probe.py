"""Runs inside a network namespace of its own: simulate every model, read and command it by pyasic_rs.

pyasic_rs has fixed ports (80, 4028, 4433), hence the namespace. Prints one JSON object a model.
"""

import asyncio
import contextlib
import json
import os
import sys
from typing import Any

from pyasic_rs import MinerFactory

from headframe.minersim.catalogue import MODELS, Family
from headframe.minersim.miner import SimMiner
from headframe.minersim.proto.auth import FACTORY_PASSWORD
from headframe.minersim.spec import FleetSpec, Group
from headframe.minersim.testing import running_fleet

BIND_BASE = "127.20.0.1"
LIMIT_WATTS = 2000.0


async def main() -> None:
    groups = tuple(Group(model, 1) for model in MODELS.values())
    async with running_fleet(FleetSpec(groups, bind_base=BIND_BASE, reboot_seconds=1.0)) as fleet:
        factory = MinerFactory()
        for miner in fleet.miners:
            client = await factory.get_miner(miner.address)
            if client is None:
                _tell({"slug": miner.model.slug, "found": False})
                continue
            if miner.model.slug == "proto-rig":
                client.set_auth("", FACTORY_PASSWORD)
            _tell(await _read(client, miner) | await _command(client, miner))
        sys.stdout.flush()
        os._exit(0)  # pyasic_rs aborts at a regular exit


def _tell(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")


async def _read(client: Any, miner: SimMiner) -> dict[str, Any]:
    data = await client.get_data()
    truth = miner.read()
    return {
        "slug": miner.model.slug,
        "found": True,
        "make": client.make,
        "model": client.model,
        "mac_is_right": data.mac == miner.identity.mac,
        "hashrate_ratio": data.hashrate.value * 1e12 / truth.hashrate_hs,
        "power_ratio": None if data.wattage is None else data.wattage / truth.power_watts,
        "boards": len(data.hashboards),
        "chips": [board.working_chips for board in data.hashboards],
        "expected_chips": [board.expected_chips for board in data.hashboards],
        "fans": len(data.fans),
        "pools": [str(pool) for group in data.pools for pool in group.pools],
        "mining": data.is_mining,
        "uptime_error_seconds": abs(data.uptime.total_seconds() - truth.mining_seconds),
    }


async def _command(client: Any, miner: SimMiner) -> dict[str, Any]:
    done: dict[str, Any] = {}
    if client.supports_set_fault_light:
        await client.set_fault_light(True)
        done["led_on"] = miner.settings.led_on
    if client.supports_set_power_limit and miner.model.family is not Family.AVALON:
        await client.set_power_limit(LIMIT_WATTS)
        done["power_limit"] = miner.settings.power_limit_watts
    if client.supports_pause:
        await client.pause()
        done["paused"] = not miner.settings.mining
    if client.supports_resume:
        await client.resume()
        done["resumed"] = miner.settings.mining
    if client.supports_restart:
        before = len(miner.journal)
        with contextlib.suppress(RuntimeError):  # it cannot parse cgminer's answer to a restart
            await client.restart()
        done["restart"] = [record.name for record in list(miner.journal)[before:]]
    return done


asyncio.run(main())
