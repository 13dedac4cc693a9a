"""Which database a maintenance command works on."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import read_private
from headframe.kit.profile import DIRECTORY
from headframe.server.admin.telling import bad_request
from headframe.server.stores.opening import MEMORY_URL, POSTGRES_PREFIXES, SQLITE_PREFIX
from headframe.server.stores.sql.sqlite_engine import RELATIONAL_FILE

DEFAULT_STATE_DIR = Path(DIRECTORY) / "combined"

StateDir = Annotated[Path, typer.Option(help="State directory of `headframe combined`.")]
Database = Annotated[
    str | None, typer.Option(help="sqlite:///DIRECTORY or a postgresql:// URL without a password, instead.")
]
DatabaseFile = Annotated[
    Path | None, typer.Option(help="Private file (0600) with that URL, for one with a password.")
]


def database_url(state_dir: Path, database: str | None, database_file: Path | None) -> str:
    """The URL to open.

    Raises:
        HeadframeError: INVALID_REQUEST for what is no database's URL, or holds a password for all to see.
    """
    if database and database_file:
        raise bad_request("give --database or --database-file, not both")
    if database_file:
        url = read_private(database_file).decode().strip()
    else:
        url = database or f"{SQLITE_PREFIX}{(state_dir / 'server' / 'database').absolute()}"
    if url == MEMORY_URL:
        raise bad_request("a database in memory is its server's alone")
    if not url.startswith((SQLITE_PREFIX, *POSTGRES_PREFIXES)):
        raise bad_request("a database is sqlite:///DIRECTORY or postgresql://...")
    if database and urlsplit(database).password:
        raise bad_request("others can read the arguments: put a URL with a password into --database-file")
    return url


def sqlite_directory(url: str) -> Path | None:
    """The directory of an SQLite database; None for PostgreSQL."""
    return Path(url.removeprefix(SQLITE_PREFIX)) if url.startswith(SQLITE_PREFIX) else None


def existing(url: str) -> str:
    """The same URL, of a database that is there: reading must not make an empty one.

    Raises:
        HeadframeError: NOT_FOUND.
    """
    directory = sqlite_directory(url)
    if directory is not None and not (directory / RELATIONAL_FILE).is_file():
        raise HeadframeError(
            Code.NOT_FOUND, f"there is no database in {directory}; name its --state-dir or --database"
        )
    return url
