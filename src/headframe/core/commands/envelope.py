"""A command addressed to one node: the payload with everything that decides whether it may still run."""

from dataclasses import dataclass

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.reconcile.revisions import ORIGINAL, Revision

NODE_ITSELF = 0
"""`device_id` of a command that is for the node and not for a device."""


@dataclass(frozen=True, slots=True)
class CommandEnvelope:
    """One command for one device of one node.

    `command_id` is the idempotency key: the node executes it at most once, for ever. `sequence` strictly
    grows per node and `previous_sequence` is that of the command sent before it, 0 for the first.
    `base_revision` is the device's revision that the issuer had seen.
    Times are ms since the epoch on the server's clock; at `expires_at_ms` it may no longer be dispatched.
    """

    command_id: str
    batch_id: str
    node_id: str
    sequence: int
    previous_sequence: int
    lease_epoch: int
    actor: Actor
    issued_at_ms: int
    expires_at_ms: int
    device_id: int
    payload: CommandPayload
    base_revision: Revision = ORIGINAL

    @property
    def kind(self) -> CommandKind:
        """The kind of its payload."""
        return self.payload.kind

    def is_expired(self, server_now_ms: int) -> bool:
        """Whether it came too late, by an estimate of the server's time."""
        return server_now_ms >= self.expires_at_ms


def is_on_site(envelope: CommandEnvelope) -> bool:
    """Whether it is an act on site, which no server issued."""
    return envelope.actor.type is ActorType.LOCAL_ADMIN


@dataclass(frozen=True, slots=True)
class CommandBinding:
    """What ties a signed command to one org, key, and stream, beside its envelope.

    `stream_nonce` is drawn by the node for each ControlStream, so that a captured command is dead on
    every other stream. `device_serial` lets the node notice an ownership list that has been swapped.
    """

    org_id: str
    key_id: str
    keyset_version: int
    stream_nonce: bytes
    group_id: str = ""
    device_serial: str = ""
