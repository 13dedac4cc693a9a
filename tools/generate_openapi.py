"""Writes `docs/openapi.json` and `docs/openapi-node.json`; with --check tells whether they are up to date.

The operator API's document depends on routes and models only: an application on an empty memory store is
enough.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from headframe.core.commands.payloads import SealedSecret
from headframe.core.fleet import Node
from headframe.kit.clock import SystemClock
from headframe.kit.ids import IdSource
from headframe.kit.passwords import PasswordHasher
from headframe.kit.sealing import SealPurpose
from headframe.node.local.api.document import local_document
from headframe.server.operator.app import create_operator_app
from headframe.server.operator.config import OperatorConfig
from headframe.server.operator.deps import OperatorDeps
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import memory_stores

DOCS = Path(__file__).parent.parent / "docs"
VERSION = "1"
"""Version of the interface in the document, so that releases that change nothing leave the file alone."""


class _Nowhere:
    """Router and sealer of an application that nobody asks anything."""

    def wake(self, node_id: int) -> None:
        raise NotImplementedError

    def is_connected(self, node_id: int) -> bool:
        raise NotImplementedError

    def node_encryption_key(self, node_id: int) -> bytes | None:
        raise NotImplementedError

    def key_id(self, node: Node) -> str:
        raise NotImplementedError

    def seal(self, node: Node, plaintext: bytes, purpose: SealPurpose) -> SealedSecret:
        raise NotImplementedError


def operator_document() -> dict[str, Any]:
    """What a server answers."""
    clock, live, nowhere = SystemClock(), LiveFeed(), _Nowhere()
    app = create_operator_app(
        OperatorDeps(
            stores=memory_stores(),
            clock=clock,
            ids=IdSource(clock.now_ms, os.urandom),
            router=nowhere,
            sealer=nowhere,
            live=live,
            discoveries=DiscoveryDesk(clock, live),
            files=ArtifactFiles(Path()),
            hasher=PasswordHasher(),
            config=OperatorConfig(mode="server", version=VERSION, org_id=1),
        )
    )
    return app.openapi()


def documents() -> dict[Path, str]:
    """The documents as they stand in their files."""
    made = {DOCS / "openapi.json": operator_document(), DOCS / "openapi-node.json": local_document(VERSION)}
    return {path: json.dumps(each, indent=1, sort_keys=True) + "\n" for path, each in made.items()}


def main() -> int:
    """Exit code 1 when --check finds the file out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when out of date")
    arguments = parser.parse_args()
    stale = [path for path, text in documents().items() if not _is(path, text)]
    for path in stale:
        if arguments.check:
            print(f"{path} is out of date: run tools/generate_openapi.py", file=sys.stderr)
        else:
            path.write_text(documents()[path], encoding="utf-8")
    return int(arguments.check and bool(stale))


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
