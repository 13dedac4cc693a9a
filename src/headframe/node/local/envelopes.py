"""Commands of the local log as the node carries them out."""

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.records import CommandRecord
from headframe.node.local.credential import NAME
from headframe.node.local.lists import NodeNames


def local_admin(names: NodeNames) -> Actor:
    """Whoever is signed in on site: one account a node."""
    return Actor(ActorType.LOCAL_ADMIN, "local-admin", f"{NAME} at {names.name}")


def envelope_of(command: CommandRecord, names: NodeNames) -> CommandEnvelope:
    """Without a sequence: nothing of it comes over a stream."""
    assert command.device_id is not None  # noqa: S101 - local commands are for devices
    return CommandEnvelope(
        command_id=command.id,
        batch_id=command.batch_id,
        node_id=str(names.node_id),
        sequence=0,
        previous_sequence=0,
        lease_epoch=0,
        actor=command.actor,
        issued_at_ms=command.created_at_ms,
        expires_at_ms=command.expires_at_ms,
        device_id=command.device_id,
        payload=command.payload,
    )
