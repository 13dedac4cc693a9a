"""What people and metrics are told about a plugin."""

from dataclasses import dataclass
from enum import StrEnum


class PluginState(StrEnum):
    """Where a plugin is in its life."""

    STARTING = "starting"
    RUNNING = "running"  # and takes calls
    ENDING = "ending"  # takes no more calls; its processes are being cleared away
    WAITING = "waiting"  # ended, to be started again
    REFUSED = "refused"  # will not be started again: it speaks another contract, or its name is claimed twice
    STOPPED = "stopped"  # with the node


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One plugin now. `restarts` counts ends that were not asked for, since the node started.

    `rss_bytes` is measured when the status is read; None while nothing runs.
    """

    name: str
    state: PluginState = PluginState.STARTING
    version: str = ""
    pid: int | None = None
    started_at_ms: int | None = None
    restarts: int = 0
    last_error: str = ""
    rss_bytes: int | None = None
    log_lines_dropped: int = 0

    @property
    def running(self) -> bool:
        """Whether it takes calls."""
        return self.state is PluginState.RUNNING
