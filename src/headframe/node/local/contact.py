"""Whether the node is alone: looked at once a second, kept across restarts, told to the server afterwards."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from headframe.core.alone import AlonePeriod, Contact, ContactState, Look, alone_since, looked
from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.files import read_private, write_private

log = structlog.get_logger(__name__)

FILE = "alone"
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the server does not have yet: acts on site, and samples and events with their bytes on disk."""

    acts: int
    spool_rows: int
    spool_bytes: int


class ContactWatch:
    """`run` serves until cancelled. `on_back` is told each period alone once it is over."""

    def __init__(
        self,
        *,
        state_dir: Path,
        connected: Callable[[], bool],
        waiting: Callable[[], Awaitable[Waiting]],
        on_back: Callable[[AlonePeriod], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._path = state_dir / FILE
        self._connected = connected
        self._waiting = waiting
        self._on_back = on_back
        self._clock = clock
        self.contact = _kept(self._path)
        self.waiting = Waiting(0, 0, 0)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            with contextlib.suppress(HeadframeError):  # a full disk: what is on it is looked at again
                await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once."""
        self.waiting = await self._waiting()
        before = self.contact
        after, period = looked(
            before,
            Look(self._connected(), self.waiting.acts, self._clock.now_ms(), self._clock.elapsed()),
        )
        if after.state is not before.state:
            log.warning("contact_with_server", state=after.state.value, since_ms=after.lost_ms)
            self._keep(after)
        self.contact = after
        if period is not None:
            await self._on_back(period)

    def _keep(self, contact: Contact) -> None:
        if contact.state.is_degraded:
            write_private(self._path, json.dumps({"lost_ms": contact.lost_ms}).encode())
        elif contact.state is ContactState.IN_CONTACT:
            self._path.unlink(missing_ok=True)


def _kept(path: Path) -> Contact:
    """Alone still, where the process before was. A damaged file says nothing."""
    try:
        return alone_since(int(json.loads(read_private(path))["lost_ms"]))
    except FileNotFoundError:
        return Contact()
    except (ValueError, KeyError, TypeError):
        log.warning("contact_not_readable", path=str(path))
        return Contact()
