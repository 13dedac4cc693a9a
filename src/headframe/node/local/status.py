"""How the node stands, in a file for its command line: `headframe node status` asks no running process."""

import asyncio
import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from headframe.core.alone import ContactState
from headframe.core.errors import HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.files import read_private, write_private
from headframe.node.inventory import Inventory
from headframe.node.local.contact import ContactWatch

FILE = "status.json"
LOOK_SECONDS, WRITE_SECONDS = 0.5, 5.0
STALE_MS = 15_000
"""A node that has written nothing for so long does not run."""


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """As of `at_ms`. `since_ms` is when contact was lost, None in contact. `local_ui` may be empty."""

    at_ms: int
    state: ContactState
    since_ms: int | None
    devices: int
    acts_waiting: int
    spool_rows: int
    spool_bytes: int
    local_ui: str

    @classmethod
    def load(cls, state_dir: Path) -> "NodeStatus | None":
        """As it was written last; None before a first run, or where the file is damaged."""
        try:
            kept = json.loads(read_private(state_dir / FILE))
            return cls(**{**kept, "state": ContactState(kept["state"])})
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def runs(self, now_ms: int) -> bool:
        """Whether the node that wrote it still does."""
        return now_ms - self.at_ms < STALE_MS


class StatusFile:
    """`run` writes until cancelled."""

    def __init__(
        self,
        state_dir: Path,
        contact: ContactWatch,
        inventory: Inventory,
        local_ui: str,
        clock: Clock,
    ) -> None:
        self._path = state_dir / FILE
        self._contact = contact
        self._inventory = inventory
        self._local_ui = local_ui
        self._clock = clock

    async def run(self) -> None:
        """Write now and then, and when the state changes; a full disk leaves it as it is."""
        written, due = None, 0.0
        while True:
            now, elapsed = self._now(), self._clock.elapsed()
            if now.state is not written or elapsed >= due:
                with contextlib.suppress(HeadframeError):
                    write_private(self._path, json.dumps(asdict(now)).encode())
                written, due = now.state, elapsed + WRITE_SECONDS
            await asyncio.sleep(LOOK_SECONDS)

    def _now(self) -> NodeStatus:
        contact, waiting = self._contact.contact, self._contact.waiting
        return NodeStatus(
            at_ms=self._clock.now_ms(),
            state=contact.state,
            since_ms=contact.lost_ms,
            devices=len(self._inventory),
            acts_waiting=waiting.acts,
            spool_rows=waiting.spool_rows,
            spool_bytes=waiting.spool_bytes,
            local_ui=self._local_ui,
        )
