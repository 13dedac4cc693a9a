"""How new what each node has uploaded is: kept with its next heartbeat, so that no batch costs a write."""

from headframe.core.telemetry import SampleColumns


class NewestSamples:
    """Times of the newest samples by node, as far as this process took them in."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}

    def stored(self, node_id: int, samples: SampleColumns, *, now_ms: int) -> None:
        """A batch was stored. A node's clock may run ahead: nothing is newer than now."""
        newest = min(max(samples.at_ms, default=0), now_ms)
        self._newest[node_id] = max(newest, self._newest.get(node_id, 0))

    def of(self, node_id: int) -> int | None:
        """The newest of a node; None before any."""
        return self._newest.get(node_id)
