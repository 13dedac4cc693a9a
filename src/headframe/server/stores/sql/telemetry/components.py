"""Where the components of a sample are found."""

from typing import Protocol


class Components(Protocol):
    """Kept with raw samples."""

    async def components(self, device_id: int, at_ms: int) -> bytes:
        """Serialised components of one sample; empty where there are none any more."""
        ...
