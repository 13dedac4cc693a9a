"""Who acted: every command, audit entry and ownership change names one."""

from dataclasses import dataclass
from enum import StrEnum


class ActorType(StrEnum):
    """Kinds of actor. LOCAL_ADMIN acts on the node itself; the others through the server."""

    USER = "USER"
    API_KEY = "API_KEY"
    SCHEDULE = "SCHEDULE"
    CURTAILMENT = "CURTAILMENT"
    LOCAL_ADMIN = "LOCAL_ADMIN"
    SYSTEM = "SYSTEM"

    @property
    def is_operator(self) -> bool:
        """True for a person, or a key that a person issued for the purpose; False for automation."""
        return self in (ActorType.USER, ActorType.API_KEY, ActorType.LOCAL_ADMIN)


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor by its stable id; `display_name` is what people read and may change."""

    type: ActorType
    id: str
    display_name: str = ""
