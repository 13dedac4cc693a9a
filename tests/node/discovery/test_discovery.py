"""Discovery: from open ports to devices."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import FoundDevice
from headframe.core.targets import TargetSet
from headframe.node.discovery.discovery import Discovery, DiscoverySettings
from headframe.node.discovery.neighbours import parse_neighbours
from headframe.node.discovery.records import DiscoveryProgress, progress_to_wire
from headframe.node.discovery.settings import ScanSettings
from headframe.wire.convert.found import found_to_wire
from headframe.wire.gen.driver.v1 import driver_pb2
from tests.node.discovery.listening import listeners, loopback
from tests.node.discovery.probing import Host, ScriptedProber, recognised

QUICK = ScanSettings(first_timeout_seconds=0.2, second_timeout_seconds=0.2)
MAC = "02:00:00:00:00:{:02x}"

Start = Callable[..., Discovery]


def open_files() -> set[Path]:
    return set(Path("/proc/self/fd").iterdir())


async def all_of(
    discovery: Discovery, targets: TargetSet, drivers: tuple[str, ...] = ()
) -> tuple[dict[str, FoundDevice], DiscoveryProgress]:
    with anyio.fail_after(30):
        async with discovery.session(targets, drivers) as session:
            found = [device async for device in session]
            progress = session.progress
    keys = {device.key: device for device in found}
    assert len(keys) == len(found)
    return keys, progress


async def test_open_hosts_become_devices(start: Start) -> None:
    answers = {f"127.40.0.{i}": recognised(MAC.format(i)) for i in range(1, 6)}
    driver = ScriptedProber("one", 4_101, answers)
    with listeners([(f"127.40.0.{i}", 4_101) for i in range(1, 8)]):
        found, progress = await all_of(start(Host(driver)), loopback("127.40.0.0/24"))
    assert set(found) == {f"mac:{MAC.format(i)}" for i in range(1, 6)}
    device = found[f"mac:{MAC.format(3)}"]
    assert (device.endpoint.address, dict(device.endpoint.ports)) == ("127.40.0.3", {"api": 4_101})
    assert (device.driver, device.identity.model, device.needs_credentials) == ("one", "S1", True)
    assert progress == DiscoveryProgress(254, 254, 7, 2, 5, 0, finished=True)
    assert len(driver.asked) == 7


async def test_drivers_are_asked_in_order_and_only_about_their_ports(start: Start) -> None:
    tail = ScriptedProber("tail", 4_102, {"127.40.1.1": recognised(MAC.format(1))}, order=99)
    first = ScriptedProber("first", 4_102, {"127.40.1.2": recognised(MAC.format(2))}, order=1)
    other = ScriptedProber("other", 4_103)
    with listeners([("127.40.1.1", 4_102), ("127.40.1.2", 4_102)]):
        found, _ = await all_of(start(Host(tail, other, first)), loopback("127.40.1.1-9"))
    assert {device.driver for device in found.values()} == {"first", "tail"}
    assert {request.address for request in first.asked} == {"127.40.1.1", "127.40.1.2"}
    assert [request.address for request in tail.asked] == ["127.40.1.1"]
    assert other.asked == []


async def test_named_drivers_and_changed_ports_are_kept_to(start: Start) -> None:
    wanted = ScriptedProber("wanted", 4_104, {"127.40.2.1": recognised(MAC.format(1))})
    spare = ScriptedProber("spare", 4_105, {"127.40.2.1": recognised(MAC.format(1))})
    settings = DiscoverySettings(scan=QUICK, ports={"wanted": {"api": 4_105}})
    with listeners([("127.40.2.1", 4_105)]):
        found, _ = await all_of(start(Host(spare, wanted), settings), loopback("127.40.2.1"), ("wanted",))
    assert [(device.driver, dict(device.endpoint.ports)) for device in found.values()] == [
        ("wanted", {"api": 4_105})
    ]
    assert spare.asked == []


async def test_one_device_at_two_addresses_is_told_once(start: Start) -> None:
    answers = {f"127.40.3.{i}": recognised(MAC.format(1).upper()) for i in (1, 2)}
    with listeners([(address, 4_106) for address in answers]):
        found, progress = await all_of(
            start(Host(ScriptedProber("one", 4_106, answers))), loopback("127.40.3.1-4")
        )
    assert set(found) == {f"mac:{MAC.format(1)}"}
    assert progress.devices_repeated == 1


async def test_devices_without_mac_keep_the_key_that_was_drawn_once(start: Start) -> None:
    answers = {"127.40.4.1": recognised(), "127.40.4.2": recognised(), "127.40.4.3": recognised(serial="A7")}
    discovery = start(Host(ScriptedProber("one", 4_107, answers)))
    with listeners([(address, 4_107) for address in answers]):
        first, _ = await all_of(discovery, loopback("127.40.4.1-3"))
        second, _ = await all_of(discovery, loopback("127.40.4.1-3"))
    assert set(first) == set(second)
    assert "serial:make:A7" in first
    drawn = [key for key in first if key.startswith("node:")]
    assert len(drawn) == 2
    assert not any("127.40" in key for key in drawn)


async def test_a_mac_that_only_the_link_tells_becomes_the_key(start: Start) -> None:
    answers = {"127.40.13.1": recognised(serial="A7"), "127.40.13.2": recognised(MAC.format(2))}
    told = {"127.40.13.1": MAC.format(1), "127.40.13.2": MAC.format(99)}
    discovery = start(Host(ScriptedProber("one", 4_117, answers)), neighbours=lambda: told)
    with listeners([(address, 4_117) for address in answers]):
        found, _ = await all_of(discovery, loopback("127.40.13.1-3"))
    assert set(found) == {f"mac:{MAC.format(1)}", f"mac:{MAC.format(2)}"}


def test_only_complete_and_unambiguous_neighbours_count() -> None:
    table = """IP address       HW type     Flags       HW address            Mask     Device
10.0.0.1         0x1         0x2         02:00:00:00:00:01     *        eth0
10.0.0.2         0x1         0x0         02:00:00:00:00:02     *        eth0
10.0.0.3         0x1         0x2         00:00:00:00:00:00     *        eth0
10.0.0.4         0x1         0x2         02:00:00:00:00:04     *        eth0
10.0.0.5         0x1         0x2         02:00:00:00:00:04     *        eth0
10.0.0.6         0x1         0x6         02:00:00:00:00:06     *        eth0
cut short
"""
    assert parse_neighbours(table) == {"10.0.0.1": "02:00:00:00:00:01", "10.0.0.6": "02:00:00:00:00:06"}
    assert parse_neighbours("") == {}


async def test_a_slow_host_delays_nobody(start: Start) -> None:
    release = asyncio.Event()

    async def slow() -> driver_pb2.ProbeResponse:
        await release.wait()
        return recognised(MAC.format(99))

    answers = {f"127.40.5.{i}": recognised(MAC.format(i)) for i in range(1, 21)}
    driver = ScriptedProber("one", 4_108, answers | {"127.40.5.30": slow})
    targets = loopback("127.40.5.1-30")
    with listeners([(address, 4_108) for address in driver.answers]), anyio.fail_after(20):
        async with start(Host(driver)).session(targets) as session:
            found = [(await anext(session)).key for _ in range(20)]
            assert driver.under_way == 1
            release.set()
            found += [device.key async for device in session]
    assert found[-1] == f"mac:{MAC.format(99)}"
    assert len(set(found)) == 21


async def test_probes_are_bounded_by_the_lane_and_by_the_driver(start: Start) -> None:
    answers = {f"127.40.6.{i}": recognised(MAC.format(i)) for i in range(1, 41)}
    with listeners([(address, 4_109) for address in answers]):
        lane = ScriptedProber("one", 4_109, answers)
        await all_of(
            start(Host(lane), DiscoverySettings(scan=QUICK, max_probes=3)), loopback("127.40.6.1-40")
        )
        own = ScriptedProber("one", 4_109, answers, concurrency=2)
        await all_of(start(Host(own)), loopback("127.40.6.1-40"))
    assert 1 <= lane.most_under_way <= 3
    assert 1 <= own.most_under_way <= 2


async def test_a_hanging_probe_is_given_up_and_said(start: Start) -> None:
    async def forever() -> driver_pb2.ProbeResponse:
        await asyncio.Event().wait()
        return driver_pb2.ProbeResponse()

    driver = ScriptedProber("one", 4_110, {"127.40.7.1": forever})
    settings = DiscoverySettings(scan=QUICK, probe_seconds=0.05)
    with listeners([("127.40.7.1", 4_110)]):
        found, progress = await all_of(start(Host(driver), settings), loopback("127.40.7.1"))
    assert found == {}
    assert progress.problem is not None
    assert progress.problem.code is Code.DEVICE_TIMEOUT
    assert (driver.cancelled, driver.under_way) == (1, 0)


async def test_a_failing_plugin_hides_nothing_from_the_next(start: Start) -> None:
    gone = HeadframeError(Code.PLUGIN_UNAVAILABLE, "the driver plugin broken is not running")
    broken = ScriptedProber("broken", 4_111, {"127.40.8.1": gone}, order=1)
    absent = ScriptedProber("absent", 4_112, describe_error=gone)
    sound = ScriptedProber("sound", 4_111, {"127.40.8.1": recognised(MAC.format(1))}, order=2)
    with listeners([("127.40.8.1", 4_111)]):
        found, progress = await all_of(start(Host(broken, absent, sound)), loopback("127.40.8.1"))
    assert [device.driver for device in found.values()] == ["sound"]
    assert progress.problem is not None
    assert progress.problem.code is Code.PLUGIN_UNAVAILABLE


async def test_what_cannot_begin_says_why(start: Start) -> None:
    gone = HeadframeError(Code.PLUGIN_UNAVAILABLE, "gone")
    cases = [
        (Host(), (), Code.PLUGIN_UNAVAILABLE),
        (Host(ScriptedProber("one", 1, describe_error=gone)), (), Code.PLUGIN_UNAVAILABLE),
        (Host(ScriptedProber("one", 1)), ("two",), Code.INVALID_REQUEST),
    ]
    for host, drivers, code in cases:
        with pytest.raises(HeadframeError) as caught:
            await all_of(start(host), loopback("127.0.0.1"), drivers)
        assert caught.value.code is code


async def test_the_lane_is_bounded_and_free_again_afterwards(start: Start) -> None:
    discovery = start(Host(ScriptedProber("one", 4_113)))
    async with discovery.session(loopback("127.40.9.0/24")):
        with pytest.raises(HeadframeError) as caught:
            await all_of(discovery, loopback("127.40.9.1"))
        assert caught.value.code is Code.BUSY
    _, progress = await all_of(discovery, loopback("127.40.9.1"))
    assert progress.finished


async def test_the_callers_own_error_comes_out_as_it_is(start: Start) -> None:
    discovery = start(Host(ScriptedProber("one", 4_114)))
    with pytest.raises(LookupError, match="mine"):
        async with discovery.session(loopback("127.40.10.0/24")):
            raise LookupError("mine")


async def test_cancellation_leaves_no_probe_socket_or_thread(start: Start) -> None:
    began = asyncio.Event()

    async def forever() -> driver_pb2.ProbeResponse:
        began.set()
        await asyncio.Event().wait()
        return driver_pb2.ProbeResponse()

    driver = ScriptedProber("one", 4_115, {"127.40.11.1": forever})
    slow = ScanSettings(first_timeout_seconds=60, max_connects_per_second=300)
    discovery = start(Host(driver), DiscoverySettings(scan=slow))
    with listeners([("127.40.11.1", 4_115)]):
        before = open_files()
        task = asyncio.create_task(all_of(discovery, loopback("127.40.11.0/24")))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert open_files() == before
    assert (driver.cancelled, driver.under_way) == (1, 0)
    assert not [thread for thread in threading.enumerate() if thread.name == "scan"]


async def test_events_carry_what_was_found(start: Start) -> None:
    answers = {"127.40.12.1": recognised(MAC.format(1), "S7")}
    with listeners([("127.40.12.1", 4_116)]):
        found, progress = await all_of(
            start(Host(ScriptedProber("one", 4_116, answers))), loopback("127.40.12.1")
        )
    event = found_to_wire(found[f"mac:{MAC.format(1)}"], command_id="cmd")
    assert (event.command_id, event.address, dict(event.ports)) == ("cmd", "127.40.12.1", {"api": 4_116})
    assert (event.identity.serial, event.needs_credentials, event.driver) == ("S7", True, "one")
    told = progress_to_wire(progress, "cmd")
    assert (told.addresses_total, told.devices_found, told.finished) == (1, 1, True)
    assert not told.HasField("problem")
