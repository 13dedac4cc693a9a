"""The router: connected nodes of this server process, woken when commands may be due for them."""

import asyncio
import contextlib

from headframe.server.routing.streams import OpenStreams
from headframe.wire.gen.gateway.v1 import gateway_pb2

SHORTEST_RETURN_MS = 1_000
RETURN_MS_A_NODE = 10
"""A server that comes back takes in a hundred nodes a second without being stormed."""
DRAIN_SECONDS = 10.0
MAX_DOWN = 1_024
"""Messages waiting for one node's stream; past it the sender waits and commands stay in the store."""


class NodeLine:
    """One node's live ControlStream as the server writes to it."""

    def __init__(
        self,
        org_id: int,
        node_id: int,
        *,
        encryption_public_key: bytes,
        stream_nonce: bytes,
        attest_public_key: bytes = b"",
    ) -> None:
        self.org_id = org_id
        self.node_id = node_id
        self.encryption_public_key = encryption_public_key
        self.stream_nonce = stream_nonce
        self.attest_public_key = attest_public_key
        self._down: asyncio.Queue[gateway_pb2.ControlDown | None] = asyncio.Queue(MAX_DOWN)
        self._wake = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Messages that are queued."""
        return self._down.qsize()

    async def send(self, message: gateway_pb2.ControlDown) -> None:
        """Queue a message; waits while MAX_DOWN others do."""
        await self._down.put(message)

    def offer(self, message: gateway_pb2.ControlDown) -> None:
        """Queue a message where there is room; let it go where there is not."""
        if not self._down.full():
            self._down.put_nowait(message)

    async def next_message(self) -> gateway_pb2.ControlDown | None:
        """What to write to the stream next; None when it has to end."""
        return await self._down.get()

    def hang_up(self) -> None:
        """End the stream behind what is queued already."""
        self._push_last(None)

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    async def woken(self, timeout_seconds: float) -> bool:
        """Whether it was woken before the time was over."""
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._wake.wait()
        except TimeoutError:
            return False
        finally:
            self._wake.clear()

    def end(
        self, reason: "gateway_pb2.ControlGoaway.Reason", message: str, *, reconnect_after_ms: int = 0
    ) -> None:
        """Say goodbye; the stream ends once the node has said its last words."""
        goaway = gateway_pb2.ControlGoaway(
            reason=reason, message=message, reconnect_after_ms=reconnect_after_ms
        )
        self._push_last(gateway_pb2.ControlDown(goaway=goaway))

    def cut(self, reason: "gateway_pb2.ControlGoaway.Reason", message: str) -> None:
        """Say goodbye at once: what is queued is let go, and goes out again on another stream, if ever."""
        while not self._down.empty():
            self._down.get_nowait()
        self.end(reason, message)

    def _push_last(self, message: gateway_pb2.ControlDown | None) -> None:
        if self._down.full():
            self._down.get_nowait()  # an unsent command is queued again when the stream ends
        self._down.put_nowait(message)


class Router:
    """Lines by node. One line a node: the newest wins."""

    def __init__(self) -> None:
        self._lines: dict[int, NodeLine] = {}
        self._gone = asyncio.Event()
        self.streams = OpenStreams()

    def attach(self, line: NodeLine) -> None:
        """A node connected; an older stream of it is told that it was replaced."""
        before = self._lines.get(line.node_id)
        self._lines[line.node_id] = line
        if before:
            before.end(gateway_pb2.ControlGoaway.REASON_REPLACED, "the node connected again")

    def detach(self, line: NodeLine) -> bool:
        """A stream ended; whether it was the node's newest."""
        if not self.is_newest(line):
            return False
        del self._lines[line.node_id]
        self.streams.control_ended(line.node_id)
        self._gone.set()
        return True

    def wake(self, node_id: int) -> None:
        """Commands of this node may be due."""
        line = self._lines.get(node_id)
        if line:
            line.wake()

    def tell_all(self, message: gateway_pb2.ControlDown) -> None:
        """Tell every node that is connected here, where its stream has room."""
        for line in self._lines.values():
            line.offer(message)

    def is_newest(self, line: NodeLine) -> bool:
        """Whether this is the line on which its node is reached."""
        return self._lines.get(line.node_id) is line

    def is_connected(self, node_id: int) -> bool:
        """Whether the node's stream is up here."""
        return node_id in self._lines

    @property
    def connected(self) -> int:
        """How many nodes have their stream here."""
        return len(self._lines)

    @property
    def waiting(self) -> int:
        """Messages that wait for streams."""
        return sum(line.waiting for line in self._lines.values())

    def node_encryption_key(self, node_id: int) -> bytes | None:
        """The X25519 key the node has shown on its present stream."""
        line = self._lines.get(node_id)
        return line.encryption_public_key if line else None

    def node_attest_key(self, node_id: int) -> bytes | None:
        """The key the node has shown on its present stream, by which it signs checkpoints."""
        line = self._lines.get(node_id)
        return line.attest_public_key if line else None

    def revoke(self, node_id: int) -> None:
        """A node is nobody any more: its streams end now."""
        self._cut(node_id, gateway_pb2.ControlGoaway.REASON_REVOKED, "the node was revoked")

    def hold(self, node_id: int) -> None:
        """A node may have been copied: its streams end now."""
        self._cut(node_id, gateway_pb2.ControlGoaway.REASON_CLONE_SUSPECT, "the node may have been copied")

    def sign_in_again(self, node_id: int) -> None:
        """A node's session is over: its streams end now."""
        self._cut(node_id, gateway_pb2.ControlGoaway.REASON_REBALANCE, "the node has to sign in again")

    def _cut(self, node_id: int, reason: "gateway_pb2.ControlGoaway.Reason", message: str) -> None:
        line = self._lines.get(node_id)
        if line:
            line.cut(reason, message)
        self.streams.cut(node_id)

    async def shut_down(self) -> None:
        """Say goodbye to every node: this server stops. Ends when all have gone, or after a while.

        The more nodes, the longer the time over which they are asked to come back. Streams that stay open, or
        never said hello, are cut off at last.
        """
        within_ms = max(SHORTEST_RETURN_MS, RETURN_MS_A_NODE * len(self._lines))
        for line in self._lines.values():
            line.end(
                gateway_pb2.ControlGoaway.REASON_SHUTDOWN, "the server stops", reconnect_after_ms=within_ms
            )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._lines:
                    self._gone.clear()
                    await self._gone.wait()
        self.streams.cut_all()
