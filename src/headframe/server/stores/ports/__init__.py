"""What the server needs kept, in core types.

Every port is held to one contract suite on memory, SQLite and PostgreSQL. All methods are scoped to one
organisation by their first argument; a row of another is as good as absent. Failures are
`HeadframeError` with NOT_FOUND, ALREADY_EXISTS, NOT_EMPTY, CONFLICT, STORAGE_FULL or STORAGE_UNAVAILABLE.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from headframe.server.stores.ports.activity import ActivityStore
from headframe.server.stores.ports.artifacts import ArtifactStore
from headframe.server.stores.ports.audit import AuditStore
from headframe.server.stores.ports.commands import CommandStore
from headframe.server.stores.ports.devices import DeviceStore
from headframe.server.stores.ports.enrollments import EnrollmentStore
from headframe.server.stores.ports.event_marks import EventMarkStore
from headframe.server.stores.ports.identities import IdentityStore
from headframe.server.stores.ports.keysets import KeysetStore
from headframe.server.stores.ports.logins import DefaultLoginStore
from headframe.server.stores.ports.node_sessions import NodeSessionStore
from headframe.server.stores.ports.nodes import NodeStore
from headframe.server.stores.ports.people import PeopleStore
from headframe.server.stores.ports.places import PlaceStore
from headframe.server.stores.ports.reconciliation import ReconciliationStore
from headframe.server.stores.ports.settings import SettingStore
from headframe.server.stores.ports.telemetry import TelemetryStore
from headframe.server.stores.ports.transfers import TransferStore
from headframe.server.stores.ports.views import ViewStore


@dataclass(frozen=True, slots=True)
class Stores:
    """All ports of one database, wired in `server.app`.

    Writes to all ports but `telemetry` that are made in a block of `together()` commit as one, or not at
    all: many small writes then cost one commit. Start no task in such a block.
    """

    people: PeopleStore
    places: PlaceStore
    nodes: NodeStore
    devices: DeviceStore
    commands: CommandStore
    telemetry: TelemetryStore
    activity: ActivityStore
    settings: SettingStore
    views: ViewStore
    artifacts: ArtifactStore
    logins: DefaultLoginStore
    keysets: KeysetStore
    enrollments: EnrollmentStore
    identities: IdentityStore
    node_sessions: NodeSessionStore
    audit: AuditStore
    event_marks: EventMarkStore
    transfers: TransferStore
    reconciliation: ReconciliationStore
    together: Callable[[], AbstractAsyncContextManager[None]] = nullcontext


__all__ = [
    "ActivityStore",
    "ArtifactStore",
    "AuditStore",
    "CommandStore",
    "DefaultLoginStore",
    "DeviceStore",
    "EnrollmentStore",
    "EventMarkStore",
    "IdentityStore",
    "KeysetStore",
    "NodeSessionStore",
    "NodeStore",
    "PeopleStore",
    "PlaceStore",
    "ReconciliationStore",
    "SettingStore",
    "Stores",
    "TelemetryStore",
    "TransferStore",
    "ViewStore",
]
