"""How far an enrollment has come, on disk: killed at any point, it is taken up where it was."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import read_private, write_private


@dataclass(frozen=True, slots=True)
class Progress:
    """One enrollment or key rotation. Bytes are in hexadecimal; the code's secret is not here.

    Until the server has answered, `enrollment_id` is empty. `polls` counts what was asked since.
    """

    server_url: str
    name: str
    code_id: str
    node_nonce: str
    org_id: str = ""
    root_sha256: str = ""
    enrollment_id: str = ""
    server_nonce: str = ""
    polls: int = 0

    @property
    def registered(self) -> bool:
        """Whether the server knows of the node."""
        return bool(self.enrollment_id)


class ProgressFile:
    """The file in which it is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Progress | None:
        """What is kept; None before the first step. STORAGE_UNAVAILABLE for a damaged file."""
        try:
            return Progress(**json.loads(read_private(self._path)))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE, f"{self._path} is damaged: remove it, and begin with a new code"
            ) from error

    def keep(self, progress: Progress) -> Progress:
        """Put a step on disk before it is made."""
        write_private(self._path, json.dumps(asdict(progress)).encode())
        return progress

    def count_poll(self, progress: Progress) -> Progress:
        """The next poll: its number is used by nobody after."""
        return self.keep(replace(progress, polls=progress.polls + 1))

    def forget(self) -> None:
        """It is over."""
        self._path.unlink(missing_ok=True)
