"""Artifacts: firmware images that people upload for miners, and logs that come from miners."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from headframe.core.actors import Actor

MAX_ARTIFACT_BYTES = 512 * 1024 * 1024
MAX_TOTAL_BYTES = 20 * 1024 * 1024 * 1024
"""What all artifacts of an organisation may weigh together."""
MAX_FILE_NAME_CHARS = 200
_DAY_MS = 86_400_000
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


class ArtifactKind(StrEnum):
    """Which way a file goes: firmware to miners, logs from them."""

    FIRMWARE = "firmware"
    LOG = "log"


KEPT_DAYS: Mapping[ArtifactKind, int] = {ArtifactKind.LOG: 30, ArtifactKind.FIRMWARE: 365}
"""How long a file is kept, unless somebody removes it before. An image that open commands need stays."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One whole file. `actor` uploaded it, or issued the command that fetched it.

    `device_name` is what the miner was called then: its log outlives it.
    """

    id: str
    org_id: int
    kind: ArtifactKind
    name: str
    size_bytes: int
    sha256: bytes
    created_at_ms: int
    actor: Actor
    device_id: int | None = None
    device_name: str = ""


def kept_from_ms(kind: ArtifactKind, now_ms: int) -> int:
    """Files of a kind that are older than this have had their time."""
    return now_ms - KEPT_DAYS[kind] * _DAY_MS


def safe_file_name(name: str) -> str:
    """A name that is one plain file name on every system; "file" where nothing is left of it."""
    kept = "".join("_" if c in _NOT_IN_NAMES or not c.isprintable() else c for c in name)
    return kept.strip(" .")[:MAX_FILE_NAME_CHARS] or "file"
