"""An organisation keeps at least one admin who can sign in."""

from collections.abc import Sequence

from headframe.core.access import Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import User


def keep_an_admin(users: Sequence[User], before: User, after: User | None) -> None:
    """Raise CONFLICT where turning `before` into `after` (None: removed) leaves `users` without an admin."""
    if not _counts(before) or (after is not None and _counts(after)):
        return
    if not any(_counts(user) for user in users if user.id != before.id):
        raise HeadframeError(Code.CONFLICT, "this is the last enabled admin of the organisation")


def _counts(user: User) -> bool:
    return user.role is Role.ADMIN and not user.disabled
