"""Devices as rows of lists."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from headframe.core.devices import Endpoint, Identity, PairingStatus, Severity
from headframe.core.fleet import DeviceRow
from headframe.core.places import Placement
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import COUNT_COLUMNS, FLOAT_COLUMNS, MiningState, Sample
from headframe.server.stores.ports.devices import Moment
from headframe.server.stores.rules.standing import Standing
from headframe.server.stores.sql.among import among_named
from headframe.server.stores.sql.command_rows import to_problem
from headframe.server.stores.sql.database import Reading, Row
from headframe.server.stores.sql.device_columns import CONTACT
from headframe.server.stores.sql.schema.devices import DEVICE, DEVICE_DETAIL
from headframe.server.stores.sql.schema.places import BUILDING, DEVICE_GROUP, GROUP_MEMBER, RACK, SITE
from headframe.server.stores.sql.schema.samples import DEVICE_STATE
from headframe.wire.convert.enums import MINING_STATES

_D, _S = DEVICE.c, DEVICE_STATE.c
_MEASURED = (*FLOAT_COLUMNS, *COUNT_COLUMNS)
_POOL = {1: True, 0: False}
_STATE = ("at_ms", *_MEASURED, "mining_state", "pool_connected", "reported", "reported_since_ms")


def _query() -> Select[Any]:
    node = func.coalesce(_D.node_id, _D.seen_by)
    return (
        select(
            DEVICE,
            *(_S[name] for name in _STATE),
            _S.ended_transition_ms,
            CONTACT.c.last_contact_ms,
            CONTACT.c.last_heard_ms,
            SITE.c.name.label("site_name"),
            BUILDING.c.name.label("building_name"),
            RACK.c.name.label("rack_name"),
            DEVICE_DETAIL.c.control_board,
            DEVICE_DETAIL.c.ports,
        )
        .select_from(
            DEVICE.join(DEVICE_DETAIL, DEVICE_DETAIL.c.device_id == _D.id)
            .outerjoin(DEVICE_STATE, _S.device_id == _D.id)
            .outerjoin(CONTACT, CONTACT.c.id == node)
            .outerjoin(SITE, SITE.c.id == _D.site_id)
            .outerjoin(BUILDING, BUILDING.c.id == _D.building_id)
            .outerjoin(RACK, RACK.c.id == _D.rack_id)
        )
        .where(_D.org_id == bindparam("org"), among_named(_D.id, "devices"))
    )


async def device_rows(
    reading: Reading, org_id: int, device_ids: Sequence[int], moment: Moment
) -> Sequence[DeviceRow]:
    """Rows by id, in the order given, missing ones left out."""
    named = {"org": org_id, "devices": [*device_ids]}
    devices, members = await reading.several((_ROWS, named), (_GROUPS, named))
    rows = {row["id"]: row for row in devices}
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for row in members:
        groups[row["device_id"]].append(row["name"])
    return [_row(rows[i], tuple(sorted(groups.get(i, ()))), moment) for i in device_ids if i in rows]


def _row(row: Row, groups: Sequence[str], moment: Moment) -> DeviceRow:
    standing = _standing(row)
    status = standing.status(moment)
    return DeviceRow(
        id=row["id"],
        org_id=row["org_id"],
        key=row["key"],
        name=row["name"],
        identity=to_identity(row),
        endpoint=Endpoint(row["address"], json.loads(row["ports"])),
        driver=row["driver"],
        node_id=row["node_id"],
        seen_by_node_id=row["seen_by"],
        pairing=PairingStatus(row["pairing"]),
        status=status,
        status_since_ms=standing.since_ms(status),
        last_report_ms=standing.last_report_ms,
        reachable=standing.reachable,
        sample=_sample(row),
        placement=_placement(row),
        site_name=row["site_name"] or "",
        building_name=row["building_name"] or "",
        rack_name=row["rack_name"] or "",
        groups=groups,
        fault_count=row["fault_count"],
        worst_fault=Severity(row["worst_fault"]) if row["worst_fault"] else None,
        pool_url=row["pool_url"],
        pool_user=row["pool_user"],
        problem=to_problem(row["problem"]),
        discovered_at_ms=row["discovered_at_ms"],
        moving_to_node_id=row["moving_to"],
    )


def to_identity(row: Row | Mapping[str, Any]) -> Identity:
    """What a device says it is, from its row and its details."""
    return Identity(
        row["mac"],
        row["serial"],
        row["make"],
        row["model"],
        row["firmware"],
        row["hostname"],
        row["control_board"],
    )


def _standing(row: Row) -> Standing:
    ended, since = row["ended_transition_ms"], row["transition_since_ms"]
    is_over = ended is not None and since is not None and ended >= since
    transition = None if row["transition"] is None or is_over else DeviceStatus(row["transition"])
    return Standing(
        row["discovered_at_ms"],
        row["last_contact_ms"],
        DeviceStatus(row["reported"]) if row["reported"] else None,
        row["reported_since_ms"],
        row["at_ms"],
        row["lost_at_ms"],
        transition,
        since,
        row["transition_until_ms"],
        row["last_heard_ms"],
    )


def _sample(row: Row) -> Sample | None:
    if row["at_ms"] is None:
        return None
    return Sample(
        row["id"],
        row["at_ms"],
        **{name: row[name] for name in _MEASURED},
        mining_state=MINING_STATES.to_core.get(row["mining_state"], MiningState.UNKNOWN),
        pool_connected=_POOL.get(row["pool_connected"]),
    )


def _placement(row: Row) -> Placement | None:
    if row["site_id"] is None:
        return None
    return Placement(row["site_id"], row["building_id"], row["rack_id"], row["slot_row"], row["slot_column"])


_ROWS = _query()
_MEMBER = GROUP_MEMBER.c
_GROUPS = (
    select(_MEMBER.device_id, DEVICE_GROUP.c.name)
    .join(DEVICE_GROUP, and_(DEVICE_GROUP.c.id == _MEMBER.group_id, DEVICE_GROUP.c.org_id == _MEMBER.org_id))
    .where(_MEMBER.org_id == bindparam("org"), among_named(_MEMBER.device_id, "devices"))
)
