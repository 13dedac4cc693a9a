"""Which devices changed, for watchers that ask often. Kept in memory by the one process of its database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

Order = dict[int, int]


class ChangeLog:
    """The last change of each device by a counter that only grows; bounded by the number of devices.

    Counters begin at `first`. A caller that asks after an older one, of an earlier process, is told so
    by None: for it, everything has changed.
    """

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._counter = first
        self._changed: defaultdict[int, Order] = defaultdict(dict)

    def note(self, org_id: int, device_ids: Iterable[int]) -> None:
        """Devices changed, and the change can be read."""
        order = self._changed[org_id]
        for device_id in device_ids:
            self._counter += 1
            order.pop(device_id, None)
            order[device_id] = self._counter

    def since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int] | None:
        """Devices changed after a counter, and the counter to ask from next; None where it is too old."""
        if after < self._first:
            return None
        order = self._changed[org_id]
        recent: list[int] = []
        for device_id in reversed(order):
            if order[device_id] <= after:
                break
            recent.append(device_id)
        oldest_first = recent[::-1][:limit]
        complete = len(oldest_first) == len(recent)
        return oldest_first, self._counter if complete else order[oldest_first[-1]]

    @property
    def counter(self) -> int:
        """The counter now."""
        return self._counter
