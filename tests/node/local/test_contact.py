"""Contact watched: kept across restarts, told once, and written down for the command line."""

import asyncio
from pathlib import Path

from headframe.core.alone import ALONE_AFTER_SECONDS, AlonePeriod, ContactState
from headframe.kit.clock import ManualClock
from headframe.node.inventory import Inventory
from headframe.node.local.contact import ContactWatch, Waiting
from headframe.node.local.status import FILE, STALE_MS, NodeStatus, StatusFile
from tests.support.in_time import in_time


class Line:
    """A way to a server that the test cuts, and what waits for it."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.clock = directory, ManualClock()
        self.up, self.acts = True, 0
        self.told: list[AlonePeriod] = []

    def watch(self) -> ContactWatch:
        """A node that is started."""
        return ContactWatch(
            state_dir=self.directory,
            connected=lambda: self.up,
            waiting=self._waiting,
            on_back=self._back,
            clock=self.clock,
        )

    async def _waiting(self) -> Waiting:
        return Waiting(self.acts, 10, 1000)

    async def _back(self, period: AlonePeriod) -> None:
        self.told.append(period)


async def test_an_outage_outlives_a_restart_and_is_told_once(tmp_path: Path) -> None:
    line = Line(tmp_path)
    watch = line.watch()
    line.up, line.acts = False, 2
    lost_ms = line.clock.now_ms()
    await watch.look()
    line.clock.advance(ALONE_AFTER_SECONDS)
    await watch.look()
    assert watch.contact.state is ContactState.ALONE
    line.clock.advance(3600)
    watch = line.watch()  # stopped, and started again
    await watch.look()
    assert (watch.contact.state, watch.contact.lost_ms) == (ContactState.ALONE, lost_ms)
    line.up, back_ms = True, line.clock.now_ms()
    await watch.look()
    assert watch.contact.state is ContactState.CATCHING_UP
    assert not line.told
    line.clock.advance(5)
    line.acts = 0
    await watch.look()
    assert watch.contact.state is ContactState.IN_CONTACT
    assert line.told == [AlonePeriod(lost_ms, back_ms)]
    await line.watch().look()
    assert len(line.told) == 1


async def test_a_damaged_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "alone").write_bytes(b"nonsense")
    (tmp_path / "alone").chmod(0o600)
    assert Line(tmp_path).watch().contact.state is ContactState.IN_CONTACT


async def test_the_command_line_reads_how_it_stands(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.up, line.acts = False, 3
    watch = line.watch()
    await watch.look()
    assert NodeStatus.load(tmp_path) is None
    writing = asyncio.create_task(
        StatusFile(tmp_path, watch, Inventory(tmp_path / "owned"), "0.0.0.0:8443", line.clock).run()
    )
    await in_time((tmp_path / FILE).exists)
    line.clock.advance(ALONE_AFTER_SECONDS)
    await watch.look()
    await in_time(lambda: _state(tmp_path) is ContactState.ALONE)
    writing.cancel()
    status = NodeStatus.load(tmp_path)
    assert status is not None
    assert (status.acts_waiting, status.spool_rows, status.local_ui) == (3, 10, "0.0.0.0:8443")
    assert status.runs(line.clock.now_ms())
    assert not status.runs(line.clock.now_ms() + STALE_MS)


def _state(directory: Path) -> ContactState | None:
    status = NodeStatus.load(directory)
    return status.state if status else None
