"""`headframe user`: who may sign in, from the server's own console."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from headframe.core.access import Role
from headframe.core.people import User
from headframe.server.admin.database import (
    DEFAULT_STATE_DIR,
    Database,
    DatabaseFile,
    StateDir,
    database_url,
    existing,
)
from headframe.server.admin.people import People, opened_people
from headframe.server.admin.telling import Json, answer, bad_request, table, told
from headframe.server.services.users import Invitation

T = TypeVar("T")

app = typer.Typer(add_completion=False, no_args_is_help=True, help="On the server: who may sign in.")

DEFAULT_URL = "http://127.0.0.1:8420"
MAX_NAME_CHARS = 120

Name = Annotated[str, typer.Argument(metavar="NAME", help="A user's name.")]
Url = Annotated[str, typer.Option("--url", help="Where people reach the server; for the link.")]


@app.command("list", epilog="Examples:\n\nheadframe user list --state-dir .headframe/demo/combined")
def list_users(
    *,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """List users."""
    with told(as_json=as_json):
        url = existing(database_url(state_dir, database, database_file))
        users = _run(url, lambda people: people.users.users(people.principal))
        answer({"users": [document(user) for user in users]}, lambda: _rows(list(users)), as_json=as_json)


@app.command("add", epilog="Examples:\n\nheadframe user add anna --role operator")
def add_user(
    *,
    name: Name,
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.VIEWER,
    url: Url = DEFAULT_URL,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Add a user, and print the one-time link that sets the password."""
    with told(as_json=as_json):
        _check_name(name)
        opened = existing(database_url(state_dir, database, database_file))
        invited = _run(opened, lambda people: people.users.invite(people.principal, name=name, role=role))
        _tell_link(invited, url, as_json=as_json)


@app.command("setup-link", epilog="Examples:\n\nheadframe user setup-link\n\nheadframe user setup-link anna")
def setup_link(
    *,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A user; the first admin without.")
    ] = None,
    url: Url = DEFAULT_URL,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Print a new one-time link that sets a password, for when nobody can sign in. Earlier links end."""

    async def make(people: People) -> Invitation:
        user = await (people.named(name) if name else people.first_admin())
        if user.disabled:
            raise bad_request(f"{user.name} is disabled; first: headframe user enable {user.name}")
        return await people.link(user)

    with told(as_json=as_json):
        opened = existing(database_url(state_dir, database, database_file))
        _tell_link(_run(opened, make), url, as_json=as_json)


@app.command("disable", epilog="Examples:\n\nheadframe user disable anna")
def disable_user(
    *,
    name: Name,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Keep a user out: sessions end, API keys stop working."""
    _set_disabled(name, database_options=(state_dir, database, database_file), disabled=True, as_json=as_json)


@app.command("enable", epilog="Examples:\n\nheadframe user enable anna")
def enable_user(
    *,
    name: Name,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    database: Database = None,
    database_file: DatabaseFile = None,
    as_json: Json = False,
) -> None:
    """Let a user in again."""
    _set_disabled(
        name, database_options=(state_dir, database, database_file), disabled=False, as_json=as_json
    )


def document(user: User) -> dict[str, object]:
    """A user as JSON; never the hash."""
    return {
        "id": user.id,
        "name": user.name,
        "role": str(user.role),
        "disabled": user.disabled,
        "has_password": bool(user.password_hash),
        "last_sign_in_ms": user.last_sign_in_ms,
    }


def _set_disabled(
    name: str, *, database_options: tuple[Path, str | None, Path | None], disabled: bool, as_json: bool
) -> None:
    async def change(people: People) -> User:
        user = await people.named(name)
        return await people.users.change(people.principal, user.id, role=None, disabled=disabled)

    with told(as_json=as_json):
        user = _run(existing(database_url(*database_options)), change)
        state = "disabled" if user.disabled else "enabled"
        answer(document(user), lambda: [f"{user.name} is {state}."], as_json=as_json)


def _run(url: str, use: Callable[[People], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with opened_people(url) as people:
            return await use(people)

    return asyncio.run(opened())


def _tell_link(invited: Invitation, url: str, *, as_json: bool) -> None:
    link = f"{url.rstrip('/')}/setup#{invited.token}"
    until = datetime.fromtimestamp(invited.expires_at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    answer(
        {"user": document(invited.user), "link": link, "expires_at_ms": invited.expires_at_ms},
        lambda: [f"{invited.user.name} sets the password once, until {until}, at", link],
        as_json=as_json,
    )


def _check_name(name: str) -> None:
    if not name or name != name.strip() or not name.isprintable() or len(name) > MAX_NAME_CHARS:
        raise bad_request(f"a name has 1 to {MAX_NAME_CHARS} printable characters, no blank at either end")


def _rows(users: list[User]) -> list[str]:
    rows = [
        [
            str(user.id),
            user.name,
            str(user.role),
            "disabled" if user.disabled else "enabled",
            "set" if user.password_hash else "not set",
            _day(user.last_sign_in_ms),
        ]
        for user in users
    ]
    return table(["id", "name", "role", "access", "password", "last sign-in (UTC)"], rows)


def _day(at_ms: int | None) -> str:
    return "-" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
