"""How fast the scanner is, and what it misses: a /16 with three ports, in three surroundings.

    python bench/scan.py [--prefix 16]

loopback  127.x: closed ports refuse at once. Beside it, in the same run, a plain asyncio scanner on a
          smaller slice, as the baseline.
routed    a network of namespaces: a few hundred hosts behind a router that drops everything else.
on link   the same hosts on the scanner's own link: absent ones never answer ARP. A smaller slice, because
          the kernel's ARP table sets the pace there (see headframe.node.discovery.links).

The last two need unprivileged user namespaces and are left out, with a word, where there are none. Prints
microseconds a host-port and the listeners missed; exits 1 when any was.
"""

import argparse
import asyncio
import json
import random
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from headframe.core.targets import TargetPolicy, TargetSet, parse_targets
from headframe.node.discovery.scan import scanning
from headframe.node.discovery.settings import ScanSettings

PORTS = (80, 4028, 4433)
LISTENING_PORT = 4028
HOSTS = 300
BASELINE_PREFIX = 20
ON_LINK_PREFIX = 20
BASELINE_IN_FLIGHT = 1_000
BASELINE_TIMEOUT_SECONDS = 1.0
POLICY = TargetPolicy(allow_loopback=True)
AWAY_BLOCK = "10.64.0.0"
SURROUNDINGS = ("routed", "on link")


@dataclass(frozen=True)
class Measured:
    """One scan. `cpu_seconds` is that of this process, its own event loop included."""

    name: str
    addresses: int
    seconds: float
    cpu_seconds: float
    missed: int
    strangers: int
    retried: int | None = None

    @property
    def microseconds(self) -> float:
        """Time a host-port."""
        return self.seconds / (self.addresses * len(PORTS)) * 1e6

    def __str__(self) -> str:
        retried = "" if self.retried is None else f", {self.retried} tried again"
        return (
            f"{self.name:<17} {self.addresses:>6} addresses x {len(PORTS)} ports: {self.seconds:6.2f} s "
            f"(CPU {self.cpu_seconds:5.2f} s), {self.microseconds:6.1f} us a host-port, "
            f"{self.missed} of {HOSTS} missed, {self.strangers} wrong{retried}"
        )


def chosen_hosts(targets: TargetSet) -> set[str]:
    """The same few hundred addresses of a block in every process."""
    positions = random.Random(11).sample(range(1, len(targets)), HOSTS)
    return {str(targets[position]) for position in positions}


async def ours(name: str, targets: TargetSet, expected: set[str]) -> Measured:
    """The scanner, as discovery uses it."""
    began, cpu = time.perf_counter(), time.process_time()
    async with scanning(targets, PORTS, ScanSettings(), seed=random.getrandbits(64)) as scan:
        found = {host.address async for host in scan if LISTENING_PORT in host.ports}
        retried = scan.progress.retried
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return Measured(name, len(targets), seconds, cpu, len(expected - found), len(found - expected), retried)


async def plain_asyncio(targets: TargetSet, expected: set[str]) -> Measured:
    """What one would write first: open_connection under a semaphore."""
    slots, found = asyncio.Semaphore(BASELINE_IN_FLIGHT), set()

    async def ask(address: str, port: int) -> None:
        try:
            async with asyncio.timeout(BASELINE_TIMEOUT_SECONDS):
                _, writer = await asyncio.open_connection(address, port)
        except OSError:
            return
        finally:
            slots.release()
        writer.transport.abort()
        found.add(address)

    began, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for address in map(str, targets):
            for port in PORTS:
                await slots.acquire()
                group.create_task(ask(address, port))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return Measured(
        "asyncio, loopback", len(targets), seconds, cpu, len(expected - found), len(found - expected)
    )


def listen(addresses: set[str], stack: ExitStack) -> None:
    """Listeners whose connects wait in the backlog."""
    for address in addresses:
        server = stack.enter_context(socket.socket())
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((address, LISTENING_PORT))
        server.listen(64)


def on_loopback(prefix: int) -> list[Measured]:
    """Ours on the whole block, and the baseline on a slice."""
    targets = parse_targets([f"127.64.0.0/{prefix}"], POLICY)
    a_slice = parse_targets([f"127.96.0.0/{max(prefix, BASELINE_PREFIX)}"], POLICY)
    with ExitStack() as stack:
        listen(chosen_hosts(targets) | chosen_hosts(a_slice), stack)
        mine = asyncio.run(ours("loopback", targets, chosen_hosts(targets)))
        print(mine, flush=True)
        baseline = asyncio.run(plain_asyncio(a_slice, chosen_hosts(a_slice)))
        print(baseline)
    print(f"{'':<17} ratio a host-port, asyncio to ours: {baseline.microseconds / mine.microseconds:.1f}")
    return [mine, baseline]


# ---- a network of two namespaces ----------------------------------------------------------------


def ip(*arguments: str, batch: str | None = None) -> None:
    """Call iproute2."""
    subprocess.run(["ip", *arguments], input=batch, text=True, check=True)


def be_the_hosts(surroundings: str, prefix: int) -> None:
    """In a namespace of its own: become a few hundred hosts, until standard input ends."""
    print("here", flush=True)
    sys.stdin.readline()
    address = "10.200.0.2/30" if surroundings == "routed" else "10.200.1.2/32"
    hosts = chosen_hosts(parse_targets([f"{AWAY_BLOCK}/{prefix}"], POLICY))
    ip("-batch", "-", batch="".join(f"addr add {host}/32 dev lo\n" for host in sorted(hosts)))
    ip("addr", "add", address, "dev", "v1")
    for link in ("lo", "v1"):
        ip("link", "set", link, "up")
    if surroundings == "on link":
        ip("route", "add", f"{AWAY_BLOCK}/{prefix}", "dev", "v1")
    with ExitStack() as stack:
        listen(hosts, stack)
        print("up", flush=True)
        sys.stdin.read()


def scan_the_hosts(surroundings: str, prefix: int) -> None:
    """In the outer namespace: lay the link, scan, print the result as JSON."""
    command = [sys.executable, __file__, "--be", surroundings, "--prefix", str(prefix)]
    command = ["unshare", "-n", *command]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hosts:
        assert hosts.stdin is not None
        assert hosts.stdout is not None
        assert hosts.stdout.readline() == "here\n"
        ip("link", "set", "lo", "up")
        ip("link", "add", "v0", "type", "veth", "peer", "name", "v1")
        ip("link", "set", "v1", "netns", str(hosts.pid))
        own = "10.200.0.1/30" if surroundings == "routed" else f"10.64.0.1/{prefix}"
        ip("addr", "add", own, "dev", "v0")
        ip("link", "set", "v0", "up")
        if surroundings == "routed":
            ip("route", "add", f"{AWAY_BLOCK}/{prefix}", "via", "10.200.0.2")
        hosts.stdin.write("go\n")
        hosts.stdin.flush()
        assert hosts.stdout.readline() == "up\n"
        targets = parse_targets([f"{AWAY_BLOCK}/{prefix}"], POLICY)
        # The scanner's own address refuses; the chosen hosts never include it (position 0).
        measured = asyncio.run(ours(surroundings, targets, chosen_hosts(targets)))
        hosts.stdin.close()
    print(json.dumps({name: getattr(measured, name) for name in measured.__dataclass_fields__}))


def in_namespaces(prefix: int) -> list[Measured]:
    """Both networks, each in fresh namespaces; none where they cannot be made."""
    if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode:
        print("routed, on link: left out, this machine gives no user namespaces")
        return []
    results = []
    for surroundings in SURROUNDINGS:
        size = prefix if surroundings == "routed" else max(prefix, ON_LINK_PREFIX)
        command = [sys.executable, __file__, "--scan", surroundings, "--prefix", str(size)]
        done = subprocess.run(["unshare", "-rn", *command], check=True, stdout=subprocess.PIPE, text=True)
        results.append(Measured(**json.loads(done.stdout)))
        print(results[-1], flush=True)
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--prefix", type=int, default=16, choices=range(16, 23))
    parser.add_argument("--be", choices=SURROUNDINGS, help=argparse.SUPPRESS)
    parser.add_argument("--scan", choices=SURROUNDINGS, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 16_384)), hard))
    if chosen.be:
        be_the_hosts(chosen.be, chosen.prefix)
        return 0
    if chosen.scan:
        scan_the_hosts(chosen.scan, chosen.prefix)
        return 0
    results = [on_loopback(chosen.prefix)[0], *in_namespaces(chosen.prefix)]
    return int(any(result.missed or result.strangers for result in results))


if __name__ == "__main__":
    sys.exit(main())
