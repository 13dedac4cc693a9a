"""Which server to ask, and with which key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from headframe.cli.client import is_loopback
from headframe.cli.errors import FILE_UNUSABLE, INSECURE_SERVER, NO_SERVER, PROFILE_UNUSABLE, CliError, usage
from headframe.kit.files import UnsafeFileError, read_private
from headframe.kit.profile import DIRECTORY, FILE, Profile, read_profile

SERVER_VARIABLE = "HEADFRAME_SERVER"
KEY_VARIABLE = "HEADFRAME_API_KEY_FILE"
MAX_SECRET_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the program was called: its environment, working and home directory."""

    environment: Mapping[str, str]
    directory: Path
    home: Path

    @classmethod
    def present(cls) -> "Surroundings":
        """Of this process."""
        return cls(os.environ, Path.cwd(), Path("~").expanduser())

    @property
    def own_profile(self) -> Path:
        """The profile of the person, where `login` keeps it."""
        base = self.environment.get("XDG_CONFIG_HOME") or self.home / ".config"
        return Path(base) / "headframe" / FILE


def find(server: str | None, profile: Path | None, around: Surroundings) -> Profile:
    """The server and key to use.

    The server is what is named, or the profile's: --profile, the nearest `.headframe/cli.json` upward, the
    person's own. A profile's key goes to the profile's server and to no other.
    """
    named = checked_server(server or around.environment.get(SERVER_VARIABLE) or "")
    key_file = around.environment.get(KEY_VARIABLE)
    candidates = [profile] if profile else _profiles(around)
    kept = [_read(path) for path in candidates if profile or path.is_file()]
    if profile and named and kept[0].server != named:
        raise usage(f"{profile} is of {kept[0].server}, not of {named}", "Give one of both.")
    found = next((each for each in kept if not named or each.server == named), None)
    if found is None and not named:
        raise CliError(
            NO_SERVER,
            "no server is named, and no profile was found",
            "Run where the server was started, give --server, or sign in: headframe login --server URL",
        )
    result = found or Profile(named, "")
    if key_file:
        result = Profile(result.server, read_secret(Path(key_file)), result.tls_ca)
    checked_server(result.server)
    return result


def checked_server(url: str) -> str:
    """A URL without what follows host and port; empty stays empty.

    Only loopback is spoken to without TLS: keys and passwords do not cross a network in the clear.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or parts.username:
        raise usage(f"{url!r} is no server's URL", "Give one like https://headframe.example:8420.")
    if parts.scheme == "http" and not is_loopback(url):
        raise CliError(
            INSECURE_SERVER, f"{url} is not encrypted, and not on this machine", "Use its https:// address."
        )
    return f"{parts.scheme}://{parts.netloc}"


def read_secret(path: Path) -> str:
    """A key or password in a private file, without its line's end."""
    try:
        secret = read_private(path, max_bytes=MAX_SECRET_BYTES).decode().rstrip("\r\n")
    except (OSError, UnsafeFileError, UnicodeDecodeError) as error:
        raise CliError(
            FILE_UNUSABLE, f"{path}: {error}", f"Needs a private file: chmod 600 {path}"
        ) from error
    if not secret or not secret.isprintable():
        raise CliError(FILE_UNUSABLE, f"{path} does not hold one line of text")
    return secret


def _profiles(around: Surroundings) -> list[Path]:
    upward = [around.directory, *around.directory.parents]
    return [*(directory / DIRECTORY / FILE for directory in upward), around.own_profile]


def _read(path: Path) -> Profile:
    try:
        return read_profile(path)
    except (OSError, UnsafeFileError, ValueError) as error:
        raise CliError(
            PROFILE_UNUSABLE,
            f"{path}: {error}",
            "Mend or remove it, or sign in: headframe login --server URL",
        ) from error
