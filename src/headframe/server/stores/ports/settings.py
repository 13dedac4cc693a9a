"""Settings of an organisation: small named JSON documents."""

from collections.abc import Mapping
from typing import Protocol


class SettingStore(Protocol):
    """Named documents. Core and server code decide what stands in them."""

    async def setting(self, org_id: int, name: str) -> Mapping[str, object] | None:
        """One document."""
        ...

    async def put_setting(self, org_id: int, name: str, value: Mapping[str, object]) -> None:
        """Replace one document."""
        ...
