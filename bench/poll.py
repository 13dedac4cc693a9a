"""What one poll of one miner costs: CPU of the node and of its plugin, beside three baselines.

    python bench/poll.py [--miners 500] [--rate 250] [--polls 5000] [--only antminer]

node       the whole path: schedule, plugin process, gRPC, answers, batches encoded for the gateway
driver     our driver alone, called in the benchmark's process
bare       the same requests over bare asyncio protocols and json.loads, nothing else
pyasic_rs  the library, in a process of its own, handles kept between polls; it asks more than our fast poll

All read the same simulated miners at the same rate, one after another, on uvloop. The simulator runs in a
process of its own and is not counted. Everything runs in a network namespace, because pyasic_rs knows no
other ports than the vendors'; where there is none, it is left out and high ports are used.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import children
from pacing import Job
from report import Table, machine

FIRST_ADDRESS = "127.40.0.1"
HIGH_OFFSET = 10_000
START_SECONDS = 120.0
READERS = ("bare", "driver", "node", "pyasic_rs")


@dataclass(frozen=True, slots=True)
class FamilyUnderTest:
    """A family's model in the simulator, and its driver's ports."""

    model: str
    ports: dict[str, int]


FAMILIES = {
    "antminer": FamilyUnderTest("antminer-s19", {"api": 4028, "web": 80}),
    "whatsminer-v2": FamilyUnderTest("whatsminer-m30s++", {"api": 4028, "api_v3": 4433}),
    "whatsminer-v3": FamilyUnderTest("whatsminer-m60s", {"api": 4028, "api_v3": 4433}),
    "axeos": FamilyUnderTest("bitaxe-gamma", {"web": 80}),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """One reader's CPU."""

    polls: float
    failed: float
    seconds: float
    cpu: float
    plugin_cpu: float

    @property
    def milliseconds(self) -> float:
        """CPU of one poll, both processes."""
        return (self.cpu + self.plugin_cpu) / self.polls * 1000


def read_with(reader: str, job: Job) -> Cost:
    """Run one reader in a process of its own."""
    command = [sys.executable, str(children.HERE / "poll_readers.py"), reader]
    done = subprocess.run(
        command,
        input=json.dumps(asdict(job)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=job.seconds + START_SECONDS,
    )
    cost = Cost(**json.loads(done.stdout))
    if cost.failed:
        print(f"  {reader}: {cost.failed:.0f} of {cost.polls:.0f} polls failed")
    return cost


def measure(name: str, options: argparse.Namespace, *, offset: int) -> dict[str, Cost]:
    """All readers on one family."""
    family = FAMILIES[name]
    readers = READERS if not offset else READERS[:-1]
    mix = f"{family.model}:{options.miners}"
    with children.simulated(mix, first=FIRST_ADDRESS, offset=offset):
        job = Job(
            name,
            addresses(options.miners),
            {port: number + offset for port, number in family.ports.items()},
            options.polls,
            options.rate,
            seconds=4 * options.polls / options.rate + START_SECONDS,
        )
        return {reader: read_with(reader, job) for reader in readers}


def addresses(count: int) -> list[str]:
    """Those of the simulated miners, which skip .0 and .255."""
    return [f"127.40.{number // 254}.{number % 254 + 1}" for number in range(count)]


def tabulate(name: str, costs: dict[str, Cost]) -> Table:
    """One family's lines."""
    whole, driver, bare = costs["node"], costs["driver"], costs["bare"]
    table = Table(f"{name}: CPU of one poll, {whole.polls:.0f} polls at {whole.polls / whole.seconds:.0f}/s")
    each, a_second = whole.milliseconds, 1000 / whole.milliseconds
    table.add("end to end", each, "ms", bare.milliseconds, "bare asyncio")
    if "pyasic_rs" in costs:
        table.add("end to end", each, "ms", costs["pyasic_rs"].milliseconds, "pyasic_rs")
    table.add(
        "  of it the plugin", whole.plugin_cpu / whole.polls * 1000, "ms", driver.milliseconds, "driver"
    )
    table.add("  of it the node", whole.cpu / whole.polls * 1000, "ms")
    table.add("driver alone", driver.milliseconds, "ms", bare.milliseconds, "bare asyncio")
    table.add("polls a second a core", a_second, "1/s", 1000 / bare.milliseconds, "bare asyncio")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--miners", type=int, default=500)
    parser.add_argument("--rate", type=float, default=250.0, help="polls a second")
    parser.add_argument("--polls", type=int, default=5_000, help="of each reader on each family")
    parser.add_argument("--only", choices=FAMILIES, action="append")
    parser.add_argument("--quick", action="store_true", help="sizes that take a minute or two")
    options = parser.parse_args(arguments)
    if options.quick:
        options.miners, options.rate, options.polls = 100, 200.0, 1_000
    offset = 0 if children.enter_namespace() else HIGH_OFFSET
    if offset:
        print("pyasic_rs: left out, this machine gives no user namespaces")
    print(machine())
    for name in options.only or FAMILIES:
        print(tabulate(name, measure(name, options, offset=offset)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
