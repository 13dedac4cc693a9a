"""What a client must know first, and who the caller is."""

from typing import Annotated

from pydantic import StringConstraints

from headframe.api.base import PLAIN, Id, Input, Output, Secret
from headframe.core.access import Permission, Role


class Bootstrap(Output):
    """What a client must know before anybody signs in."""

    mode: str
    version: str
    setup_needed: bool
    features: list[str]


class SignInInput(Input):
    """Name and password."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=PLAIN)]
    password: Secret


class Me(Output):
    """The caller. `csrf_token` goes into `X-CSRF-Token` of unsafe requests; API keys need none."""

    name: str
    role: Role
    permissions: list[Permission]
    user_id: Id | None
    api_key_id: Id | None
    csrf_token: str | None
    session_expires_at_ms: int | None
