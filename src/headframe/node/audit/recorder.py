"""Commands into the log: outcomes out of the command journal, refusals as they happen.

The journal has every outcome on disk before anybody is told of it, and the log remembers how far in the
journal it reaches. So an outcome is written down soon, many with one fsync, off the way of commands; what a
crash leaves out is made up for at the next start; and no outcome is in the log twice. While the log takes
nothing, no command is dispatched.
"""

import asyncio
import contextlib

import structlog

from headframe.core.audit.chain import Head
from headframe.core.audit.checkpoints import is_due
from headframe.core.audit.events import NodeEvent
from headframe.core.errors import HeadframeError, Problem
from headframe.kit.clock import Clock
from headframe.node.audit import entries
from headframe.node.audit.attesting import Attestor
from headframe.node.audit.log import AuditLog
from headframe.node.execution.journal import Journal
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

LINGER_SECONDS = 0.1
"""How long an outcome waits for others to share its fsync."""
TURN_SECONDS = 1.0
"""Between two looks at whether a checkpoint is due, or the disk takes entries again."""
OUTCOMES_AT_ONCE = 512
KEPT_MS = 30 * 24 * 3_600_000
"""How long entries stay that the server has."""
PRUNE_SECONDS = 3_600.0
REFUSALS_A_MINUTE = 600
"""Refusals written down one by one; a flood of forged commands must not fill the disk."""
MINUTE_SECONDS = 60.0


class CommandRecorder:
    """The port `CommandAudit` of execution. `run` writes until cancelled."""

    def __init__(self, audit: AuditLog, journal: Journal, attestor: Attestor, clock: Clock) -> None:
        self._audit = audit
        self._journal = journal
        self._attestor = attestor
        self._clock = clock
        self._woken = asyncio.Event()
        self._trouble: HeadframeError | None = None
        self._signed = Head("")
        self._signed_at = clock.elapsed()
        self._pruned_at = 0.0
        self._refusals = _Budget(clock)

    def check(self) -> None:
        """Raises HeadframeError STORAGE_FULL or STORAGE_UNAVAILABLE while the log takes nothing."""
        if self._trouble is not None:
            raise HeadframeError(
                self._trouble.code,
                f"the node's audit log takes no entries, so nothing is executed: {self._trouble.message}",
            )

    def ended(self) -> None:
        """The journal has another outcome."""
        self._woken.set()

    async def refused(self, command: gateway_pb2.Command, problem: Problem) -> None:
        """Write down a command that was not taken, before anybody is told so."""
        drafts = [entries.refused(self._clock, command, problem)] if self._refusals.spend() else []
        if drafts and (unlisted := self._refusals.take_unlisted()):
            facts = {"count": unlisted}
            drafts.insert(0, entries.drafted(self._clock, NodeEvent.COMMANDS_REFUSED, **facts))
        try:
            if drafts:
                await self._audit.append(*drafts)
        except HeadframeError as error:
            self._stopped(error)

    async def catch_up(self) -> None:
        """Write down every outcome that the journal has and the log has not."""
        after = await self._audit.derived_up_to()
        if await self._journal.last_result() < after:
            after = (
                0  # the journal was put back from an older copy: what is in the log is known by its command
            )
        while outcomes := await self._journal.results_after(after, limit=OUTCOMES_AT_ONCE):
            drafts = [entries.ended(self._clock, command, outcome) for command, outcome in outcomes]
            after = outcomes[-1][1].result_sequence
            await self._audit.derive(drafts, up_to=after)

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TURN_SECONDS):
                    await self._woken.wait()
                    await asyncio.sleep(LINGER_SECONDS)
            self._woken.clear()
            await self.turn()

    async def turn(self) -> None:
        """Write what is due; tell whether the disk takes it."""
        try:
            if self._trouble is not None:
                await self._audit.probe(self._clock.now_ms())
            await self.catch_up()
            await self._sign()
            await self._prune()
        except HeadframeError as error:
            self._stopped(error)
        else:
            if self._trouble is not None:
                log.info("audit_log_writes_again")
            self._trouble = None

    async def _sign(self) -> None:
        now, newest = self._clock.elapsed(), await self._audit.newest()
        is_same = newest.log_id == self._signed.log_id
        rows = newest.head.index - (self._signed.index if is_same else 0)
        if is_due(rows=rows, since_ms=round((now - self._signed_at) * 1000)):
            await self._audit.add_checkpoint(self._attestor.signed(newest))
            self._signed, self._signed_at = newest.head, now

    async def _prune(self) -> None:
        now = self._clock.elapsed()
        if now - self._pruned_at >= PRUNE_SECONDS:
            self._pruned_at = now
            await self._audit.prune(horizon_ms=self._clock.now_ms() - KEPT_MS)

    def _stopped(self, error: HeadframeError) -> None:
        if self._trouble is None:
            log.error("audit_log_takes_nothing", code=error.code, why=error.message)
        self._trouble = error


class _Budget:
    """So many refusals a minute are written down; the others are counted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since = clock.elapsed()
        self._spent = 0
        self._unlisted = 0

    def spend(self) -> bool:
        now = self._clock.elapsed()
        if now - self._since >= MINUTE_SECONDS:
            self._since, self._spent = now, 0
        self._spent += 1
        if self._spent > REFUSALS_A_MINUTE:
            self._unlisted += 1
            return False
        return True

    def take_unlisted(self) -> int:
        unlisted, self._unlisted = self._unlisted, 0
        return unlisted
