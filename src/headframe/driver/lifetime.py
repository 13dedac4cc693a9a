"""A plugin never outlives its node.

Two independent ties: standard input, which the node holds open and which closes however it dies, and on
Linux the kernel's parent-death signal, which ends a plugin even while a driver blocks its event loop.
"""

import asyncio
import ctypes
import os
import signal
import sys
import threading
import time

from headframe.driver.limits import STOP_GRACE_SECONDS

PR_SET_PDEATHSIG = 1
EXIT_FORCED = 70
"""Exit status when the event loop did not end in time after standard input closed."""


def die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent's starting thread ends. Nothing elsewhere than Linux.

    A parent that died before this call is noticed by `watch_stdin`.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def watch_stdin(descriptor: int, stop: asyncio.Event) -> None:
    """Set `stop` when the pipe closes, and end the process if the loop does not get round to it.

    The watcher is a thread, so that a driver which blocks the loop cannot hold it up.
    """
    loop = asyncio.get_running_loop()

    def watch() -> None:
        while os.read(descriptor, 4096):
            pass
        try:
            loop.call_soon_threadsafe(stop.set)
        except RuntimeError:  # the loop has closed: the process is ending anyway
            return
        time.sleep(2 * STOP_GRACE_SECONDS)
        os._exit(EXIT_FORCED)

    threading.Thread(target=watch, name="stdin-watch", daemon=True).start()
