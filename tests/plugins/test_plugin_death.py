"""Plugins that crash, hang, leak and are killed: noticed, replaced, and nobody else disturbed."""

import asyncio
import contextlib
import dataclasses
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from headframe.drivers.virtual.faults import Fault
from headframe.node.plugins import (
    PluginConfig,
    PluginHost,
    PluginHostConfig,
    PluginOutcomeUnknownError,
    PluginState,
    PluginTimeoutError,
    PluginUnavailableError,
)
from headframe.node.plugins.config import MEBIBYTE
from headframe.wire.gen.driver.v1 import driver_pb2
from tests.plugins.plugin_hosting import (
    QUICK,
    client,
    command,
    gone,
    hosted,
    install,
    restarted,
    second,
    status,
    target,
    until,
)


async def poll(host: PluginHost, *targets: driver_pb2.Target, name: str = "virtual") -> list[str]:
    polled = client(host, name).poll(targets, device_timeout_ms=5000)
    return [r.device_key async for r in polled if r.HasField("sample")]


def pid_of(host: PluginHost, name: str = "virtual") -> int:
    pid = status(host, name).pid
    assert pid is not None
    return pid


def test_host(tmp_path: Path) -> None:
    assert PluginHost(PluginHostConfig(runtime_dir=tmp_path)).statuses() == ()


async def test_a_crash_in_a_poll_is_an_error_then_a_restart() -> None:
    async with hosted() as host:
        first = pid_of(host)
        with pytest.raises(PluginUnavailableError):
            await poll(host, target(), target(Fault.HANG), target(Fault.CRASH))
        after = await restarted(host)
        assert after.pid != first
        assert "SIGKILL" in after.last_error
        assert await poll(host, target(key="again")) == ["again"]


async def test_a_crash_in_a_write_leaves_its_outcome_unknown() -> None:
    request = driver_pb2.ExecuteRequest(target=target(Fault.CRASH_ON_WRITE), command=command(stop_mining={}))
    async with hosted() as host:
        with pytest.raises(PluginOutcomeUnknownError):
            await client(host).execute(request)
        await until(host, lambda now: not now.running)
        with pytest.raises(PluginUnavailableError):
            await client(host).execute(request)


async def test_a_plugin_that_hangs_is_killed_and_replaced() -> None:
    async with hosted() as host:
        with pytest.raises(PluginUnavailableError):
            await poll(host, target(Fault.BLOCK))
        after = await restarted(host)
        assert "health checks" in after.last_error
        assert await poll(host, target(key="again")) == ["again"]


async def test_a_stopped_plugin_is_killed_and_replaced() -> None:
    async with hosted() as host:
        os.kill(pid_of(host), signal.SIGSTOP)
        assert "health checks" in (await restarted(host)).last_error


async def test_a_read_past_its_deadline() -> None:
    async with hosted(dataclasses.replace(QUICK, ping_interval_seconds=60)) as host:
        os.kill(pid_of(host), signal.SIGSTOP)
        with pytest.raises(PluginTimeoutError):
            await client(host).describe(seconds=0.3)
        with pytest.raises(PluginOutcomeUnknownError):
            await client(host).execute(driver_pb2.ExecuteRequest(target=target(), timeout_ms=1))


async def test_a_leak_past_the_budget_ends_the_plugin() -> None:
    budget = PluginConfig(max_rss_bytes=150 * MEBIBYTE)
    async with hosted(dataclasses.replace(QUICK, default=budget)) as host:
        leaking = [target(Fault.LEAK_MEMORY, number) for number in range(1, 200)]
        with contextlib.suppress(PluginUnavailableError):  # it may be over its budget before it is done
            await poll(host, *leaking)
        assert "memory" in (await restarted(host)).last_error


async def test_many_ignored_cancellations_end_the_plugin() -> None:
    async with hosted() as host:
        stuck = [target(Fault.HANG_UNCANCELLABLE, number) for number in range(250)] * 2
        with contextlib.suppress(PluginUnavailableError):  # its last results may still get out
            _ = [r async for r in client(host).poll(stuck, device_timeout_ms=50)]
        assert "ignored their cancellation" in (await restarted(host)).last_error


async def test_one_plugins_crashes_leave_another_untouched(tmp_path: Path) -> None:
    install(tmp_path, "steady", second("steady"))
    config = dataclasses.replace(QUICK, allow=frozenset({"virtual", "steady"}), search_paths=(tmp_path,))
    async with hosted(config) as host:
        steady = pid_of(host, "steady")
        for times in (1, 2, 3):
            with pytest.raises(PluginUnavailableError):
                await poll(host, target(Fault.CRASH))
            assert await poll(host, target(key="kept"), name="steady") == ["kept"]
            await restarted(host, times)
        assert (pid_of(host, "steady"), status(host, "steady").restarts) == (steady, 0)


async def test_restarts_do_not_disturb_polls_of_another_in_progress(tmp_path: Path) -> None:
    """A start must not run gRPC's fork handlers, which break every channel that is in use."""
    install(tmp_path, "steady", second("steady"))
    config = dataclasses.replace(QUICK, allow=frozenset({"virtual", "steady"}), search_paths=(tmp_path,))
    targets = [target(number=number) for number in range(1, 200)]
    async with hosted(config) as host:
        done = asyncio.Event()

        async def busy() -> int:
            rounds = 0
            while not done.is_set():
                assert len(await poll(host, *targets, name="steady")) == len(targets)
                rounds += 1
            return rounds

        pollers = [asyncio.create_task(busy()) for _ in range(4)]
        for times in range(1, 6):
            with pytest.raises(PluginUnavailableError):
                await poll(host, target(Fault.CRASH))
            await restarted(host, times)
        done.set()
        assert min(await asyncio.gather(*pollers)) > 0


async def test_a_driver_that_cannot_start_is_retried_and_explained(tmp_path: Path) -> None:
    install(tmp_path, "broken", "def driver():\n    raise RuntimeError('no such library')\n")
    config = dataclasses.replace(QUICK, allow=frozenset({"broken"}), search_paths=(tmp_path,))
    async with hosted(config) as host:
        failed = await until(host, lambda now: now.restarts >= 2, "broken")
        assert "no such library" in failed.last_error
        with pytest.raises(PluginUnavailableError):
            await client(host, "broken").describe()


async def test_a_driver_that_never_comes_up_is_ended_and_retried(tmp_path: Path) -> None:
    install(tmp_path, "sleepy", second("sleepy", start="__import__('time').sleep(3600)"))
    config = dataclasses.replace(
        QUICK, allow=frozenset({"sleepy"}), search_paths=(tmp_path,), start_seconds=1.0
    )
    async with hosted(config) as host:
        failed = await until(host, lambda now: now.restarts >= 1, "sleepy")
        assert failed.last_error == "did not describe itself in time"


@pytest.mark.parametrize(
    ("change", "words"),
    [("description.contract_version = 99", "contract"), ("description.name = 'other'", "calls itself other")],
)
async def test_an_incompatible_plugin_is_refused_in_words(tmp_path: Path, change: str, words: str) -> None:
    install(tmp_path, "newer", second("newer", change=change))
    config = dataclasses.replace(QUICK, allow=frozenset({"newer"}), search_paths=(tmp_path,))
    async with hosted(config) as host:
        refused = await until(host, lambda now: now.state is PluginState.REFUSED, "newer")
        assert words in refused.last_error
        assert refused.pid is None


async def test_a_name_claimed_twice_runs_neither(tmp_path: Path) -> None:
    install(tmp_path, "virtual", second("virtual"))
    async with hosted(dataclasses.replace(QUICK, search_paths=(tmp_path,))) as host:
        assert host.client("virtual") is None
        assert "several packages" in status(host).last_error


async def test_stopping_is_quick_and_leaves_nothing_behind() -> None:
    """A blocked, a stopped and a well plugin, all within the time promised plus what a busy machine adds."""
    for harm in (None, signal.SIGSTOP):
        async with hosted() as host:
            pid = pid_of(host)
            if harm:
                os.kill(pid, harm)
            started = time.monotonic()
        assert time.monotonic() - started < 4 * QUICK.stop_seconds
        assert not psutil.pid_exists(pid)
        assert status(host).state is PluginState.STOPPED


async def test_cancelling_the_host_ends_its_plugins() -> None:
    pids: list[int] = []

    async def run() -> None:
        async with hosted() as host:
            pids.append(pid_of(host))
            ready.set()
            await asyncio.Event().wait()

    ready = asyncio.Event()
    task = asyncio.create_task(run())
    await ready.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(pids[0])


NODE = """
import asyncio, sys
from headframe.node.plugins import PluginHost, PluginHostConfig

async def main():
    host = PluginHost(PluginHostConfig(allow=frozenset({"virtual"})))
    async with host.running():
        await host.settled()
        print(host.statuses()[0].pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_node_killed_outright_takes_its_plugins_with_it(stopped: bool) -> None:
    """Also a plugin that is stopped, and so cannot notice anything by itself."""
    node = await asyncio.create_subprocess_exec(sys.executable, "-c", NODE, stdout=asyncio.subprocess.PIPE)
    assert node.stdout is not None
    pid = int(await node.stdout.readline())
    if stopped:
        os.kill(pid, signal.SIGSTOP)
    node.kill()
    await gone(pid)
    await node.wait()
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
