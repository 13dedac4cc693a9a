"""Commands that may carry a secret: pools, password. Secrets come from private files or the terminal."""

import json
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.acting import Order, act
from headframe.cli.commands.issuing import Act
from headframe.cli.errors import FILE_UNUSABLE, CliError, usage
from headframe.cli.finding import read_secret
from headframe.cli.options import PasswordFile, Username
from headframe.cli.passwords import ask_password
from headframe.kit.files import UnsafeFileError, read_private

MAX_POOLS_FILE_BYTES = 65_536
_POOL_KEYS = frozenset(("url", "username", "password"))


@act(
    "pools",
    "headframe commands pools --pool stratum+tcp://pool.example:3333 --worker acct.1 --filter 'model:S21'",
    "headframe commands pools --pools-file pools.json --all --wait",
)  # fmt: skip
def pools(
    order: Order,
    *,
    pool: Annotated[list[str] | None, typer.Option(help="URL; several by priority.")] = None,
    worker: Annotated[
        list[str] | None, typer.Option(help="Worker name; one for all pools, or one a pool.")
    ] = None,
    pools_file: Annotated[
        Path | None,
        typer.Option(help="Private JSON file: a list of url, username, password; for pools with passwords."),
    ] = None,
) -> None:
    """Replace the pools of miners, by priority."""
    if (pools_file is None) == (not pool):
        raise usage("give either --pool with --worker, or --pools-file")
    wanted = read_pools(pools_file) if pools_file else paired_pools(pool or [], worker or [])
    order.issue(Act({"kind": "UPDATE_POOLS", "pools": wanted}))


@act("password", "headframe commands password --password-file new.txt --filter 'rack:\"A 3\"' --wait")
def password(
    order: Order,
    *,
    username: Username = "",
    password_file: PasswordFile = None,
) -> None:
    """Change the password on miners. Their node keeps it; the server cannot read it."""
    secret = read_secret(password_file) if password_file else ask_password("New password", twice=True)
    order.issue(Act({"kind": "UPDATE_PASSWORD", "username": username, "new_password": secret}))


def paired_pools(urls: list[str], workers: list[str]) -> list[Body]:
    """Pools by priority, each with its worker name."""
    if len(workers) == 1:
        workers = workers * len(urls)
    if len(workers) != len(urls):
        raise usage(f"{len(urls)} pools and {len(workers)} workers", "Give one --worker, or one a --pool.")
    return [{"url": url, "username": name} for url, name in zip(urls, workers, strict=True)]


def read_pools(path: Path) -> list[Body]:
    """Pools of a private JSON file."""
    try:
        entries = json.loads(read_private(path, max_bytes=MAX_POOLS_FILE_BYTES))
    except (OSError, UnsafeFileError, ValueError) as error:
        reason = "it is no JSON" if isinstance(error, ValueError) else str(error)
        raise CliError(FILE_UNUSABLE, f"{path}: {reason}", f"It must be private: chmod 600 {path}") from error
    if not isinstance(entries, list) or not all(_is_pool(entry) for entry in entries):
        raise CliError(FILE_UNUSABLE, f"{path} is no list of pools", "Each has url, username and password.")
    return entries


def _is_pool(entry: object) -> bool:
    return isinstance(entry, dict) and {"url", "username"} <= entry.keys() <= _POOL_KEYS
