"""Pictures of every page, in docs/screenshots: desktop and phone, dark and light.

    python tools/screenshots.py [--only PAGE] [--directory DIR]

Runs the real thing: simulated miners on sockets, a combined server, Chromium. Only the day of history in
the charts is made up, since nobody waits a day for a picture: it is stored before the pictures are taken,
as if the same miners had run.
"""

import argparse
import asyncio
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import web_build  # noqa: E402
from playwright.sync_api import Page, expect  # noqa: E402
from screenshot_places import COLUMNS, RACKS, ROWS, Body, settle  # noqa: E402

from headframe.core.telemetry import MiningState, Sample  # noqa: E402
from headframe.minersim.proto.auth import FACTORY_PASSWORD  # noqa: E402
from headframe.server.stores.opening import open_stores  # noqa: E402
from headframe.wire.convert.samples import columns_from_samples  # noqa: E402
from tests.e2e.browsing import PASSWORD, Visit, chromium, sign_in  # noqa: E402
from tests.support.simulated import SimFleet  # noqa: E402
from tests.support.system import Combined  # noqa: E402

MIX = "antminer-s19:16,antminer-s21:12,whatsminer-m50s:14,whatsminer-m30s++:6,bitaxe-gamma:4,proto-rig:4"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES = ("dark", "light")
HISTORY_SECONDS, HISTORY_STEP_SECONDS = 24 * 3600, 300
HISTORY_SEQUENCE = 10**9
"""Batches of made-up history are numbered far above the node's own."""
PENDING = ".mantine-Skeleton-root"
SETTLE_MS = 1_500
RIG_LOGIN = {"username": "", "password": FACTORY_PASSWORD}


@dataclass(frozen=True)
class Scene:
    """A running fleet with everything in it that a page can show."""

    system: Combined
    miners: SimFleet
    devices: Sequence[Body]
    batch_id: str
    rack: Body


@dataclass(frozen=True)
class Shot:
    """One picture: a path, and what to do on the page before it is taken."""

    name: str
    path: Callable[[Scene], str]
    act: Callable[[Page], object] = lambda _: None


def sick(scene: Scene) -> int:
    """The id of a miner with a fault."""
    return int(next(each["id"] for each in scene.devices if each["fault_count"]))


SHOTS = (
    Shot("overview", lambda _: "/"),
    Shot("miners", lambda _: "/miners"),
    Shot("miner", lambda scene: f"/miners/{sick(scene)}"),
    Shot("sites", lambda scene: f"/sites?building={scene.rack['building_id']}"),
    Shot("rack", lambda scene: f"/sites?building={scene.rack['building_id']}&rack={scene.rack['id']}"),
    Shot("discover", lambda _: "/discover"),
    Shot("tasks", lambda _: "/tasks"),
    Shot("task", lambda scene: f"/tasks/{scene.batch_id}"),
    Shot("activity", lambda _: "/activity"),
    Shot("nodes", lambda _: "/nodes"),
    Shot("settings", lambda _: "/settings"),
)


@contextmanager
def scene(directory: Path) -> Iterator[Scene]:
    """Bring the fleet in, place it, break some of it, command some of it."""
    secret = directory / "admin-password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    miners = SimFleet(MIX, directory, block="127.72.0", reboot_seconds=20)
    drivers = ("antminer", "axeos", "whatsminer", "proto_rig")
    system = Combined(
        directory, drivers=drivers, options=("--admin-password-file", str(secret)), poll_seconds=3
    )
    try:
        system.start()
        system.discover(miners.targets)
        system.pair({"filter": "pairing:unpaired"}, RIG_LOGIN)
        rack = place(system)
        asyncio.run(add_history(system))
        system.kill()
        system.start()
        batch_id = live_through(system, miners)
        yield Scene(system, miners, system.devices(), batch_id, rack)
    finally:
        system.close()
        miners.stop()


def place(system: Combined) -> Body:
    """Most miners in racks, and a group; the first rack."""
    devices = system.devices()
    rack = settle(system.api, devices, placed=len(RACKS) * ROWS * COLUMNS - 20)
    system.api.post("/groups", {"name": "Immersion", "description": "In the tanks of hall A"})
    return rack


async def add_history(system: Combined) -> None:
    """A day of samples before now, from what each miner measures now."""
    draw = random.Random(1)  # noqa: S311 - made-up numbers
    now_ms = time.time_ns() // 1_000_000
    devices = [each for each in system.devices() if each["hashrate_hs"]]
    async with open_stores(f"sqlite:///{system.state_dir / 'server' / 'database'}") as stores:
        org_id = await stores.people.ensure_org("default")
        node = (await stores.nodes.nodes(org_id))[0]
        for number, ago in enumerate(range(HISTORY_SECONDS, 0, -HISTORY_STEP_SECONDS)):
            at_ms = now_ms - ago * 1000
            day = math.sin(2 * math.pi * ago / HISTORY_SECONDS)
            samples = [past(device, at_ms, day, draw) for device in devices]
            await stores.telemetry.ingest(
                org_id,
                node.id,
                HISTORY_SEQUENCE + number,
                columns_from_samples(samples),
                received_ms=now_ms,
            )


def past(device: Body, at_ms: int, day: float, draw: random.Random) -> Sample:
    """What a miner may have measured: warmer by day, and never quite even."""
    wobble = 1 + draw.gauss(0, 0.015)
    warm = day * 4 + draw.gauss(0, 0.6)
    sample = Sample(device_id=device["id"], at_ms=at_ms, mining_state=MiningState.MINING, pool_connected=True)
    known = {name: device[name] for name in ("expected_hashrate_hs", "power_target_watts", "fan_rpm")}
    for name, value in known.items():
        sample = replace(sample, **{name: value})
    for name, factor in (("hashrate_hs", wobble), ("power_watts", 1 + draw.gauss(0, 0.005))):
        if device[name] is not None:
            sample = replace(sample, **{name: device[name] * factor})
    for name in ("board_temperature_c", "chip_temperature_c", "inlet_temperature_c"):
        if device[name] is not None:
            sample = replace(sample, **{name: device[name] + warm})
    return sample


def live_through(system: Combined, miners: SimFleet) -> str:
    """Faults and commands, so that there is something to see; the id of a task with failures in it."""
    addresses = sorted(miners.addresses())
    miners.break_miner(addresses[3], "board-loss", index=1)
    miners.break_miner(addresses[9], "fan-failure", index=0)
    miners.break_miner(addresses[17], "hang")
    miners.break_miner(addresses[30], "overheat", delta_c=25)
    miners.break_miner(addresses[21], "liar")
    by_address = {each["address"]: each["id"] for each in system.devices()}
    system.finished(system.issue("STOP_MINING", [by_address[each] for each in addresses[20:26]]))
    system.issue("SET_POWER_TARGET", [by_address[each] for each in addresses[5:9]], percent=80)
    system.issue("BLINK_LED", [by_address[addresses[3]]], on=True)
    time.sleep(75)  # the silent one has to have been silent for long enough to count as offline
    stopped = system.api.get("/batches", limit=50)["batches"]
    return str(next(each["id"] for each in stopped if each["kind"] == "STOP_MINING"))


def take(scene: Scene, shots: Sequence[Shot], directory: Path) -> None:
    """All pictures. Exits with what the pages complained of, if they did."""
    directory.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for scheme in SCHEMES:
            for size, (width, height) in SIZES.items():
                visit = Visit(browser, scene.system.url)
                page = visit.page(width=width, height=height, scheme=scheme)
                sign_in(page)
                for shot in shots:
                    page.goto(shot.path(scene))
                    page.wait_for_timeout(SETTLE_MS)
                    expect(page.locator(PENDING)).to_have_count(0)
                    shot.act(page)
                    page.screenshot(path=directory / f"{shot.name}-{size}-{scheme}.png")
                visit.close()
                if visit.complaints:
                    sys.exit("\n".join(visit.complaints))


def main() -> None:
    """Build the UI, run the scene, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", choices=[shot.name for shot in SHOTS], action="append")
    parser.add_argument("--directory", type=Path, default=ROOT / "docs" / "screenshots")
    chosen = parser.parse_args()
    shots = [shot for shot in SHOTS if not chosen.only or shot.name in chosen.only]
    web_build.build()
    with tempfile.TemporaryDirectory() as directory, scene(Path(directory)) as shown:
        take(shown, shots, chosen.directory)


if __name__ == "__main__":
    main()
