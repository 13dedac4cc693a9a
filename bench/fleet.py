"""A whole fleet through the real `headframe combined`, held for minutes: CPU, memory, freshness, loss.

    python bench/fleet.py [--miners 5000] [--minutes 5] [--interval 10]

Simulated miners of five families in one process, `headframe combined` with SQLite in another (and its
plugins), and this observer. It discovers and pairs them through the API, waits until all report, and then
looks once a second for the given minutes.

CPU        of the combined process and of each plugin over the window, in cores
freshness  age of the newest sample that can be read from the store, of every device, once a second; a sample
           is up to one interval old when the next is due, so the aim is p99 <= interval + 2 s
missing    polls of the window without a stored row: a device's samples are one interval apart, and any
           longer gap counts as so many missing, whether the poll failed, came late or was lost on the way
latency    of three API calls once a second, from the same machine; `/me` does next to nothing, so that its
           latency is how long the event loop and the request path let wait

The baseline of each line is the aim. Exits 1 when samples are missing.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import children
import psutil
import server
from fleet_watch import Seen, Store, Stored, watch
from report import Table, machine, percentile

from headframe.cli.client import Client

FIRST_ADDRESS = "127.60.0.1"
HOSTS_OF_BLOCK = 254
OFFSET = 10_000
PORT = 18_420
WARM_SECONDS = 300.0
AIM_LATE_SECONDS = 2.0
MIX = {
    "antminer-s19": 60,
    "antminer-s21": 60,
    "whatsminer-m30s++": 50,
    "whatsminer-m60s": 50,
    "bitaxe-gamma": 40,
    "proto-rig": 40,
}
DRIVER_PORTS = {
    "antminer.api": 4028,
    "antminer.web": 80,
    "whatsminer.api": 4028,
    "whatsminer.api_v3": 4433,
    "axeos.web": 80,
    "proto_rig.web": 80,
}


@dataclass(frozen=True, slots=True)
class Usage:
    """One process: cores over the window, memory at its end."""

    cores: float
    rss_bytes: int


def mix(miners: int) -> str:
    """The demonstration's shares of so many miners."""
    counts = {name: max(1, share * miners // sum(MIX.values())) for name, share in MIX.items()}
    counts["antminer-s19"] += miners - sum(counts.values())
    return ",".join(f"{name}:{count}" for name, count in counts.items())


def targets(miners: int) -> str:
    """The range of their addresses."""
    block, host = divmod(miners - 1, HOSTS_OF_BLOCK)
    return f"{FIRST_ADDRESS}-127.60.{block}.{host + 1}"


def options(interval: float) -> list[str]:
    """Of `headframe combined`."""
    found = ["--without-driver", "asicrs", "--without-driver", "virtual", "--poll-seconds", str(interval)]
    for name, port in DRIVER_PORTS.items():
        found += ["--driver-port", f"{name}={port + OFFSET}"]
    return found


def usage(before: dict[str, float], processes: dict[str, psutil.Process], seconds: float) -> dict[str, Usage]:
    """What each process took since `before`."""
    return {
        name: Usage((_cpu(process) - before[name]) / seconds, process.memory_info().rss)
        for name, process in processes.items()
    }


def _cpu(process: psutil.Process) -> float:
    return children.cpu_seconds(process.pid)


def hold(running: server.Running, client: Client, seconds: float) -> tuple[dict[str, Usage], Seen, int, int]:
    """Watch for so long; also when the window began and ended, in ms."""
    processes = running.processes()
    before = {name: _cpu(process) for name, process in processes.items()}
    began, from_ms = time.monotonic(), time.time_ns() // 1_000_000
    seen = watch(client, Store(running.state_dir), seconds)
    took = usage(before, processes, time.monotonic() - began)
    return took, seen, from_ms, time.time_ns() // 1_000_000


def tell(used: dict[str, Usage], seen: Seen, stored: Stored, title: str, interval: float) -> Table:
    """All of it in one table."""
    table = Table(title)
    for name, each in used.items():
        table.add(f"CPU, {name}", each.cores, "cores")
    table.add("CPU, all", sum(each.cores for each in used.values()), "cores", 1.0, "one core")
    for name, each in used.items():
        table.add(f"memory, {name}", each.rss_bytes / 2**20, "MiB")
    for percent in (50, 99, 100):
        aim = interval + AIM_LATE_SECONDS if percent == 99 else None
        age = percentile(seen.ages, percent)
        table.add(f"age of newest sample, p{percent}", age, "s", aim, "the aim" if aim else "")
    table.add("samples stored", stored.rows, "")
    table.add("samples missing", stored.missing, "")
    for name, found in (
        ("/me", seen.me_ms),
        ("/devices/summary", seen.summary_ms),
        ("/devices", seen.page_ms),
    ):
        table.add(f"GET {name}, p50", percentile(found, 50), "ms")
        table.add(f"GET {name}, p99", percentile(found, 99), "ms")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the fleet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--miners", type=int, default=5_000)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--interval", type=float, default=10.0, help="seconds between two polls")
    parser.add_argument("--quick", action="store_true", help="500 miners for half a minute")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        chosen.miners, chosen.minutes = 500, 0.5
    children.enter_namespace()
    print(machine(), flush=True)
    with (
        children.simulated(mix(chosen.miners), first=FIRST_ADDRESS, offset=OFFSET),
        server.combined(PORT, options(chosen.interval)) as running,
        Client(running.profile) as client,
    ):
        server.bring_in(client, [targets(chosen.miners)], chosen.miners)
        server.until(
            lambda: client.get("/devices/summary"),
            lambda summary: summary["reporting"] >= chosen.miners,
            WARM_SECONDS,
        )
        time.sleep(chosen.interval)
        used, seen, from_ms, to_ms = hold(running, client, chosen.minutes * 60)
        time.sleep(AIM_LATE_SECONDS)
        stored = Store(running.state_dir).stored(from_ms, to_ms, chosen.interval)
        title = f"{chosen.miners} miners every {chosen.interval:g} s, {chosen.minutes:g} minutes"
        print(tell(used, seen, stored, title, chosen.interval), flush=True)
        size = Store(running.state_dir).size_bytes() / 2**20
        print(f"{stored.devices} devices reported; {size:,.0f} MiB on disk")
    return int(stored.missing > 0 or stored.devices != chosen.miners)


if __name__ == "__main__":
    sys.exit(main())
