"""What a demonstration needs before it starts: its directory for itself, and free ports."""

import fcntl
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from headframe.demo.errors import DemoError
from headframe.kit.files import touch_private

LOCK = "lock"


@contextmanager
def held(state_dir: Path) -> Iterator[None]:
    """The directory for this process alone, for as long as the block. The kernel lets go of it at death."""
    path = state_dir / LOCK
    touch_private(path)
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoError(
                f"a demonstration runs in {state_dir} already",
                "Stop it there with Ctrl-C, or give another --state-dir, --port and --first-address.",
            ) from error
        yield
    finally:
        os.close(descriptor)


def check_free(addresses: Sequence[tuple[str, int, str]]) -> None:
    """DemoError naming the first (host, port, option) that cannot be listened on."""
    for host, port, option in addresses:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise DemoError(
                    f"cannot listen on {host} port {port}: {error.strerror}",
                    f"Stop what runs there, or choose another {option}.",
                ) from error
