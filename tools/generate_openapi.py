"""Writes `docs/openapi.json` from the operator API, or with --check tells whether it is up to date.

The document depends on routes and models only, so an application on an empty memory store is enough.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from headframe.core.commands.payloads import SealedSecret
from headframe.core.fleet import Node
from headframe.kit.clock import SystemClock
from headframe.kit.ids import IdSource
from headframe.kit.passwords import PasswordHasher
from headframe.kit.sealing import SealPurpose
from headframe.server.operator.app import create_operator_app
from headframe.server.operator.config import OperatorConfig
from headframe.server.operator.deps import OperatorDeps
from headframe.server.services.artifacts.files import ArtifactFiles
from headframe.server.services.discovery_desk import DiscoveryDesk
from headframe.server.services.live import LiveFeed
from headframe.server.stores.memory import memory_stores

TARGET = Path(__file__).parent.parent / "docs" / "openapi.json"
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


def document() -> str:
    """The document as it stands in the file."""
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
    return json.dumps(app.openapi(), indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Exit code 1 when --check finds the file out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when out of date")
    arguments = parser.parse_args()
    text = document()
    if not arguments.check:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print(f"{TARGET} is out of date: run tools/generate_openapi.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
