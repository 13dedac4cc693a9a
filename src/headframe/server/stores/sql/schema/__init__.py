"""Tables, by area. `RELATIONAL` and `TELEMETRY` are two files on SQLite, one database on PostgreSQL.

Every row of an organisation carries `org_id`, references go by (org_id, id), and every query names both.
Times are ms since the epoch, units stand in the names, enumerations are text.
"""

from headframe.server.stores.sql.schema import (
    activity,
    artifacts,
    audit,
    commands,
    devices,
    enrollment,
    event_marks,
    keysets,
    logins,
    nodes,
    people,
    places,
    reconciliation,
    samples,
    transfers,
    views,
)
from headframe.server.stores.sql.schema.types import RELATIONAL, TELEMETRY

__all__ = [
    "RELATIONAL",
    "TELEMETRY",
    "activity",
    "artifacts",
    "audit",
    "commands",
    "devices",
    "enrollment",
    "event_marks",
    "keysets",
    "logins",
    "nodes",
    "people",
    "places",
    "reconciliation",
    "samples",
    "transfers",
    "views",
]
