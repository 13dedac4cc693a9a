"""The command line's profile: which server, with which key. A private file."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from headframe.kit.files import ensure_private_dir, read_private, write_private

DIRECTORY = ".headframe"
FILE = "cli.json"


@dataclass(frozen=True, slots=True)
class Profile:
    """Where the API is and the key for it. `tls_ca` names the CA of a server without a public one."""

    server: str
    api_key: str = field(repr=False)
    tls_ca: str | None = None


def write_profile(path: Path, profile: Profile) -> None:
    """Keep a profile, 0600 in a 0700 directory."""
    ensure_private_dir(path.parent)
    document = {"server": profile.server, "api_key": profile.api_key, "tls_ca": profile.tls_ca}
    write_private(path, json.dumps(document, indent=2).encode() + b"\n")


def read_profile(path: Path) -> Profile:
    """A kept profile.

    Raises FileNotFoundError, UnsafeFileError for wider modes, ValueError for what is no profile.
    """
    document = json.loads(read_private(path))
    if not isinstance(document, dict) or not {"server", "api_key"} <= document.keys():
        raise ValueError(f"{path} is no profile; make a new one with `headframe login`")
    return Profile(str(document["server"]), str(document["api_key"]), document.get("tls_ca"))
