"""The activity log: who did what to which, in event time and in received time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from headframe.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry. `verb` is a dotted name ("device.paired"); `details` are ids and figures, never secrets."""

    id: int
    org_id: int
    at_ms: int
    received_at_ms: int
    actor: Actor
    verb: str
    summary: str
    device_id: int | None = None
    node_id: int | None = None
    batch_id: str | None = None
    details: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
