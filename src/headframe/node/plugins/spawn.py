"""Starting a child process beside gRPC.

asyncio's subprocesses will not do: uvloop starts them by fork, which runs gRPC's fork handlers in the
node and breaks the channels of other plugins that are in use. `subprocess` starts by vfork, which runs none.
"""

import asyncio
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO


class Child:
    """A process in a session of its own; its output, and the pipe to its standard input.

    `exited` is its exit status, once it has ended; negative for a signal.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        stdin: IO[bytes],
        stdout: asyncio.StreamReader,
        transport: asyncio.ReadTransport,
    ) -> None:
        self.pid = process.pid
        self.stdin = stdin
        self.stdout = stdout
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[int] = self._loop.create_future()
        threading.Thread(target=self._wait, args=(process,), name=f"wait-{self.pid}", daemon=True).start()

    def close(self) -> None:
        """Let go of its pipes."""
        self.stdin.close()
        self._transport.close()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        status = process.wait()
        try:
            self._loop.call_soon_threadsafe(self._set, status)
        except RuntimeError:  # the loop has closed; nobody waits any more
            return

    def _set(self, status: int) -> None:
        if not self.exited.done():
            self.exited.set_result(status)


async def spawn(command: Sequence[str], environment: Mapping[str, str], directory: Path) -> Child:
    """Start `command`, with standard error joined to its output. Raises OSError."""
    process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own interpreter; vfork returns at its exec
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=directory,
        start_new_session=True,
        bufsize=0,
    )
    if process.stdin is None or process.stdout is None:  # cannot be: both were asked for
        raise OSError("no pipes")
    reader = asyncio.StreamReader()
    try:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), process.stdout
        )
    except BaseException:
        process.kill()
        process.wait()
        raise
    return Child(process, process.stdin, reader, transport)
