"""The activity log."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from headframe.api.base import PLAIN, ActorBody, Output
from headframe.core.activity import Activity
from headframe.core.identifiers import MAX_ID

BeforeId = Annotated[int | None, Query(ge=1, le=MAX_ID)]
BatchId = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")]
ActorId = Annotated[str | None, Query(max_length=64, pattern=PLAIN)]
VerbPrefix = Annotated[str, Query(max_length=64, pattern=PLAIN, examples=["device."])]
SearchText = Annotated[str, Query(alias="text", max_length=200, pattern=PLAIN)]


class ActivityBody(Output):
    """One entry: when it happened, and when the server heard of it."""

    id: int
    at_ms: int
    received_at_ms: int
    actor: ActorBody
    verb: str
    summary: str
    device_id: int | None
    node_id: int | None
    batch_id: str | None
    details: dict[str, str | int | float | bool | None]

    @classmethod
    def of(cls, entry: Activity) -> "ActivityBody":
        """From the core's record."""
        return cls(
            id=entry.id,
            at_ms=entry.at_ms,
            received_at_ms=entry.received_at_ms,
            actor=ActorBody.of(entry.actor),
            verb=entry.verb,
            summary=entry.summary,
            device_id=entry.device_id,
            node_id=entry.node_id,
            batch_id=entry.batch_id,
            details=dict(entry.details),
        )


class ActivityPage(Output):
    """Entries, newest first. `next_before_id` is what to ask on with; null: there are no more."""

    entries: list[ActivityBody]
    next_before_id: int | None

    @classmethod
    def of(cls, entries: Sequence[Activity], limit: int) -> "ActivityPage":
        """The first `limit` entries; one more that was found means that there is a next page."""
        return cls(
            entries=[ActivityBody.of(entry) for entry in entries[:limit]],
            next_before_id=entries[limit - 1].id if len(entries) > limit else None,
        )
