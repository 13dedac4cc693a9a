"""What the parts of a node know anyway, told when somebody scrapes."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from headframe.core.signing.errors import Flaw
from headframe.kit.monitoring.meters import Scrape
from headframe.node.control.session import ControlSession
from headframe.node.control.upline import UpLine
from headframe.node.execution.executor import Executor
from headframe.node.inventory import Inventory
from headframe.node.metrics import names
from headframe.node.plugins.host import PluginHost
from headframe.node.plugins.status import PluginStatus
from headframe.node.polling.answers import Answers
from headframe.node.polling.poller import Poller
from headframe.node.spool.spool import Spool
from headframe.node.uploads.uploads import Uploads

LONGEST_ERROR = 60


def tell_devices(
    scrape: Scrape, inventory: Inventory, host: PluginHost, poller: Poller, answers: Answers
) -> None:
    """What is owned, and how it is polled."""
    scrape.tell(names.DEVICES_OWNED, len(inventory))
    scrape.tell(names.DEVICES_REACHABLE, answers.reachable)
    for driver in host.names():
        scrape.tell(names.POLLS_IN_FLIGHT, poller.in_flight(driver), driver)


def tell_control(scrape: Scrape, up: UpLine, session: ControlSession, executor: Executor) -> None:
    """The stream, and the commands that came on it."""
    scrape.tell(names.CONTROL_UP, up.connected)
    scrape.tell(names.CONTROL_SESSIONS, session.accepted)
    scrape.tell(names.CONTROL_ATTEMPTS, session.attempts)
    for lane, commands in executor.waiting_by_lane().items():
        scrape.tell(names.COMMANDS_WAITING, commands, lane)


def tell_flaws(scrape: Scrape, flaws: Mapping[Flaw, int]) -> None:
    """Commands that were not believed; every flaw is told, so that the first one is seen as a change."""
    for flaw in Flaw:
        scrape.tell(names.FLAWS, flaws.get(flaw, 0), flaw.value)


def tell_uploads(scrape: Scrape, spool: Spool, uploads: Uploads) -> None:
    """What the server does not have yet."""
    scrape.tell(names.SPOOL_ITEMS, spool.backlog.items)
    scrape.tell(names.SPOOL_BYTES, spool.backlog.size_bytes)
    scrape.tell(names.SPOOL_MAX_BYTES, spool.max_bytes)
    for outbox in (uploads.telemetry, uploads.events):
        scrape.tell(names.UNWRITTEN, outbox.unwritten_batches, outbox.name)
        scrape.tell(names.DROPPED, outbox.dropped_items, outbox.name)


def tell_plugins(scrape: Scrape, host: PluginHost) -> None:
    """Every plugin, by its name."""
    for status in host.statuses():
        scrape.tell(names.PLUGIN_UP, status.running, status.name)
        scrape.tell(names.PLUGIN_PID, status.pid, status.name)
        if status.started_at_ms is not None:
            scrape.tell(names.PLUGIN_START, status.started_at_ms / 1000, status.name)
        scrape.tell(names.PLUGIN_RESTARTS, status.restarts, status.name)
        scrape.tell(names.PLUGIN_MEMORY, status.rss_bytes, status.name)
        scrape.tell(names.PLUGIN_LOG_DROPPED, status.log_lines_dropped, status.name)
        scrape.tell(names.PLUGIN_INFO, 1, status.name, status.state.value, status.version, error_kind(status))


def error_kind(status: PluginStatus) -> str:
    """How the last error begins: what follows a colon is of one time, and would make endless series."""
    return status.last_error.split(":", 1)[0].strip()[:LONGEST_ERROR]


def tell_disk(scrape: Scrape, state_dir: Path) -> None:
    """Room for the node's state."""
    scrape.tell(names.DISK_FREE_BYTES, disk_free_bytes(state_dir))


def disk_free_bytes(directory: Path) -> int | None:
    """Room on a directory's disk; None where nobody can tell."""
    try:
        return shutil.disk_usage(directory).free
    except OSError:
        return None
