"""The node's api key: its id and its secret in one private file, so that both change together."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import read_private, write_private
from headframe.node.keys.identity import KEYS

FILE = "api.key"


@dataclass(frozen=True, slots=True)
class NodeApiKey:
    """What a node shows at the beginning of a handshake. It opens nothing by itself."""

    key_id: str
    secret: str = field(repr=False)

    @classmethod
    def load(cls, state_dir: Path) -> "NodeApiKey":
        """The key that is kept. FileNotFoundError before enrollment; STORAGE_UNAVAILABLE if damaged."""
        path = state_dir / KEYS / FILE
        try:
            kept = json.loads(read_private(path))
            return cls(str(kept["key_id"]), str(kept["secret"]))
        except (ValueError, KeyError, TypeError) as error:
            raise HeadframeError(
                Code.STORAGE_UNAVAILABLE,
                f"{path} holds no api key: put it back from a backup, or enroll again",
            ) from error

    def keep(self, state_dir: Path) -> None:
        """Put the key in place of the one before. On return it is on disk."""
        content = json.dumps({"key_id": self.key_id, "secret": self.secret})
        write_private(state_dir / KEYS / FILE, content.encode())
