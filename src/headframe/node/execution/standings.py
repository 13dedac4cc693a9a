"""How this node's devices stand: the one place where the writes to a device are put in order.

What is decided is in memory at once and on disk before it is done. A command, an act on site, and time
itself all come through here, from the device's lane and so one after another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.leases.node import Label
from headframe.core.reconcile import restoring
from headframe.core.reconcile.merge import Merge
from headframe.core.reconcile.operations import operation_of
from headframe.core.reconcile.rules import RULES
from headframe.core.reconcile.standing import UNTOUCHED, DeviceStanding, Standing
from headframe.kit.group_commit import GroupCommit
from headframe.node.execution import standing_rows
from headframe.node.execution.outcome import RefusedError

Tell: TypeAlias = Callable[[DeviceStanding], None]
"""Tells the server, now or when it is back, how a device stands."""


class Standings:
    """Use `load` before anything else. `is_asleep` says what a device was last seen doing."""

    def __init__(
        self,
        commits: GroupCommit,
        *,
        tell: Tell,
        is_asleep: Callable[[int], bool | None],
        merge: Merge | None = None,
    ) -> None:
        self._commits = commits
        self._is_asleep = is_asleep
        self._tell = tell
        self._merge = merge or Merge()
        self._label = Label(0, 0)
        self._known: dict[int, Standing] = {}
        self._untold: set[int] = set()
        self._held: set[int] = set()

    async def load(self, *, now_ms: int) -> None:
        """Read what the process before left. `now_ms` begins the epoch of a new file."""
        self._label = Label(await self._commits.run(standing_rows.epoch, now_ms), 0)
        kept = await self._commits.run(standing_rows.standings, None)
        for each in kept:
            self._stands(each.device_id, each.standing)

    def of(self, device_id: int) -> Standing:
        """How a device stands."""
        return self._known.get(device_id, UNTOUCHED)

    def device(self, device_id: int) -> DeviceStanding:
        """The same, with the device's name on it."""
        return DeviceStanding(device_id, self.of(device_id))

    def due(self, now_ms: int) -> Sequence[int]:
        """Devices with a hold whose time is up, or that are not where their holds want them."""
        return [device_id for device_id in self._held if _is_due(self.of(device_id), now_ms)]

    async def admit(
        self, envelope: CommandEnvelope, begin: Callable[[], Awaitable[None]], *, now_ms: int
    ) -> Standing:
        """Decide whether an operation may be done now, and begin it. How the device stood before.

        `begin` writes down that it is done, in the commit that keeps how the device then stands.

        Raises:
            RefusedError: a rule is against it, and nothing was begun.
        """
        device_id = envelope.device_id
        before = self.of(device_id)
        if envelope.kind not in RULES:
            await begin()
            return before
        operation = operation_of(envelope, at_ms=now_ms, was_asleep=self._is_asleep(device_id))
        merged = self._merge.decide(before, operation, self._label)
        self._stands(device_id, merged.standing)
        if merged.refusal:
            await self.keep(device_id)
            raise RefusedError(merged.refusal, merged.conflict)
        kept = self.keep(device_id)
        try:
            await begin()
        finally:
            await kept
        return before

    async def failed(self, envelope: CommandEnvelope, before: Standing) -> None:
        """An operation that was admitted surely did not take effect; the device stood as `before`."""
        device_id = envelope.device_id
        standing = self._merge.undone(self.of(device_id), before, envelope.kind)
        if standing != self.of(device_id):
            self._stands(device_id, standing)
            await self.keep(device_id)

    async def lapsed(self, device_id: int, *, now_ms: int) -> Standing:
        """How a device stands without the holds whose time is up."""
        standing = self._merge.lapsed(self.of(device_id), self._label, now_ms)
        if standing != self.of(device_id):
            self._stands(device_id, standing)
            await self.keep(device_id)
            self.tell(device_id)
        return standing

    async def reached(self, device_id: int, level: CurtailmentLevel | None) -> None:
        """The device was brought to a level."""
        self._stands(device_id, restoring.reached(self.of(device_id), level))
        await self.keep(device_id)

    def keep(self, device_id: int) -> asyncio.Future[None]:
        """Done once it is on disk how a device stands."""
        return self._commits.begin(standing_rows.keep, self.device(device_id))

    def tell(self, device_id: int) -> None:
        """Tell how a device stands."""
        self._untold.discard(device_id)
        self._tell(self.device(device_id))

    def forgotten(self) -> None:
        """The server has forgotten what it was told: all of it is to be told again."""
        self._untold.update(self._known)

    def tell_again(self) -> None:
        """Tell what changed and may not have arrived: everything, after a restart."""
        for device_id in sorted(self._untold):
            self._tell(self.device(device_id))
        self._untold.clear()

    def _stands(self, device_id: int, standing: Standing) -> None:
        if standing == self.of(device_id):
            return
        self._known[device_id] = standing
        self._untold.add(device_id)
        (self._held.add if standing.holds or standing.asserted else self._held.discard)(device_id)


def _is_due(standing: Standing, now_ms: int) -> bool:
    return restoring.is_due(standing) or not all(hold.is_in_force(now_ms) for hold in standing.holds)
