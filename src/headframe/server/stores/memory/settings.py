# ruff: noqa: D102 - what each method promises is written at its port
"""Settings in a dictionary."""

import json
from collections.abc import Mapping

from headframe.server.stores.memory.failing import Failing


class MemorySettings(Failing):
    """SettingStore. Documents are kept as JSON text, so that what cannot be kept elsewhere fails here too."""

    def __init__(self) -> None:
        super().__init__()
        self._documents: dict[tuple[int, str], str] = {}

    async def setting(self, org_id: int, name: str) -> Mapping[str, object] | None:
        text = self._documents.get((org_id, name))
        if text is None:
            return None
        document: dict[str, object] = json.loads(text)
        return document

    async def put_setting(self, org_id: int, name: str, value: Mapping[str, object]) -> None:
        self._documents[org_id, name] = json.dumps(dict(value))
