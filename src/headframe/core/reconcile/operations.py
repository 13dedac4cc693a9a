"""What wants to write to a device: a server's command, or an act on site."""

from dataclasses import dataclass

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.reconcile.precedence import Precedence, precedence_of
from headframe.core.reconcile.revisions import Revision


@dataclass(frozen=True, slots=True)
class OperationRef:
    """An operation as others remember it. `is_local`: it was begun on site, not by the server."""

    id: str
    kind: CommandKind
    actor: Actor
    at_ms: int
    is_local: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One wish. `base` is the device's revision that its issuer saw.

    Operations on site need none: they are made beside the device, and put in order here. `at_ms` is when it
    is looked at, by the node's estimate of the server's time, in which the other times are too.
    `was_asleep` is what the device was last seen doing.
    """

    id: str
    device_id: int
    payload: CommandPayload
    actor: Actor
    issued_at_ms: int
    expires_at_ms: int
    base: Revision
    at_ms: int
    was_asleep: bool | None = None

    @property
    def kind(self) -> CommandKind:
        """The kind of its payload."""
        return self.payload.kind

    @property
    def is_local(self) -> bool:
        """Whether it was begun on site."""
        return self.actor.type is ActorType.LOCAL_ADMIN

    @property
    def precedence(self) -> Precedence:
        """What its actor's word counts for."""
        return precedence_of(self.actor)

    @property
    def ref(self) -> OperationRef:
        """What is remembered of it."""
        return OperationRef(self.id, self.kind, self.actor, self.issued_at_ms, self.is_local)

    def has_seen(self, revision: Revision) -> bool:
        """Whether its issuer knew what was written at that revision."""
        return self.is_local or revision <= self.base


def operation_of(envelope: CommandEnvelope, *, at_ms: int, was_asleep: bool | None = None) -> Operation:
    """The operation that an envelope asks for."""
    return Operation(
        id=envelope.command_id,
        device_id=envelope.device_id,
        payload=envelope.payload,
        actor=envelope.actor,
        issued_at_ms=envelope.issued_at_ms,
        expires_at_ms=envelope.expires_at_ms,
        base=envelope.base_revision,
        at_ms=at_ms,
        was_asleep=was_asleep,
    )
