"""Set-up, sign-in, users, API keys."""

from typing import Annotated

from pydantic import Field, StringConstraints

from headframe.api.base import Id, Input, Name, Output, Secret, TimeMs
from headframe.api.session import Me
from headframe.core.access import GRANTS, Permission, Role
from headframe.core.people import ApiKey, User
from headframe.server.services.api_keys import IssuedKey
from headframe.server.services.principals import Principal
from headframe.server.services.users import Invitation


class SetupInput(Input):
    """The token of a one-time link, and the password to set."""

    token: Annotated[str, StringConstraints(min_length=16, max_length=128)]
    password: Secret


class PasswordInput(Input):
    """A change of one's own password."""

    old_password: Secret
    new_password: Secret


class UserBody(Output):
    """A person. `has_password` is false until the set-up link was used."""

    id: Id
    name: str
    role: Role
    disabled: bool
    has_password: bool
    created_at_ms: int
    last_sign_in_ms: int | None

    @classmethod
    def of(cls, user: User) -> "UserBody":
        """From the core's record, without the hash."""
        return cls(
            id=user.id,
            name=user.name,
            role=user.role,
            disabled=user.disabled,
            has_password=bool(user.password_hash),
            created_at_ms=user.created_at_ms,
            last_sign_in_ms=user.last_sign_in_ms,
        )


class RoleBody(Output):
    """A role and what it may do."""

    role: Role
    permissions: list[Permission]

    @classmethod
    def of(cls, role: Role) -> "RoleBody":
        """From the table of grants, permissions in its order."""
        return cls(role=role, permissions=[each for each in Permission if each in GRANTS[role]])


class UserInput(Input):
    """A user to invite."""

    name: Name
    role: Role


class UserChange(Input):
    """What to change; absent stays."""

    role: Role | None = None
    disabled: bool | None = None


class InvitationBody(Output):
    """A user and the token of its set-up link, shown this once."""

    user: UserBody
    setup_token: str
    expires_at_ms: int

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationBody":
        """From the use-case's result."""
        return cls(
            user=UserBody.of(invitation.user),
            setup_token=invitation.token,
            expires_at_ms=invitation.expires_at_ms,
        )


class ApiKeyInput(Input):
    """A key to issue. Without `expires_at_ms` it stays good until revoked."""

    name: Name
    role: Role
    expires_at_ms: TimeMs | None = None


class ApiKeyBody(Output):
    """A key without its secret; `prefix` is the secret's beginning."""

    id: Id
    name: str
    role: Role
    prefix: str
    created_by: Id
    created_at_ms: int
    expires_at_ms: int | None
    last_used_ms: int | None
    revoked_at_ms: int | None

    @classmethod
    def of(cls, key: ApiKey) -> "ApiKeyBody":
        """From the core's record, without the hash."""
        return cls(
            id=key.id,
            name=key.name,
            role=key.role,
            prefix=key.prefix,
            created_by=key.created_by,
            created_at_ms=key.created_at_ms,
            expires_at_ms=key.expires_at_ms,
            last_used_ms=key.last_used_ms,
            revoked_at_ms=key.revoked_at_ms,
        )


class IssuedKeyBody(Output):
    """A new key with its secret, shown this once."""

    key: ApiKeyBody
    secret: Annotated[str, Field(description="Send it as `Authorization: Bearer <secret>`.")]

    @classmethod
    def of(cls, issued: IssuedKey) -> "IssuedKeyBody":
        """From the use-case's result."""
        return cls(key=ApiKeyBody.of(issued.key), secret=issued.secret)


def me_of(principal: Principal) -> Me:
    """The authenticated caller."""
    session = principal.session
    return Me(
        name=principal.actor.display_name,
        role=principal.role,
        permissions=sorted(GRANTS[principal.role]),
        user_id=principal.user.id if principal.user else None,
        api_key_id=principal.api_key.id if principal.api_key else None,
        csrf_token=session.csrf_token if session else None,
        session_expires_at_ms=session.expires_at_ms if session else None,
    )
