"""The journal's sequence a second time, beside the keys: a journal that was put back alone gives itself away.

It is what the journal had reached at the last heartbeat. A whole state directory that was put back shows by
its count of handshakes instead.
"""

import asyncio
from pathlib import Path

import structlog

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import read_private, write_private
from headframe.node.execution.journal import Journal

FILE = "sequence"

log = structlog.get_logger(__name__)


class JournalFloor:
    """`lost`: the journal is older than what this node has accepted, and the server was not told yet."""

    def __init__(self, directory: Path, journal: Journal) -> None:
        self._path = directory / FILE
        self._journal = journal
        self._floor = 0
        self.lost = False

    async def check(self) -> None:
        """Look at the journal that this process found. STORAGE_UNAVAILABLE for a damaged record."""
        self._floor = await asyncio.to_thread(self._read)
        last = await self._journal.last_sequence()
        self.lost = last < self._floor
        if self.lost:
            log.error("journal_set_back", sequence=last, expected=self._floor)

    async def last_sequence(self) -> int:
        """Highest sequence ever accepted, whatever the journal has forgotten."""
        return max(self._floor, await self._journal.last_sequence())

    async def told(self) -> None:
        """The server knows: the journal goes on from here."""
        await self._journal.raise_sequence(self._floor)
        self.lost = False

    async def keep(self) -> None:
        """Put on disk how far the journal is; where the disk takes nothing, another time."""
        last = await self._journal.last_sequence()
        if last <= self._floor:
            return
        try:
            await asyncio.to_thread(write_private, self._path, b"%d" % last)
        except HeadframeError as error:
            log.warning("journal_floor_not_kept", code=error.code)
            return
        self._floor = last

    def _read(self) -> int:
        try:
            return int(read_private(self._path))
        except FileNotFoundError:
            return 0
        except ValueError as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE, f"{self._path} holds no number: put it back from a backup"
            ) from error
