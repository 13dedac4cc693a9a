"""What a plugin may not do, and who may not call it."""

import asyncio
import contextlib
import dataclasses
import os
import stat
import sys
from pathlib import Path

import grpc
import psutil
import pytest

from headframe.driver.limits import COOKIE_METADATA
from headframe.drivers.virtual.faults import Fault
from headframe.node.plugins import PluginConfig, PluginHost, PluginUnavailableError
from headframe.node.plugins.config import MEBIBYTE, OPEN_FILES
from headframe.node.plugins.process import KEPT_VARIABLES, OWN_VARIABLES
from headframe.wire.gen.driver.v1 import driver_pb2, driver_pb2_grpc
from tests.plugins.plugin_hosting import (
    QUICK,
    client,
    hosted,
    install,
    restarted,
    second,
    status,
    target,
    until,
)


def plugin_process(host: PluginHost, name: str = "virtual") -> psutil.Process:
    pid = status(host, name).pid
    assert pid is not None
    return psutil.Process(pid)


def socket_of(host: PluginHost) -> Path:
    line = plugin_process(host).cmdline()
    return Path(line[line.index("--socket") + 1])


async def test_a_fork_bomb_does_not_get_its_first_child() -> None:
    """Refused to root too, which RLIMIT_NPROC does not bind."""
    async with hosted() as host:
        [result] = [r async for r in client(host).poll([target(Fault.FORK_BOMB)])]
        assert result.error.message == "the driver failed with PermissionError"
        assert plugin_process(host).children(recursive=True) == []
        assert status(host).restarts == 0


async def test_a_fork_bomb_that_was_allowed_is_cleared_away_with_its_plugin() -> None:
    config = dataclasses.replace(QUICK, default=PluginConfig(allow_processes=True))
    async with hosted(config) as host:
        [result] = [r async for r in client(host).poll([target(Fault.FORK_BOMB)], device_timeout_ms=20_000)]
        assert not result.HasField("error")
        children = plugin_process(host).children(recursive=True)
        assert len(children) > 100
    _, alive = psutil.wait_procs(children, timeout=20)
    assert [child for child in alive if child.status() != psutil.STATUS_ZOMBIE] == []


async def test_a_file_leak_is_bounded_and_ends_in_an_error() -> None:
    config = dataclasses.replace(QUICK, default=PluginConfig(max_open_files=100))
    async with hosted(config) as host:
        leaks = [target(Fault.LEAK_FILES, number) for number in range(1, 30)]
        errors = {r.error.message async for r in client(host).poll(leaks)}
        assert "the driver failed with OSError" in errors
        assert plugin_process(host).num_fds() <= 100


async def test_memory_beyond_the_address_space_is_an_error_or_the_end_of_the_plugin_alone() -> None:
    """Whether Python or a native library meets the limit first is chance; neither may grow beyond it."""
    config = dataclasses.replace(QUICK, default=PluginConfig(max_address_space_bytes=1500 * MEBIBYTE))
    async with hosted(config) as host:
        assert plugin_process(host).rlimit(psutil.RLIMIT_AS) == (1500 * MEBIBYTE, 1500 * MEBIBYTE)
        leaks = [target(Fault.LEAK_MEMORY, number) for number in range(250)] * 8
        errors: set[str] = set()
        with contextlib.suppress(PluginUnavailableError):
            async for result in client(host).poll(leaks, device_timeout_ms=20_000):
                errors.add(result.error.message)
        if "the driver failed with MemoryError" not in errors:
            await restarted(host)


async def test_limits_and_session_of_the_process() -> None:
    async with hosted() as host:
        process = plugin_process(host)
        _, allowed = psutil.Process().rlimit(psutil.RLIMIT_NOFILE)
        files = OPEN_FILES if allowed == psutil.RLIM_INFINITY else min(OPEN_FILES, allowed)
        assert process.rlimit(psutil.RLIMIT_NOFILE) == (files, files)
        assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert os.getsid(process.pid) == os.getpgid(process.pid) == process.pid


async def test_nothing_secret_is_passed_where_others_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADFRAME_DATABASE_DSN", "postgres://user:secret@host")
    config = dataclasses.replace(QUICK, default=PluginConfig(environment={"HEADFRAME_HINT": "kept"}))
    async with hosted(config) as host:
        process = plugin_process(host)
        variables = process.environ()
        assert set(variables) <= {*KEPT_VARIABLES, *OWN_VARIABLES, "HEADFRAME_HINT"}
        assert variables["HEADFRAME_HINT"] == "kept"
        supervisor = host._supervisors["virtual"]
        assert supervisor.connection is not None
        [(_, cookie)] = supervisor.connection.metadata
        assert len(cookie) == 64
        assert cookie not in " ".join([*process.cmdline(), *variables.values()])
        assert cookie not in repr(supervisor.connection)


async def test_the_socket_stands_in_a_private_directory() -> None:
    async with hosted() as host:
        socket = socket_of(host)
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        assert stat.S_ISSOCK(socket.stat().st_mode)
    assert not socket.parent.exists()


async def test_a_path_too_long_for_a_socket_is_explained(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    async with hosted(dataclasses.replace(QUICK, runtime_dir=deep)) as host:
        assert "too long" in (await until(host, lambda now: now.restarts > 0)).last_error


@pytest.mark.parametrize("metadata", [(), ((COOKIE_METADATA, "0" * 64),), ((COOKIE_METADATA, ""),)])
async def test_calls_without_the_cookie_are_refused(metadata: tuple[tuple[str, str], ...]) -> None:
    async with hosted() as host, grpc.aio.insecure_channel(f"unix:{socket_of(host)}") as channel:
        stub = driver_pb2_grpc.DriverStub(channel)  # type: ignore[no-untyped-call]
        calls = [
            stub.Describe(driver_pb2.DescribeRequest(), metadata=metadata, timeout=10),
            stub.Execute(driver_pb2.ExecuteRequest(), metadata=metadata, timeout=10),
            anext(aiter(stub.Poll(driver_pb2.PollRequest(), metadata=metadata, timeout=10))),
        ]
        for call in calls:
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await call
            assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_another_runs_cookie_is_refused() -> None:
    async with hosted() as one, hosted() as other:
        connection = one._supervisors["virtual"].connection
        assert connection is not None
        async with grpc.aio.insecure_channel(f"unix:{socket_of(other)}") as channel:
            stub = driver_pb2_grpc.DriverStub(channel)  # type: ignore[no-untyped-call]
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await stub.Describe(driver_pb2.DescribeRequest(), metadata=connection.metadata, timeout=10)
            assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_a_message_larger_than_allowed_is_refused_by_the_plugin_itself() -> None:
    async with hosted() as host, grpc.aio.insecure_channel(f"unix:{socket_of(host)}") as channel:
        connection = host._supervisors["virtual"].connection
        assert connection is not None
        stub = driver_pb2_grpc.DriverStub(channel)  # type: ignore[no-untyped-call]
        huge = driver_pb2.ProbeRequest(address="x" * (5 * MEBIBYTE))
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Probe(huge, metadata=connection.metadata, timeout=10)
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert status(host).restarts == 0


@pytest.mark.parametrize("line", [b"", b"short\n", b"x" * 500 + b"\n"])
async def test_a_plugin_started_without_a_cookie_says_so_and_ends(tmp_path: Path, line: bytes) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "headframe.driver", "virtual", "--socket", str(tmp_path / "s")),
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(line), 30)
    assert process.returncode == 64
    assert b"started by a fleet node" in said


async def test_a_chatty_plugin_is_read_but_not_believed(tmp_path: Path) -> None:
    chatter = "import sys; sys.stdout.write('words and words\\n' * 100_000)"
    install(tmp_path, "chatty", second("chatty", start=chatter))
    config = dataclasses.replace(QUICK, allow=frozenset({"chatty"}), search_paths=(tmp_path,))
    async with hosted(config) as host:
        assert status(host, "chatty").running
        assert status(host, "chatty").log_lines_dropped > 90_000
