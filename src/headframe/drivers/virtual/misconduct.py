"""Carrying out the faults that are the plugin's own: hanging, crashing, leaking, multiplying."""

import asyncio
import os
import signal
import sys
import time
from typing import IO

from headframe.driver import UnreachableError
from headframe.drivers.virtual.faults import BY_KIND, BY_KIND_OF_WRITE, Fault
from headframe.wire.gen.driver.v1 import driver_pb2

BLOCK_SECONDS = 3600.0
LEAKED_BYTES = 1024 * 1024
LEAKED_FILES = 10
MAX_FORKS = 200
"""So that a fork bomb on a host which lets it is a bounded one."""


class Misconduct:
    """Does to a call what its device's fault says."""

    def __init__(self, slow_seconds: float) -> None:
        self._slow_seconds = slow_seconds
        self._memory: list[bytearray] = []
        self._files: list[IO[bytes]] = []

    async def before_any(self, fault: Fault, target: driver_pb2.Target) -> None:
        """Faults that strike whatever is called."""
        if fault in BY_KIND:
            raise BY_KIND[fault](f"virtual fault {fault.name}")
        match fault:
            case Fault.HANG:
                await asyncio.Event().wait()
            case Fault.HANG_UNCANCELLABLE:
                await _uncancellable()
            case Fault.SLOW:
                await asyncio.sleep(self._slow_seconds)
            case Fault.BLOCK:
                time.sleep(BLOCK_SECONDS)  # noqa: ASYNC251 - the fault itself
            case Fault.CRASH:
                os.kill(os.getpid(), signal.SIGKILL)
            case Fault.RAISE:
                raise ZeroDivisionError(f"login {target.credentials.username}:{target.credentials.password}")
            case Fault.EXIT:
                sys.exit(3)
            case Fault.CANCEL:
                raise asyncio.CancelledError
            case _:
                self._use_up(fault)

    def _use_up(self, fault: Fault) -> None:
        match fault:
            case Fault.LEAK_MEMORY:
                self._memory.append(bytearray(os.urandom(1)) * LEAKED_BYTES)
            case Fault.LEAK_FILES:
                self._files += [open(os.devnull, "rb") for _ in range(LEAKED_FILES)]  # noqa: PTH123, SIM115
            case Fault.FORK_BOMB:
                _multiply()
            case _:
                pass

    @staticmethod
    def before_read(fault: Fault, reads: int) -> None:
        """Faults that only reads have."""
        if fault is Fault.FLAPPING and reads % 2:
            raise UnreachableError("virtual fault FLAPPING")

    @staticmethod
    def before_write(fault: Fault) -> None:
        """Faults that a write meets before it changes anything."""
        if fault in BY_KIND_OF_WRITE:
            raise BY_KIND_OF_WRITE[fault](f"virtual fault {fault.name}", vendor_code="E42")

    @staticmethod
    async def after_write(fault: Fault) -> None:
        """Faults that keep the outcome of a write that took effect from being told."""
        if fault is Fault.CRASH_ON_WRITE:
            os.kill(os.getpid(), signal.SIGKILL)
        if fault is Fault.HANG_ON_WRITE:
            await asyncio.Event().wait()


async def _uncancellable() -> None:
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            continue


def _multiply() -> None:
    """Other programs, that outlive their parent's interest."""
    for _ in range(MAX_FORKS):
        os.posix_spawnp("sleep", ["sleep", str(BLOCK_SECONDS)], os.environ)
