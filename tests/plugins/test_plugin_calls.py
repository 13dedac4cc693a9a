"""Every call of the driver service, through a real child process."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from headframe.driver.limits import CHUNK_BYTES, MAX_BATCH_TARGETS, MAX_MESSAGE_BYTES
from headframe.drivers.virtual.faults import Fault
from headframe.node.plugins import PluginCallRefusedError, PluginHost
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.plugins.plugin_hosting import QUICK, client, command, hosted, status, target

DEADLY = {Fault.BLOCK, Fault.CRASH}
FULL = driver_pb2.POLL_DEPTH_FULL


@pytest.fixture(scope="module")
async def host(anyio_backend: Any) -> AsyncIterator[PluginHost]:  # noqa: ARG001 - anyio wants it
    async with hosted(QUICK) as running:
        yield running


async def test_describe(host: PluginHost) -> None:
    description = await client(host).describe()
    assert (description.name, description.contract_version) == ("virtual", 1)
    assert status(host).version == description.version
    assert (status(host).rss_bytes or 0) > 1_000_000


async def test_poll_gives_each_device_one_result_whatever_the_driver_does(host: PluginHost) -> None:
    faults = [fault for fault in Fault if fault not in DEADLY]
    targets = [
        target(fault, number, key=f"{fault.name}/{number}") for fault in faults for number in (1, 2, 3)
    ]
    before = time.time_ns() // 1_000_000
    results = [r async for r in client(host).poll(targets, device_timeout_ms=300, max_concurrency=20)]
    assert sorted(r.device_key for r in results) == sorted(t.device_key for t in targets)
    assert all(before <= r.at_ms <= time.time_ns() // 1_000_000 for r in results)
    kinds = {r.device_key.split("/")[0]: r.error.kind for r in results}
    assert kinds["NONE"] == driver_pb2.ERROR_KIND_UNSPECIFIED
    assert kinds["HANG"] == kinds["HANG_UNCANCELLABLE"] == driver_pb2.ERROR_KIND_TIMEOUT
    for defect in ("RAISE", "EXIT", "CANCEL", "NOTHING", "HUGE"):
        assert kinds[defect] == driver_pb2.ERROR_KIND_PROTOCOL
    repeated = [r for r in results if r.device_key.startswith("REPEAT")]
    assert len({r.mac for r in repeated}) == len(repeated)


async def test_an_escaped_exception_tells_its_type_and_nothing_else(host: PluginHost) -> None:
    [result] = [r async for r in client(host).poll([target(Fault.RAISE)])]
    assert result.error.message == "the driver failed with ZeroDivisionError"
    assert "admin" not in result.error.message


async def test_a_slow_device_delays_nobody(host: PluginHost) -> None:
    targets = [target(Fault.HANG, key="slow"), *(target(number=number) for number in range(1, 40))]
    keys = [r.device_key async for r in client(host).poll(targets, device_timeout_ms=1000)]
    assert keys[-1] == "slow"
    assert len(keys) == len(targets)


async def test_a_batch_past_its_deadline_accounts_for_every_device(host: PluginHost) -> None:
    targets = [target(Fault.HANG, number, key=str(number)) for number in range(1, 11)]
    polled = client(host).poll(targets, device_timeout_ms=60_000, max_concurrency=2, seconds=1.0)
    results = [r async for r in polled]
    assert len(results) == len(targets)
    assert {r.error.kind for r in results} == {driver_pb2.ERROR_KIND_TIMEOUT}
    assert sum(r.error.message.startswith("not reached") for r in results) == 8


async def test_full_depth_adds_details_and_fast_does_not(host: PluginHost) -> None:
    [fast] = [r async for r in client(host).poll([target()])]
    [full] = [r async for r in client(host).poll([target()], depth=FULL)]
    assert not fast.HasField("details")
    assert full.details.identity.mac == full.mac == fast.mac
    assert [component.kind for component in full.sample.components].count(
        miner_pb2.COMPONENT_KIND_HASH_BOARD
    ) == 3


async def test_leaving_a_poll_early_cancels_it(host: PluginHost) -> None:
    targets = [target(), *(target(Fault.HANG, number) for number in range(1, 200))]
    polled = client(host).poll(targets, device_timeout_ms=60_000)
    await anext(polled)
    await polled.aclose()
    [result] = [r async for r in client(host).poll([target()])]
    assert result.HasField("sample")


async def test_no_targets_no_results(host: PluginHost) -> None:
    assert [r async for r in client(host).poll([])] == []


async def test_probe_and_pair(host: PluginHost) -> None:
    found = await client(host).probe(driver_pb2.ProbeRequest(address="10.1.0.9", open_ports=[14028]))
    assert found.recognised
    assert found.identity.make == "Virtual"
    not_ours = await client(host).probe(driver_pb2.ProbeRequest(address="10.1.0.9", open_ports=[80]))
    assert not not_ours.recognised
    paired = await client(host).pair(target(number=9))
    assert paired.default_password
    assert paired.identity.mac == found.identity.mac
    wrong = target(number=9)
    wrong.credentials.password = "mistaken"
    refused = await client(host).pair(wrong)
    assert refused.error.kind == driver_pb2.ERROR_KIND_AUTHENTICATION_REJECTED
    assert "mistaken" not in refused.error.message


async def test_probe_and_pair_out_of_time(host: PluginHost) -> None:
    late = await client(host).probe(driver_pb2.ProbeRequest(address="10.66.11.1"), seconds=0.5)
    assert late.error.kind == driver_pb2.ERROR_KIND_TIMEOUT
    late_pairing = await client(host).pair(target(Fault.HANG_UNCANCELLABLE), seconds=0.5)
    assert late_pairing.error.kind == driver_pb2.ERROR_KIND_TIMEOUT


async def execute(host: PluginHost, fault: int, timeout_ms: int = 500) -> driver_pb2.ExecuteResponse:
    request = driver_pb2.ExecuteRequest(
        target=target(fault, 77), command=command(stop_mining={}), timeout_ms=timeout_ms
    )
    return await client(host).execute(request)


async def test_execute(host: PluginHost) -> None:
    done = await execute(host, Fault.NONE)
    assert done.verified
    assert done.sample.mining_state == miner_pb2.MINING_STATE_STOPPED


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.HANG_ON_WRITE, driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN),
        (Fault.HANG_UNCANCELLABLE, driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN),
        (Fault.RAISE, driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN),
        (Fault.EXIT, driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN),
        (Fault.CANCEL, driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN),
        (Fault.REFUSED, driver_pb2.ERROR_KIND_REFUSED),
        (Fault.WRONG_DEVICE, driver_pb2.ERROR_KIND_WRONG_DEVICE),
        (Fault.TIMEOUT, driver_pb2.ERROR_KIND_TIMEOUT),
    ],
)
async def test_a_failed_write_is_unknown_unless_the_driver_says_better(
    host: PluginHost, fault: Fault, kind: int
) -> None:
    done = await execute(host, fault)
    assert done.error.kind == kind
    assert not done.verified
    assert "admin" not in done.error.message


async def test_logs_are_cut_to_the_size_asked_for(host: PluginHost) -> None:
    chunks = [c async for c in client(host).download_logs(target(), max_bytes=100_000)]
    assert [c.file_name for c in chunks if c.file_name] == ["miner.log", "system.log"]
    assert sum(len(c.data) for c in chunks) == 100_000
    failed = [c async for c in client(host).download_logs(target(Fault.UNREACHABLE), max_bytes=10)]
    assert [c.error.kind for c in failed] == [driver_pb2.ERROR_KIND_UNREACHABLE]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.HANG_UNCANCELLABLE, driver_pb2.ERROR_KIND_TIMEOUT),
        (Fault.EXIT, driver_pb2.ERROR_KIND_PROTOCOL),
        (Fault.CANCEL, driver_pb2.ERROR_KIND_PROTOCOL),
        (Fault.RAISE, driver_pb2.ERROR_KIND_PROTOCOL),
    ],
)
async def test_logs_end_in_an_error_whatever_the_driver_does(
    host: PluginHost, fault: Fault, kind: int
) -> None:
    logs = client(host).download_logs(target(fault), max_bytes=10, seconds=1.0)
    assert [chunk.error.kind async for chunk in logs] == [kind]


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


IMAGE = bytes(range(256)) * 5000


def header(fault: int = 0, **changes: object) -> driver_pb2.FirmwareHeader:
    fields: dict[str, object] = {
        "target": target(fault, 50),
        "version": "2.0.0",
        "size_bytes": len(IMAGE),
        "sha256": hashlib.sha256(IMAGE).digest(),
        "timeout_ms": 2000,
    }
    return driver_pb2.FirmwareHeader(**(fields | changes))  # type: ignore[arg-type]


async def firmware_of(host: PluginHost) -> str:
    [result] = [r async for r in client(host).poll([target(0, 50)], depth=FULL)]
    return result.details.identity.firmware


async def test_firmware(host: PluginHost) -> None:
    progress = [p async for p in client(host).update_firmware(header(), pieces(IMAGE, 3 * CHUNK_BYTES))]
    assert progress[-1].stage == driver_pb2.FirmwareProgress.STAGE_DONE
    ratios = [p.ratio for p in progress]
    assert ratios == sorted(ratios)
    assert await firmware_of(host) == "2.0.0"


@pytest.mark.parametrize(
    "changes", [{"sha256": b"\0" * 32}, {"size_bytes": len(IMAGE) - 1}, {"size_bytes": len(IMAGE) + 1}]
)
async def test_a_firmware_image_that_is_not_its_headers_is_not_written(
    host: PluginHost, changes: dict[str, object]
) -> None:
    before = await firmware_of(host)
    wrong = header(version="6.6.6", **changes)
    progress = [p async for p in client(host).update_firmware(wrong, pieces(IMAGE, CHUNK_BYTES))]
    assert progress[-1].error.kind == driver_pb2.ERROR_KIND_INVALID_ARGUMENT
    assert await firmware_of(host) == before


@pytest.mark.parametrize(
    "fault",
    [
        Fault.HANG_UNCANCELLABLE,
        Fault.EXIT,
        Fault.CANCEL,
        Fault.RAISE,
        Fault.HANG_ON_WRITE,
        Fault.OUTCOME_UNKNOWN,
    ],
)
async def test_an_update_that_is_lost_leaves_its_outcome_unknown(host: PluginHost, fault: Fault) -> None:
    update = client(host).update_firmware(header(fault, timeout_ms=1000), pieces(IMAGE, CHUNK_BYTES))
    *_, last = [progress async for progress in update]
    assert last.error.kind == driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN


async def test_a_callers_own_cancellation_stays_one(host: PluginHost) -> None:
    for call in (client(host).pair(target(Fault.HANG)), execute(host, Fault.HANG, timeout_ms=60_000)):
        calling = asyncio.create_task(call)
        await client(host).describe()
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling


async def test_a_firmware_header_out_of_bounds_is_refused_before_the_driver_is_called(
    host: PluginHost,
) -> None:
    with pytest.raises(PluginCallRefusedError):
        _ = [p async for p in client(host).update_firmware(header(size_bytes=0), pieces(IMAGE, CHUNK_BYTES))]


@pytest.mark.parametrize("fault", [Fault.AUTHENTICATION_REJECTED, Fault.REFUSED])
async def test_a_refused_update_says_so_however_much_is_still_being_sent(
    host: PluginHost, fault: Fault
) -> None:
    sent = pieces(IMAGE * 20, CHUNK_BYTES)
    whole = header(fault, size_bytes=20 * len(IMAGE))
    progress = [p async for p in client(host).update_firmware(whole, sent)]
    assert [p.error.kind for p in progress] == [int(fault)]


async def test_oversized_calls_are_refused_and_the_plugin_lives_on(host: PluginHost) -> None:
    too_many = [target()] * (MAX_BATCH_TARGETS + 1)
    with pytest.raises(PluginCallRefusedError):
        _ = [r async for r in client(host).poll(too_many)]
    big = driver_pb2.Target(device_key="x" * MAX_MESSAGE_BYTES, address="10.1.0.1")
    with pytest.raises(PluginCallRefusedError):
        _ = [r async for r in client(host).poll([big])]
    with pytest.raises(PluginCallRefusedError):
        await client(host).execute(driver_pb2.ExecuteRequest(target=big))
    assert (await client(host).describe()).name == "virtual"
    assert status(host).restarts == 0
