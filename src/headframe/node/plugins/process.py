"""One plugin process: started, listened to and ended, with everything it may have started itself."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from headframe.driver.limits import COOKIE_METADATA
from headframe.node.plugins.config import PluginConfig
from headframe.node.plugins.output import OutputLines
from headframe.node.plugins.spawn import Child, spawn

COOKIE_BYTES = 32
MAX_SOCKET_PATH_BYTES = 107
READ_BYTES = 65536
READ_OUT_SECONDS = 0.5
"""Time to read what an ended process still said."""

OWN_VARIABLES = {"PYTHONUNBUFFERED": "1", "GRPC_ENABLE_FORK_SUPPORT": "false"}
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")
"""What a plugin inherits of the node's environment."""


class PluginProcess:
    """A started process. `cookie` is what it expects with every call."""

    def __init__(self, child: Child, socket: Path, cookie: str, output: OutputLines) -> None:
        self._child = child
        self._exit = child.exited
        self._reader = asyncio.create_task(self._read(output))
        self._cookie = cookie
        self.socket = socket
        self.output = output

    @property
    def pid(self) -> int:
        """Also the id of its process group."""
        return self._child.pid

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What every call to it carries. Never logged."""
        return ((COOKIE_METADATA, self._cookie),)

    def rss_bytes(self) -> int | None:
        """Memory in use; None when it has gone."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return None

    async def exited(self) -> str:
        """Wait for the end; how it ended, for people."""
        status = await asyncio.shield(self._exit)
        await asyncio.wait((self._reader,), timeout=READ_OUT_SECONDS)
        last = self.output.last[-1] if self.output.last else ""
        return described(status) + (f": {last}" if last and status else "")

    async def stop(self, seconds: float) -> None:
        """End it: standard input, then SIGTERM, then SIGKILL, each to have a third of the time."""
        try:
            with contextlib.suppress(OSError):
                self._child.stdin.close()
            for number in (signal.SIGTERM, signal.SIGKILL):
                done, _ = await asyncio.wait((self._exit,), timeout=seconds / 3)
                if done:
                    break
                self._signal(number)
            await asyncio.wait((self._exit,), timeout=seconds / 3)
        finally:
            self.kill()  # what it left behind in its group, or itself when we are cancelled
            await asyncio.wait((self._exit, self._reader), timeout=READ_OUT_SECONDS)
            self._reader.cancel()
            self._child.close()
            self.socket.unlink(missing_ok=True)

    def kill(self) -> None:
        """SIGKILL to the whole group, without waiting."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    async def _read(self, output: OutputLines) -> None:
        while data := await self._child.stdout.read(READ_BYTES):
            output.feed(data)
        output.finish()


async def start(
    name: str, config: PluginConfig, directory: Path, search_paths: Sequence[Path], output: OutputLines
) -> PluginProcess:
    """Start a plugin in its own session, with its socket in `directory`. Raises OSError."""
    socket = directory / f"{secrets.token_hex(4)}.sock"
    if len(os.fsencode(socket)) > MAX_SOCKET_PATH_BYTES:
        raise OSError(f"{socket} is too long for a UNIX socket; set a shorter runtime directory")
    child = await spawn(command(name, config, socket), environment(config, search_paths), directory)
    cookie = secrets.token_hex(COOKIE_BYTES)
    process = PluginProcess(child, socket, cookie, output)
    with contextlib.suppress(BrokenPipeError):  # it ended at once; its exit tells
        child.stdin.write(cookie.encode() + b"\n")
    return process


def command(name: str, config: PluginConfig, socket: Path) -> list[str]:
    """The command line; the limits on it are set by the child before it loads any driver code."""
    line = [sys.executable, "-P", "-s", "-m", "headframe.driver", name, "--socket", str(socket)]
    for option, value in (
        ("--max-concurrency", config.max_concurrency or None),
        ("--max-open-files", config.max_open_files),
        ("--max-address-space-bytes", config.max_address_space_bytes),
        ("--max-processes", config.max_processes),
    ):
        if value is not None:
            line += [option, str(value)]
    if config.allow_processes:
        line.append("--allow-processes")
    return line


def environment(config: PluginConfig, search_paths: Sequence[Path]) -> dict[str, str]:
    """The plugin's environment: nothing of the node's but what KEPT_VARIABLES names."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    paths = {"PYTHONPATH": os.pathsep.join(map(str, search_paths))} if search_paths else {}
    return {**kept, **paths, **OWN_VARIABLES, **config.environment}


def described(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"
