"""Actors on the wire."""

from headframe.core.actors import Actor
from headframe.core.errors import Code, HeadframeError
from headframe.wire.convert.enums import ACTOR_TYPES
from headframe.wire.gen.gateway.v1 import gateway_pb2


def actor_to_wire(actor: Actor) -> gateway_pb2.Actor:
    """An actor as a message."""
    return gateway_pb2.Actor(
        type=ACTOR_TYPES.to_wire[actor.type], id=actor.id, display_name=actor.display_name
    )


def actor_from_wire(message: gateway_pb2.Actor) -> Actor:
    """A received actor.

    Raises:
        HeadframeError: UNSUPPORTED_VERSION for a type that is not known here, since who acts decides
            what may be done.
    """
    actor_type = ACTOR_TYPES.to_core.get(message.type)
    if actor_type is None:
        raise HeadframeError(Code.UNSUPPORTED_VERSION, f"actor type {message.type} is not known here")
    return Actor(actor_type, message.id, message.display_name)
