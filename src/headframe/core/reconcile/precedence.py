"""Who goes before whom."""

from enum import IntEnum

from headframe.core.actors import Actor, ActorType


class Precedence(IntEnum):
    """From the weakest to the strongest."""

    SCHEDULE = 0
    OPERATOR = 1
    CURTAILMENT = 2
    SAFETY = 3


_OF = {ActorType.SCHEDULE: Precedence.SCHEDULE, ActorType.CURTAILMENT: Precedence.CURTAILMENT}


def precedence_of(actor: Actor) -> Precedence:
    """What an actor's own word counts for. SAFETY is nobody's by itself: a hold is placed for it."""
    return _OF.get(actor.type, Precedence.OPERATOR)
