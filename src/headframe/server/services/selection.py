"""Selectors: which miners a bulk act means, resolved by the server at the moment of the act."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from headframe.core.errors import Code, FieldProblem, HeadframeError
from headframe.core.filters.parser import parse
from headframe.core.fleet import DeviceRow
from headframe.server.services.org_settings import SettingsService
from headframe.server.stores.ports import DeviceStore
from headframe.server.stores.ports.devices import DeviceQuery

ROWS_AT_ONCE = 5_000
"""Rows read per store call: keeps a big selection from being one huge statement."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Either `ids`, or all that `filter_text` matches; `exclude` goes with a filter. "" matches all."""

    ids: tuple[int, ...] | None = None
    filter_text: str | None = None
    exclude: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if (self.ids is None) == (self.filter_text is None):
            message = "Give either ids or filter."
            raise HeadframeError(Code.INVALID_REQUEST, message, fields=(FieldProblem("/selector", message),))

    def describe(self) -> str:
        """One line that people can read and that differs for different selectors."""
        if self.ids is not None:
            return f"{len(self.ids)} by id ({_digest(self.ids)})"
        without = f" without {len(self.exclude)} ({_digest(sorted(self.exclude))})" if self.exclude else ""
        return f"filter: {self.filter_text or 'all'}{without}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows that a selector means now, and the ids among those named that do not exist."""

    rows: Sequence[DeviceRow]
    missing: Sequence[int] = ()

    @property
    def count(self) -> int:
        """Miners selected, missing ones too: what `expected_count` is compared with."""
        return len(self.rows) + len(self.missing)


class SelectionService:
    """Resolves selectors within one organisation."""

    def __init__(self, devices: DeviceStore, settings: SettingsService) -> None:
        self._devices = devices
        self._settings = settings

    async def query(self, org_id: int, selector: Selector) -> DeviceQuery:
        """The query that a filter selector stands for."""
        return DeviceQuery(
            moment=await self._settings.moment(org_id),
            filter=parse(selector.filter_text) if selector.filter_text else None,
            sort="id",
            exclude=selector.exclude,
        )

    async def ids(self, org_id: int, selector: Selector) -> Sequence[int]:
        """Ids meant, each once, in a stable order."""
        if selector.ids is not None:
            return tuple(dict.fromkeys(selector.ids))
        return await self._devices.ids(org_id, await self.query(org_id, selector))

    async def known_ids(self, org_id: int, selector: Selector) -> Sequence[int]:
        """Ids meant that exist; INVALID_REQUEST when the selector means none."""
        return [row.id for row in (await self.resolve(org_id, selector)).rows]

    async def resolve(self, org_id: int, selector: Selector) -> Selection:
        """Rows meant. INVALID_REQUEST when the selector means none."""
        ids = await self.ids(org_id, selector)
        if not ids:
            raise HeadframeError(Code.INVALID_REQUEST, "No miner is selected.")
        moment = await self._settings.moment(org_id)
        rows: list[DeviceRow] = []
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows.extend(await self._devices.rows(org_id, ids[start : start + ROWS_AT_ONCE], moment))
        known = {row.id for row in rows}
        return Selection(rows, tuple(device_id for device_id in ids if device_id not in known))


def _digest(ids: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:12]
