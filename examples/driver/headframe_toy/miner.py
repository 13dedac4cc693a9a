"""The toy miner: `python -m headframe_toy.miner [ADDRESS] [PORT]`.

One JSON object a line; every answer carries all there is to know. Its password is "toy".
"""

import asyncio
import json
import sys
from typing import Any

PASSWORD = "toy"  # noqa: S105 - a toy's
MAC = "02:70:6f:79:00:01"
WITH_PASSWORD = ("login", "mine")


class ToyMiner:
    """Hashes at 100 TH/s, or not."""

    def __init__(self) -> None:
        self.mining = True

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """What it says to a request."""
        state = {"mac": MAC, "firmware": "1.0"}
        if request.get("ask") in WITH_PASSWORD and request.get("password") != PASSWORD:
            return {**state, "refused": "password"}
        if request.get("ask") == "mine":
            self.mining = bool(request.get("on"))
        speed = {"mining": self.mining, "ths": 100.0 if self.mining else 0.0}
        return {**state, **speed, "rpm": 3000 if self.mining else 1000}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: a line in, a line out, until the other side has had enough."""
        while line := await reader.readline():
            writer.write(json.dumps(self.answer(json.loads(line))).encode() + b"\n")
            await writer.drain()
        writer.close()


async def main(address: str = "127.0.0.1", port: int = 7770) -> None:
    """Listen until interrupted."""
    server = await asyncio.start_server(ToyMiner().serve, address, port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2], *map(int, sys.argv[2:3])))
