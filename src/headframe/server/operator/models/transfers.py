"""Moving devices from one node to another."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import VISIBLE, ActorBody, Id, Input, Output
from headframe.api.commands import ReasonBody
from headframe.api.selectors import ExpectedCount, SelectorInput
from headframe.core.transfers import HOST_OFF_WAIT_MS, MAX_REASON_CHARS, Transfer
from headframe.server.operator.models.pairing import MAX_LOGINS, LoginInput
from headframe.server.services.transfers.service import TransferPreview, TransferRequest, TransferStarted

Reason = Annotated[str, StringConstraints(min_length=1, max_length=MAX_REASON_CHARS, pattern=VISIBLE)]


class TransferPreviewInput(Input):
    """Devices of a node, and the node that they are to go to."""

    selector: SelectorInput
    to_node_id: Id


class TransferPreviewBody(Output):
    """What would move now. Send `selected` back as `expected_count`."""

    selected: int
    can: int
    cannot: int
    reasons: list[ReasonBody]
    source_connected: bool
    target_connected: bool

    @classmethod
    def of(cls, preview: TransferPreview) -> "TransferPreviewBody":
        """From the use-case's result."""
        plan = preview.plan
        return cls(
            selected=plan.count,
            can=len(plan.accepted),
            cannot=len(plan.refused),
            reasons=[
                ReasonBody.of(code, reason, list(entries))
                for (code, reason), entries in plan.reasons().items()
            ],
            source_connected=preview.source_connected,
            target_connected=preview.target_connected,
        )


class TransferInput(TransferPreviewInput):
    """What goes where, and how the new owner logs in: the old owner's logins cannot be read by anybody else.

    Logins are tried in order, then the organisation's default logins and the makers', where `try_defaults`
    is set.
    """

    credentials: Annotated[list[LoginInput], Field(max_length=MAX_LOGINS, default_factory=list)]
    try_defaults: bool = True
    expected_count: ExpectedCount | None = None

    def to_core(self, from_node_id: int) -> TransferRequest:
        """The use-case's request."""
        return TransferRequest(
            selector=self.selector.to_core(),
            from_node_id=from_node_id,
            to_node_id=self.to_node_id,
            credentials=tuple(login.to_core() for login in self.credentials),
            try_defaults=self.try_defaults,
            expected_count=self.expected_count,
        )


class TransferStartedBody(Output):
    """How many devices leave, and how many stay. Without `source_connected` their owner cannot let go yet."""

    started: int
    left_out: int
    source_connected: bool

    @classmethod
    def of(cls, started: TransferStarted) -> "TransferStartedBody":
        """From the use-case's result."""
        return cls(
            started=started.started, left_out=started.left_out, source_connected=started.source_connected
        )


class HostOffInput(Input):
    """An operator's word that a node's host is off or unplugged, and how that is known."""

    reason: Reason


class TransferBody(Output):
    """Devices that one person moves from one node to another, and that their owner has not let go yet.

    `host_off_at_ms` is when somebody vouched that the owner's host is off; they go over at `due_at_ms` then.
    """

    from_node_id: Id
    to_node_id: Id
    devices: int
    asked_at_ms: int
    asked_by: ActorBody
    host_off_at_ms: int | None
    due_at_ms: int | None

    @classmethod
    def of(cls, transfers: Iterable[Transfer]) -> "list[TransferBody]":
        """From the store's records, one a device; oldest first."""
        acts: dict[tuple[object, ...], list[Transfer]] = {}
        for each in sorted(transfers, key=lambda each: each.asked_at_ms):
            key = (each.asked_at_ms, each.from_node_id, each.to_node_id, each.actor, each.host_off_at_ms)
            acts.setdefault(key, []).append(each)
        return [cls._of_act(act[0], len(act)) for act in acts.values()]

    @classmethod
    def _of_act(cls, first: Transfer, devices: int) -> "TransferBody":
        off_ms = first.host_off_at_ms
        return cls(
            from_node_id=first.from_node_id,
            to_node_id=first.to_node_id,
            devices=devices,
            asked_at_ms=first.asked_at_ms,
            asked_by=ActorBody.of(first.actor),
            host_off_at_ms=off_ms,
            due_at_ms=None if off_ms is None else off_ms + HOST_OFF_WAIT_MS,
        )
