"""Actors as text, and back."""

import json
from functools import lru_cache

from headframe.core.actors import Actor, ActorType


@lru_cache
def actor_text(actor: Actor) -> str:
    """An actor as JSON."""
    return json.dumps([actor.type, actor.id, actor.display_name])


@lru_cache
def to_actor(text: str) -> Actor:
    """An actor out of JSON."""
    kind, identifier, display_name = json.loads(text)
    return Actor(ActorType(kind), identifier, display_name)
