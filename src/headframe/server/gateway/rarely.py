"""What is told of a node once in a while, however often it happens."""

EVERY_MS = 3_600_000


class Rarely:
    """Remembers when something was told of each node."""

    def __init__(self) -> None:
        self._told: dict[int, int] = {}

    def is_due(self, node_id: int, *, now_ms: int) -> bool:
        """Whether it is to be told now; if so, it counts as told."""
        before = self._told.get(node_id)
        if before is not None and now_ms - before < EVERY_MS:
            return False
        self._told[node_id] = now_ms
        return True
