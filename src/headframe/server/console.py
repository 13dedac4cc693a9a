"""What a server says to the person who starts it, and how that person gets in."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

import typer

from headframe.core.errors import HeadframeError
from headframe.kit.files import UnsafeFileError, read_private
from headframe.kit.process import raise_file_limit, run_until_stopped
from headframe.kit.profile import DIRECTORY, FILE, Profile, read_profile, write_profile
from headframe.server.app import RunningServer
from headframe.server.config import Listen

BAD_USAGE = 2


@dataclass(frozen=True, slots=True)
class FirstMinute:
    """How the first admin gets in, and where the local command line finds its key."""

    admin_password: str = field(default="", repr=False)
    profile: Path | None = None

    @classmethod
    def of(cls, admin_password_file: Path | None) -> "FirstMinute":
        """From the options. Raises UnsafeFileError or OSError for a file that is not private or not there."""
        password = read_private(admin_password_file).decode().strip() if admin_password_file else ""
        return cls(password, Path(DIRECTORY).absolute() / FILE)


def serve(
    running: Callable[[], AbstractAsyncContextManager[RunningServer]], listen: Listen, first: FirstMinute
) -> None:
    """Run until a signal; exit code 2 for what the person who started it can mend."""

    async def run(stopped: Callable[[], Awaitable[None]]) -> None:
        async with running() as server:
            await welcome(server, listen, first)
            await stopped()

    raise_file_limit()
    try:
        run_until_stopped(run)
    except (HeadframeError, UnsafeFileError, ExceptionGroup) as error:
        cause = _only_cause(error)
        if not isinstance(cause, HeadframeError | UnsafeFileError):
            raise
        raise stop(str(cause)) from error


async def welcome(server: RunningServer, listen: Listen, first: FirstMinute) -> None:
    """Print the address, and the one-time link while nobody can sign in yet."""
    typer.echo(f"Headframe listens on {server.url}")
    if first.admin_password:
        await server.first_run.set_password(first.admin_password)
    token = await server.first_run.link_token()
    if token:
        typer.echo(f"Set the admin's password once at {server.url}/setup#{token}")
    if first.profile:
        await _keep_profile(server, listen, first.profile)


async def _keep_profile(server: RunningServer, listen: Listen, path: Path) -> None:
    """Let the command line in this directory in; the key of an earlier start is used on."""
    try:
        key = read_profile(path).api_key
    except (FileNotFoundError, ValueError):
        key = ""
    if not await server.services.api_keys.authenticate(key):
        key = await server.first_run.cli_key()
    authority = str(listen.authority) if listen.authority else None
    write_profile(path, Profile(server.url, key, authority))


def stop(message: str) -> typer.Exit:
    """Say what is wrong, and end with the exit code for what a person can mend."""
    typer.echo(f"headframe: {message}", err=True)
    return typer.Exit(BAD_USAGE)


def _only_cause(error: Exception) -> Exception:
    """What went wrong in the one task of a group that failed."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
