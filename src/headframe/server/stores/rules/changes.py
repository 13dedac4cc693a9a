"""Which devices changed, for watchers that ask often. Kept in memory by the one process of its database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

Order = dict[int, int]


class ChangeLog:
    """The last change of each device by a counter that only grows; bounded by the number of devices.

    Counters begin at `first`: to a caller with an older one, of an earlier process, everything that was
    noted so far is new.
    """

    def __init__(self, first: int = 0) -> None:
        self._counter = first
        self._changed: defaultdict[int, Order] = defaultdict(dict)

    def note(self, org_id: int, device_ids: Iterable[int]) -> None:
        """Devices changed, and the change can be read."""
        order = self._changed[org_id]
        for device_id in device_ids:
            self._counter += 1
            order.pop(device_id, None)
            order[device_id] = self._counter

    def since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        """Devices changed after a counter, oldest change first, and the counter to ask from next."""
        order = self._changed[org_id]
        recent: list[int] = []
        for device_id in reversed(order):
            if order[device_id] <= after:
                break
            recent.append(device_id)
        told = recent[::-1][:limit]
        return told, self._counter if len(told) == len(recent) else order[told[-1]]
