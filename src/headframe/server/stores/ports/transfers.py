"""Devices that leave a node for another."""

from collections.abc import Sequence
from typing import Protocol

from headframe.core.transfers import Transfer


class TransferStore(Protocol):
    """Transfers under way; `core.transfers` says when one may end.

    While a device is in one, its owner's manifest lists it not; releasing the device ends the transfer.
    """

    async def begin(self, org_id: int, transfers: Sequence[Transfer]) -> Sequence[int]:
        """Take devices off the manifests of the nodes that they leave; ids of those taken.

        Each is kept with the version that its owner's manifest has without it. A device that its node does
        not own, or that leaves already, is passed over.
        """
        ...

    async def transfers(self, org_id: int, *, from_node_id: int | None = None) -> Sequence[Transfer]:
        """Those under way, of one node or all, by device."""
        ...

    async def cancel(self, org_id: int, device_ids: Sequence[int]) -> Sequence[int]:
        """Put devices back on the manifests of their owners; ids of those that were leaving."""
        ...

    async def vouch_off(self, org_id: int, from_node_id: int, *, at_ms: int | None) -> Sequence[int]:
        """Note when a node's host was vouched to be off, None for that it is not; ids of what leaves it."""
        ...

    async def take_over(self, org_id: int, from_node_id: int, *, let_go_version: int) -> Sequence[Transfer]:
        """Devices that a node has let go become their new owners', UNPAIRED; what was thereby ended."""
        ...

    async def take_over_off(
        self, org_id: int, from_node_id: int, *, vouched_until_ms: int
    ) -> Sequence[Transfer]:
        """The same for a node whose host was vouched to be off by then."""
        ...
