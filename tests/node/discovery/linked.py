"""Run inside fresh namespaces: a link with 20 hosts, scanned with an ARP table made out to hold 96.

Prints what the scan came to, as JSON. With the argument `hosts` it is the 20 hosts.
"""

import ipaddress
import json
import socket
import subprocess
import sys
import time

from headframe.core.targets import TargetPolicy, parse_targets
from headframe.node.discovery.links import Links
from headframe.node.discovery.scanner import Scanner
from headframe.node.discovery.settings import OpenHost, ScanSettings

HOSTS = [f"10.77.0.{number}" for number in range(2, 122, 6)]


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def be_the_hosts() -> None:
    print("here", flush=True)  # noqa: T201 - the protocol between the two processes
    sys.stdin.readline()
    ip("link", "set", "lo", "up")
    for host in HOSTS:
        ip("addr", "add", f"{host}/24", "dev", "v1")
    ip("link", "set", "v1", "up")
    with socket.create_server(("0.0.0.0", 4028), backlog=64):
        print("up", flush=True)  # noqa: T201 - the protocol between the two processes
        sys.stdin.read()


def scan_them() -> dict[str, object]:
    found: list[OpenHost] = []

    def emit(host: OpenHost) -> bool:
        found.append(host)
        return True

    targets = parse_targets(["10.77.0.2-130"], TargetPolicy())
    links = Links((ipaddress.IPv4Network("10.77.0.0/24"),), room=96)
    scanner = Scanner(
        targets, [80, 4028], ScanSettings(), seed=1, max_in_flight=1_000, emit=emit, links=links
    )
    began = time.monotonic()
    scanner.run()
    print(time.monotonic() - began, scanner.progress, file=sys.stderr)  # noqa: T201 - shown when the test fails
    return {
        "missed": sorted(set(HOSTS) - {host.address for host in found}),
        "ports": sorted({host.ports for host in found}),
        "alive": scanner.progress.hosts_alive,
        "scanned": scanner.progress.addresses_scanned,
    }


def main() -> None:
    if sys.argv[1:] == ["hosts"]:
        be_the_hosts()
        return
    command = ["unshare", "-n", sys.executable, __file__, "hosts"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hosts:
        assert hosts.stdin is not None
        assert hosts.stdout is not None
        hosts.stdout.readline()
        ip("link", "set", "lo", "up")  # the kernel reports absent hosts to itself through it
        ip("link", "add", "v0", "type", "veth", "peer", "name", "v1")
        ip("link", "set", "v1", "netns", str(hosts.pid))
        ip("addr", "add", "10.77.0.1/24", "dev", "v0")
        ip("link", "set", "v0", "up")
        hosts.stdin.write("go\n")
        hosts.stdin.flush()
        hosts.stdout.readline()
        print(json.dumps(scan_them()))  # noqa: T201 - the answer
        hosts.stdin.close()


if __name__ == "__main__":
    main()
