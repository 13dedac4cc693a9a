"""Every port in dictionaries: for tests of what stands above, and as the meaning that SQL is held to.

Each store has `fail_next(method, error)`.
"""

from dataclasses import dataclass

from headframe.server.stores.memory.activity import MemoryActivity
from headframe.server.stores.memory.artifacts import MemoryArtifacts
from headframe.server.stores.memory.audit import MemoryAudit
from headframe.server.stores.memory.commands import MemoryCommands
from headframe.server.stores.memory.devices import MemoryDevices
from headframe.server.stores.memory.enrollments import MemoryEnrollments
from headframe.server.stores.memory.event_marks import MemoryEventMarks
from headframe.server.stores.memory.identities import MemoryIdentities
from headframe.server.stores.memory.keysets import MemoryKeysets
from headframe.server.stores.memory.logins import MemoryLogins
from headframe.server.stores.memory.node_sessions import MemoryNodeSessions
from headframe.server.stores.memory.nodes import MemoryNodes
from headframe.server.stores.memory.people import MemoryPeople
from headframe.server.stores.memory.places import MemoryPlaces
from headframe.server.stores.memory.reconciliation import MemoryReconciliation
from headframe.server.stores.memory.settings import MemorySettings
from headframe.server.stores.memory.state import MemoryState
from headframe.server.stores.memory.telemetry import MemoryTelemetry
from headframe.server.stores.memory.transfers import MemoryTransfers
from headframe.server.stores.memory.views import MemoryViews
from headframe.server.stores.ports import Stores


@dataclass(frozen=True, slots=True)
class MemoryStores(Stores):
    """All ports, with the types that have `fail_next`."""

    people: MemoryPeople
    places: MemoryPlaces
    nodes: MemoryNodes
    devices: MemoryDevices
    commands: MemoryCommands
    telemetry: MemoryTelemetry
    activity: MemoryActivity
    settings: MemorySettings
    views: MemoryViews
    artifacts: MemoryArtifacts
    logins: MemoryLogins
    keysets: MemoryKeysets
    enrollments: MemoryEnrollments
    identities: MemoryIdentities
    node_sessions: MemoryNodeSessions
    audit: MemoryAudit
    event_marks: MemoryEventMarks
    transfers: MemoryTransfers
    reconciliation: MemoryReconciliation


def memory_stores() -> MemoryStores:
    """An empty database."""
    state, audit = MemoryState(), MemoryAudit()
    people, nodes, activity = MemoryPeople(), MemoryNodes(state), MemoryActivity(audit)
    return MemoryStores(
        people=people,
        places=MemoryPlaces(state),
        nodes=nodes,
        devices=MemoryDevices(state),
        commands=MemoryCommands(state, nodes, activity),
        telemetry=MemoryTelemetry(state),
        activity=activity,
        settings=MemorySettings(),
        views=MemoryViews(people),
        artifacts=MemoryArtifacts(),
        logins=MemoryLogins(nodes),
        keysets=MemoryKeysets(audit),
        enrollments=MemoryEnrollments(),
        identities=MemoryIdentities(nodes),
        node_sessions=MemoryNodeSessions(),
        audit=audit,
        event_marks=MemoryEventMarks(),
        transfers=MemoryTransfers(state),
        reconciliation=MemoryReconciliation(state),
    )
