"""A scan under asyncio: streaming, back-pressure, cancellation."""

import asyncio
import threading
from pathlib import Path

import anyio
import pytest

from headframe.node.discovery.handoff import Handoff
from headframe.node.discovery.scan import RESULT_QUEUE, scanning
from headframe.node.discovery.settings import ScanSettings
from tests.node.discovery.listening import listeners, loopback

QUICK = ScanSettings(first_timeout_seconds=0.05, second_timeout_seconds=0.05)


def open_files() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


def scan_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "scan"]


async def test_hosts_stream_and_the_scan_ends() -> None:
    with listeners([(f"127.30.0.{i}", 4_028) for i in range(1, 9)]):
        async with scanning(loopback("127.30.0.0/24"), [4_028], QUICK, seed=1) as scan:
            found = {host.address async for host in scan}
            assert scan.progress.addresses_scanned == 254
    assert found == {f"127.30.0.{i}" for i in range(1, 9)}
    assert scan_threads() == []


@pytest.mark.serial
async def test_a_slow_consumer_slows_the_scanner_and_misses_nothing() -> None:
    hosts = [f"127.31.{i // 250}.{i % 250 + 1}" for i in range(3 * RESULT_QUEUE)]
    with listeners([(host, 4_028) for host in hosts]):
        async with scanning(loopback("127.31.0.0/22"), [4_028], QUICK, seed=1) as scan:
            with anyio.fail_after(20):
                while scan.progress.hosts_open <= RESULT_QUEUE:
                    await anyio.lowlevel.checkpoint()
            assert scan.progress.hosts_open == RESULT_QUEUE + 1
            found = [host.address async for host in scan]
    assert sorted(found) == sorted(hosts)


@pytest.mark.parametrize("native", [False, True])
async def test_cancellation_leaves_no_socket_and_no_thread(*, native: bool) -> None:
    before = open_files()
    slow = ScanSettings(first_timeout_seconds=60, max_connects_per_second=2_000)
    under_way = asyncio.Event()

    async def endless() -> None:
        async with scanning(loopback("127.32.0.0/14"), [4_028], slow, seed=1) as scan:
            while not scan.progress.connects:
                await anyio.lowlevel.checkpoint()
            under_way.set()
            async for _ in scan:
                pass

    with anyio.fail_after(20):
        if native:
            task = asyncio.create_task(endless())
            await under_way.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        else:
            async with anyio.create_task_group() as group:
                group.start_soon(endless)
                await under_way.wait()
                group.cancel_scope.cancel()
    assert scan_threads() == []
    assert open_files() == before


async def test_leaving_early_ends_a_scanner_that_waits_for_room() -> None:
    hosts = [f"127.33.{i // 250}.{i % 250 + 1}" for i in range(RESULT_QUEUE + 50)]
    with listeners([(host, 4_028) for host in hosts]):
        async with scanning(loopback("127.33.0.0/22"), [4_028], QUICK, seed=1) as scan:
            async for _ in scan:
                break
    assert scan_threads() == []


async def test_an_error_in_the_thread_reaches_the_consumer() -> None:
    handoff: Handoff[int] = Handoff(4)

    def produce() -> None:
        handoff.put(1)
        handoff.end(OSError("lost"))

    thread = threading.Thread(target=produce)
    thread.start()
    assert await anext(handoff) == 1
    with pytest.raises(OSError, match="lost"):
        await anext(handoff)
    thread.join()
