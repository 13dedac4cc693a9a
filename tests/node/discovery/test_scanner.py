"""The connect scanner on real sockets."""

import gc
import random
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.targets import TargetSet
from headframe.node.discovery.scanner import Scanner
from headframe.node.discovery.settings import FILE_HEADROOM, OpenHost, ScanSettings, in_flight_limit
from tests.node.discovery.listening import hanging_up, listeners, loopback, unanswering

QUICK = ScanSettings(first_timeout_seconds=0.05, second_timeout_seconds=0.05)


def descriptors() -> set[str]:
    listed = list(Path("/proc/self/fd").iterdir())
    return {each.name for each in listed if each.is_symlink()}  # without the listing's own


def open_files() -> int:
    return len(descriptors())


def scanner(
    targets: TargetSet,
    ports: list[int],
    emit: Callable[[OpenHost], bool],
    settings: ScanSettings = QUICK,
    in_flight: int = 500,
) -> Scanner:
    return Scanner(targets, ports, settings, seed=1, max_in_flight=in_flight, emit=emit)


def scan(
    targets: TargetSet, ports: list[int], settings: ScanSettings = QUICK, in_flight: int = 500
) -> tuple[list[OpenHost], Scanner]:
    found: list[OpenHost] = []

    def emit(host: OpenHost) -> bool:
        found.append(host)
        return True

    gc.collect()
    before = descriptors()
    made = scanner(targets, ports, emit, settings, in_flight)
    made.run()
    assert not descriptors() - before
    return found, made


def free_ports(count: int) -> list[int]:
    with listeners([("127.0.0.1", 0)] * count) as servers:
        return sorted(server.getsockname()[1] for server in servers)


def test_every_listener_is_found_with_all_its_ports() -> None:
    targets = loopback("127.20.0.0/20")
    ports = free_ports(3)
    generator = random.Random(5)
    hosts = {str(targets[generator.randrange(len(targets))]) for _ in range(60)}
    expected = {host: tuple(sorted(generator.sample(ports, generator.randint(1, 3)))) for host in hosts}
    with listeners([(host, port) for host, open_ports in expected.items() for port in open_ports]):
        found, made = scan(targets, ports)
    assert {host.address: host.ports for host in found} == expected
    assert len(found) == len(expected)
    progress = made.progress
    assert progress.addresses_scanned == progress.addresses_total == progress.hosts_alive == len(targets)
    assert progress.hosts_open == len(expected)
    assert progress.connects == 3 * len(targets)


def test_a_silent_port_is_tried_twice_and_does_not_hide_an_open_one() -> None:
    with unanswering("127.21.0.5") as silent, listeners([("127.21.0.5", 0)]) as (server,):
        port = server.getsockname()[1]
        found, made = scan(loopback("127.21.0.1-10"), [silent.port, port])
    assert found == [OpenHost("127.21.0.5", (port,))]
    assert made.progress.retried == 1
    assert made.progress.addresses_scanned == 10


def test_a_settling_port_spares_the_second_try() -> None:
    with unanswering("127.21.0.5") as silent, listeners([("127.21.0.5", 0)]) as (server,):
        port = server.getsockname()[1]
        settings = ScanSettings(first_timeout_seconds=0.05, settling_ports=frozenset({port}))
        found, made = scan(loopback("127.21.0.5"), [silent.port, port], settings)
    assert found == [OpenHost("127.21.0.5", (port,))]
    assert made.progress.retried == 0


def test_the_second_pass_finds_what_the_first_one_lost() -> None:
    found: list[OpenHost] = []

    def emit(host: OpenHost) -> bool:
        found.append(host)
        return True

    settings = ScanSettings(first_timeout_seconds=0.05, second_timeout_seconds=8.0)
    with unanswering("127.22.0.1") as silent:
        made = scanner(loopback("127.22.0.1"), [silent.port], emit, settings)
        thread = threading.Thread(target=made.run)
        thread.start()
        deadline = time.monotonic() + 10
        while made.progress.connects < 2:  # the second try is out
            assert time.monotonic() < deadline
        silent.free()  # the kernel sends the second try's SYN again after a second
        thread.join(10)
    assert found == [OpenHost("127.22.0.1", (silent.port,))]


def test_a_service_that_hangs_up_at_once_is_open() -> None:
    with hanging_up("127.23.0.1") as port:
        for _ in range(20):
            found, _made = scan(loopback("127.23.0.1"), [port])
            assert found == [OpenHost("127.23.0.1", (port,))]


def test_ipv6_hosts_are_found() -> None:
    with listeners([("::1", 0)]) as (server,):
        port = server.getsockname()[1]
        found, _ = scan(loopback("::1", "127.24.0.1"), [port])
    assert found == [OpenHost("::1", (port,))]


def test_a_scan_leaves_nothing_in_time_wait() -> None:
    with listeners([("127.25.0.1", 0)]) as (server,):
        port = server.getsockname()[1]
        scan(loopback("127.25.0.1"), [port])
        rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    states = {row.split()[3] for row in rows if f":{port:04X}" in row.split()[2]}
    assert "06" not in states


def test_the_rate_limit_holds() -> None:
    [port] = free_ports(1)
    settings = ScanSettings(first_timeout_seconds=0.05, max_connects_per_second=400.0)
    began = time.monotonic()
    _, made = scan(loopback("127.26.0.1-200"), [port], settings)
    elapsed = time.monotonic() - began
    assert made.progress.connects == 200
    assert made.progress.connects <= elapsed * 400 + 1


def test_an_answer_is_seen_however_late_the_thread_runs() -> None:
    # Deadlines long past when the first poll comes: every connect has been answered by then.
    settings = ScanSettings(first_timeout_seconds=0.0, second_timeout_seconds=0.0)
    with listeners([(f"127.27.0.{i}", 40_28) for i in range(1, 51)]):
        found, _ = scan(loopback("127.27.0.1-50"), [40_28], settings)
    assert len(found) == 50


@contextmanager
def file_limit(soft: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_file_limit_bounds_what_is_in_flight() -> None:
    with file_limit(FILE_HEADROOM + open_files() + 100):
        assert 50 <= in_flight_limit(8_000) <= 101
    with file_limit(open_files() + 50), pytest.raises(HeadframeError) as caught:
        in_flight_limit(8_000)
    assert caught.value.code is Code.LIMIT_REACHED


def test_running_out_of_files_slows_the_scan_and_misses_nothing() -> None:
    with listeners([(f"127.28.0.{i}", 4_028) for i in range(1, 21)]), file_limit(open_files() + 8):
        found, made = scan(loopback("127.28.0.1-200"), [4_028], in_flight=100)
    assert len(found) == 20
    assert made.progress.starved > 0
    assert made.progress.addresses_scanned == 200


@pytest.mark.parametrize("ports", [[], list(range(1, 40))])
def test_the_number_of_ports_is_bounded(ports: list[int]) -> None:
    with pytest.raises(ValueError, match="ports"):
        scan(loopback("127.0.0.1"), ports)
