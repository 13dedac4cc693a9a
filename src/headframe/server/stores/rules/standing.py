"""What the database knows of a device's state, and what it comes to at a moment.

`core.status` decides; this gathers what it looks at, and tells since when the answer holds.
"""

from dataclasses import dataclass

from headframe.core.status import DeviceStatus, status_at
from headframe.server.stores.ports.devices import Moment


@dataclass(frozen=True, slots=True)
class Standing:
    """Stored facts of one device. Times are ms since the epoch; None is never, or unknown.

    `node_contact_ms` is the last contact of its owner, or of the node that found it while it has none; None
    once the node's stream has ended, when `node_heard_ms` says when it was heard last.
    `lost_at_ms` is when its node said that it cannot reach it. A transition that a report has ended is
    None.
    """

    discovered_at_ms: int
    node_contact_ms: int | None
    reported: DeviceStatus | None = None
    reported_since_ms: int | None = None
    last_report_ms: int | None = None
    lost_at_ms: int | None = None
    transition: DeviceStatus | None = None
    transition_since_ms: int | None = None
    transition_until_ms: int | None = None
    node_heard_ms: int | None = None

    @property
    def reachable(self) -> bool:
        """Whether the device is in contact with its node, by the node's word and its own reports."""
        if self.lost_at_ms is None:
            return True
        return self.last_report_ms is not None and self.last_report_ms > self.lost_at_ms

    def status(self, moment: Moment) -> DeviceStatus:
        """What to show at a moment."""
        contact = self.node_contact_ms
        return status_at(
            self.reported,
            self.last_report_ms,
            moment.now_ms,
            offline_after_ms=moment.offline_after_ms,
            node_in_contact=contact is not None and moment.now_ms - contact <= moment.node_lost_after_ms,
            device_in_contact=self.reachable,
            transition=self.transition,
            transition_until_ms=self.transition_until_ms,
        )

    def since_ms(self, status: DeviceStatus) -> int:
        """Since when `status`, the answer of `status`, holds, as well as is known."""
        if status is DeviceStatus.UNAVAILABLE:
            known = self.node_contact_ms or self.node_heard_ms or self.last_report_ms
        elif status is self.transition:
            known = self.transition_since_ms
        elif status is DeviceStatus.OFFLINE:
            known = self.last_report_ms if self.reachable else self.lost_at_ms
        else:
            known = self.reported_since_ms
        return self.discovered_at_ms if known is None else known
