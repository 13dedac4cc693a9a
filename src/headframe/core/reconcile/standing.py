"""How a device stands: who wrote what last, what holds it, and what it goes back to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from headframe.core.commands.payloads import CurtailmentLevel
from headframe.core.reconcile.holds import Hold, strictest
from headframe.core.reconcile.operations import OperationRef
from headframe.core.reconcile.revisions import ORIGINAL, Aspect, Revision


@dataclass(frozen=True, slots=True)
class LastWrite:
    """The last write to one aspect, and the last one made on site, which may be older.

    `undecided` is the revision of the last conflict about the aspect, ORIGINAL where there was none, and
    `disputes` how many there were in all.
    """

    revision: Revision = ORIGINAL
    writer: OperationRef | None = None
    local_revision: Revision = ORIGINAL
    local_writer: OperationRef | None = None
    undecided: Revision = ORIGINAL
    disputes: int = 0


NEVER_WRITTEN = LastWrite()


@dataclass(frozen=True, slots=True)
class Standing:
    """One device. It is reported whole, so that of two reports the one of the higher revision is right.

    `asserted` is the level that the device itself was last brought to; it differs from `level` for as long
    as that could not be done. `was_efficient`: it was brought to EFFICIENCY since it was last let go, which
    a sleep on top does not undo. `asleep_before`: what to go back to after the last hold, None where unknown.
    """

    revision: Revision = ORIGINAL
    aspects: Mapping[Aspect, LastWrite] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    asserted: CurtailmentLevel | None = None
    was_efficient: bool = False
    asleep_before: bool | None = None
    rebooted_at_ms: int | None = None

    @property
    def level(self) -> CurtailmentLevel | None:
        """The level at which its holds keep it; None: nothing holds it."""
        return strictest(self.holds)

    def last(self, aspect: Aspect) -> LastWrite:
        """The last write to an aspect."""
        return self.aspects.get(aspect, NEVER_WRITTEN)

    def wrote(self, aspect: Aspect, writer: OperationRef, revision: Revision) -> "Standing":
        """After a write."""
        last = replace(self.last(aspect), revision=revision, writer=writer)
        if writer.is_local:
            last = replace(last, local_revision=revision, local_writer=writer)
        return self._with(aspect, last, revision)

    def disputed(self, aspect: Aspect, revision: Revision) -> "Standing":
        """After a conflict about an aspect came up."""
        last = self.last(aspect)
        disputed = replace(last, undecided=revision, disputes=last.disputes + 1)
        return self._with(aspect, disputed, revision)

    def _with(self, aspect: Aspect, last: LastWrite, revision: Revision) -> "Standing":
        return replace(self, revision=revision, aspects={**self.aspects, aspect: last})


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """How one device stands, as it is kept and told."""

    device_id: int
    standing: Standing


UNTOUCHED = Standing()


def newer(known: Standing | None, told: Standing) -> bool:
    """Whether a report says something that is not known yet. Reports come late, twice and out of order."""
    return known is None or told.revision > known.revision
