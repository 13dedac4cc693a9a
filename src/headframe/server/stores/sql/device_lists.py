# ruff: noqa: D102 - what each method promises is written at its port
"""Lists, counts and details of devices."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from headframe.core.capabilities import Capabilities
from headframe.core.devices import PairingStatus, Severity
from headframe.core.fleet import NOT_LIVE, DeviceDetail, DeviceRow, FleetSummary
from headframe.core.status import DeviceStatus
from headframe.server.stores.ports.devices import DeviceQuery, Moment
from headframe.server.stores.sql.among import among_named
from headframe.server.stores.sql.changes import Changes
from headframe.server.stores.sql.database import FETCH_ROWS, Database, Reading
from headframe.server.stores.sql.device_codecs import to_capabilities, to_fault, to_settings
from headframe.server.stores.sql.device_query import DeviceSelect, device_select
from headframe.server.stores.sql.device_rows import device_rows
from headframe.server.stores.sql.schema.devices import DEVICE_DETAIL, FAULT
from headframe.server.stores.sql.telemetry.components import Components

FEW_DEVICES = 10
"""So many are read at a glance."""

_DETAIL = DEVICE_DETAIL.c
_CAPABILITIES = select(_DETAIL.device_id, _DETAIL.capabilities).where(
    _DETAIL.org_id == bindparam("org"), among_named(_DETAIL.device_id, "devices")
)


class SqlDeviceLists:
    """The reading half of DeviceStore."""

    def __init__(self, database: Database, changes: Changes, components: Components) -> None:
        self._database = database
        self._changes = changes
        self._components = components

    async def _select(self, reading: Reading, org_id: int, query: DeviceQuery) -> DeviceSelect:
        return await device_select(reading, org_id, query, self._database.dialect)

    async def window(
        self, org_id: int, query: DeviceQuery, *, offset: int, limit: int
    ) -> tuple[Sequence[DeviceRow], int]:
        async with self._database.snapshot() as reading:
            wanted = await self._select(reading, org_id, query)
            counting = wanted.count()  # before the order joins more tables
            ids = await reading.column(wanted.ids().limit(limit).offset(offset))
            is_last = len(ids) < limit and (ids or not offset)
            total = offset + len(ids) if is_last else (await reading.column(counting))[0]
            return await device_rows(reading, org_id, ids, query.moment), total

    async def export(self, org_id: int, query: DeviceQuery) -> AsyncIterator[DeviceRow]:
        async with self._database.snapshot() as reading:
            ids = await reading.column((await self._select(reading, org_id, query)).ids())
            for first in range(0, len(ids), FETCH_ROWS):
                some = ids[first : first + FETCH_ROWS]
                for row in await device_rows(reading, org_id, some, query.moment):
                    yield row

    async def ids(self, org_id: int, query: DeviceQuery) -> Sequence[int]:
        async with self._database.read() as reading:
            return await reading.column((await self._select(reading, org_id, query)).ids())

    async def rows(self, org_id: int, device_ids: Sequence[int], moment: Moment) -> Sequence[DeviceRow]:
        few = len(device_ids) <= FEW_DEVICES
        async with self._database.glance() if few else self._database.snapshot() as reading:
            return await device_rows(reading, org_id, device_ids, moment)

    async def detail(self, org_id: int, device_id: int, moment: Moment) -> DeviceDetail | None:
        mine = (_DETAIL.org_id == org_id, _DETAIL.device_id == device_id)
        open_faults = (
            select(FAULT)
            .where(FAULT.c.org_id == org_id, FAULT.c.device_id == device_id, FAULT.c.closed_at_ms.is_(None))
            .order_by(FAULT.c.id)
        )
        async with self._database.snapshot() as reading:
            rows = await device_rows(reading, org_id, [device_id], moment)
            details = await reading.rows(select(DEVICE_DETAIL).where(*mine))
            faults = [to_fault(row) for row in await reading.rows(open_faults)]
        if not rows or not details:
            return None
        last = rows[0].last_report_ms
        return DeviceDetail(
            rows[0],
            to_capabilities(details[0]["capabilities"]),
            to_settings(details[0]),
            tuple(sorted(faults, key=lambda fault: (-fault.severity.rank, fault.first_seen_ms))),
            b"" if last is None else await self._components.components(device_id, last),
            details[0]["details_at_ms"] or None,
        )

    async def capabilities(self, org_id: int, device_ids: Sequence[int]) -> Mapping[int, Capabilities]:
        named = {"org": org_id, "devices": [*device_ids]}
        few = len(device_ids) <= FEW_DEVICES
        async with self._database.glance() if few else self._database.read() as reading:
            rows = await reading.rows(_CAPABILITIES, named)
        known: dict[bytes, Capabilities] = {}  # one model of miner has one set
        for row in rows:
            if row["capabilities"] not in known:
                known[row["capabilities"]] = to_capabilities(row["capabilities"])
        return {row["device_id"]: known[row["capabilities"]] for row in rows}

    async def summary(self, org_id: int, query: DeviceQuery) -> FleetSummary:
        async with self._database.read() as reading:
            wanted = await self._select(reading, org_id, query)
            return _summary([dict(row) for row in await reading.rows(_sums(wanted))])

    async def facet(self, org_id: int, query: DeviceQuery, field: str) -> Mapping[str, int]:
        async with self._database.read() as reading:
            wanted = await self._select(reading, org_id, query)
            rows = await reading.rows(wanted.facet(field))
        return {row["value"]: row["devices"] for row in rows}

    async def changed_since(self, org_id: int, after: int, *, limit: int) -> tuple[Sequence[int], int]:
        return await self._changes.since(org_id, after, limit=limit)


def _sums(wanted: DeviceSelect) -> Select[Any]:
    status, pairing, worst = (
        wanted.columns.column(name) for name in ("status", "pairing_status", "worst_fault")
    )
    state = wanted.columns.state()
    metered = and_(state.hashrate_hs.is_not(None), state.power_watts.is_not(None))
    return wanted.of(
        status.label("status"),
        pairing.label("pairing_status"),
        worst.label("worst"),
        func.count().label("devices"),
        func.count(state.hashrate_hs).label("reporting"),
        func.coalesce(func.sum(state.hashrate_hs), 0.0).label("hashrate_hs"),
        func.coalesce(func.sum(state.expected_hashrate_hs), 0.0).label("expected_hashrate_hs"),
        func.coalesce(func.sum(state.power_watts), 0.0).label("power_watts"),
        func.coalesce(func.sum(state.hashrate_hs).filter(metered), 0.0).label("metered_hashrate_hs"),
        func.coalesce(func.sum(state.power_watts).filter(metered), 0.0).label("metered_power_watts"),
    ).group_by("status", "pairing_status", "worst")


_SUMS = (
    "hashrate_hs",
    "expected_hashrate_hs",
    "power_watts",
    "metered_hashrate_hs",
    "metered_power_watts",
)


def _summary(groups: Sequence[Mapping[str, Any]]) -> FleetSummary:
    live = [group for group in groups if DeviceStatus(group["status"]) not in NOT_LIVE]
    return FleetSummary(
        devices=sum(group["devices"] for group in groups),
        reporting=sum(group["reporting"] for group in live),
        **{name: sum((group[name] for group in live), 0.0) for name in _SUMS},
        by_status={DeviceStatus(value): count for value, count in _by(groups, "status").items()},
        by_pairing={PairingStatus(value): count for value, count in _by(groups, "pairing_status").items()},
        worst_faults={Severity(value): count for value, count in _by(groups, "worst").items()},
    )


def _by(groups: Sequence[Mapping[str, Any]], name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for group in groups:
        if group[name] is not None:
            counts[group[name]] = counts.get(group[name], 0) + group["devices"]
    return counts
