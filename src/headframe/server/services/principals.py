"""Who is asking: a signed-in person or an API key, with what it may do."""

from dataclasses import dataclass, field

from headframe.core.access import Permission, Role, may, roles_with
from headframe.core.actors import Actor, ActorType
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import ApiKey, Session, User


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller. Exactly one of `user` and `api_key` is set; `session` goes with a user."""

    org_id: int
    role: Role
    actor: Actor
    user: User | None = field(default=None, repr=False)
    session: Session | None = field(default=None, repr=False)
    api_key: ApiKey | None = field(default=None, repr=False)

    @classmethod
    def of_session(cls, user: User, session: Session) -> "Principal":
        """A person with a browser session."""
        actor = Actor(ActorType.USER, str(user.id), user.name)
        return cls(user.org_id, user.role, actor, user=user, session=session)

    @classmethod
    def of_key(cls, key: ApiKey) -> "Principal":
        """A script with an API key."""
        return cls(key.org_id, key.role, Actor(ActorType.API_KEY, str(key.id), key.name), api_key=key)

    @property
    def rate_key(self) -> str:
        """What its requests are counted under."""
        return f"{self.actor.type}:{self.actor.id}"

    def require(self, permission: Permission) -> None:
        """NOT_PERMITTED, naming the roles that may, when the role lacks `permission`."""
        if not may(self.role, permission):
            roles = " or ".join(roles_with(permission))
            raise HeadframeError(Code.NOT_PERMITTED, f"This needs the role {roles}.")

    def require_user(self) -> User:
        """The person; NOT_PERMITTED for an API key."""
        if self.user is None:
            raise HeadframeError(Code.NOT_PERMITTED, "This is for people, not for API keys.")
        return self.user
