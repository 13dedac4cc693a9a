"""`headframe`, which also notes the moment at which each command is handed to its driver.

    python bench/noting.py FILE combined ...

FILE gets a line a command: milliseconds since the epoch.
"""

import sys
import time
from pathlib import Path

from headframe.main import main
from headframe.node.plugins import PluginClient
from headframe.wire.gen.driver.v1 import driver_pb2


def note_calls(path: Path) -> None:
    """Note each call of a driver's `Execute` from now on."""
    file = path.open("a", buffering=1)
    execute = PluginClient.execute

    async def noted(self: PluginClient, request: driver_pb2.ExecuteRequest) -> driver_pb2.ExecuteResponse:
        file.write(f"{time.time() * 1000:.3f}\n")
        return await execute(self, request)

    setattr(PluginClient, "execute", noted)  # noqa: B010 - a method, replaced


if __name__ == "__main__":
    note_calls(Path(sys.argv.pop(1)))
    main()
