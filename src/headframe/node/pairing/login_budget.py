"""How many wrong logins a device is troubled with: firmware locks accounts, for minutes or for good."""

from collections import deque
from collections.abc import Callable

MAX_REJECTIONS = 4
"""Wrong logins in one window; the strictest lock-out known to us comes at the fifth."""
WINDOW_SECONDS = 300.0
MAX_DEVICES = 100_000
"""Devices remembered at once; beyond it the one troubled longest ago is forgotten."""


class LoginBudget:
    """Counts rejected logins by device. `elapsed` gives seconds that never jump."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._rejections: dict[int, deque[float]] = {}

    def wait_seconds(self, device_id: int) -> float:
        """How long to wait before the next try; 0: go on."""
        rejections = self._recent(device_id)
        if len(rejections) < MAX_REJECTIONS:
            return 0.0
        return rejections[0] + WINDOW_SECONDS - self._elapsed()

    def rejected(self, device_id: int) -> None:
        """Count a rejected login."""
        rejections = self._recent(device_id)
        rejections.append(self._elapsed())
        self._rejections.pop(device_id, None)
        self._rejections[device_id] = rejections
        if len(self._rejections) > MAX_DEVICES:
            del self._rejections[next(iter(self._rejections))]

    def accepted(self, device_id: int) -> None:
        """A login worked: devices start counting anew, and so do we."""
        self._rejections.pop(device_id, None)

    def _recent(self, device_id: int) -> deque[float]:
        rejections = self._rejections.get(device_id, deque())
        while rejections and rejections[0] + WINDOW_SECONDS <= self._elapsed():
            rejections.popleft()
        return rejections
