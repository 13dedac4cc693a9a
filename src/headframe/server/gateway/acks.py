"""What a node says on its ControlStream: read, gathered, kept, and its results confirmed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Sequence

from headframe.core.commands.acks import CommandAck
from headframe.server.gateway.ack_keeping import GROUP, AckKeeper
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.routing.router import NodeLine
from headframe.wire.convert.commands import ack_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

LINGER_SECONDS = 0.005
"""How long an acknowledgement that is no outcome waits for others: nobody sees it, and most save a commit."""

MAX_UNAPPLIED = 4_096
"""Acknowledgements read and not yet applied; past it the stream is not read on."""

SILENCE_SECONDS = 30.0
"""A node pings every ten seconds: so long without a word, and its link is dead."""


class AckIntake:
    """Reads one stream's acknowledgements and has them kept."""

    def __init__(self, parts: GatewayParts, keeper: AckKeeper, node: NodePrincipal, line: NodeLine) -> None:
        self._parts = parts
        self._keeper = keeper
        self._node = node
        self._line = line
        self._queue: asyncio.Queue[CommandAck] = asyncio.Queue(MAX_UNAPPLIED)
        self._heard_at = asyncio.get_running_loop().time()

    async def silence(self) -> None:
        """Until nothing was heard of the node for SILENCE_SECONDS."""
        now = asyncio.get_running_loop().time
        self._heard_at = now()  # a busy server may have taken its time since the hello
        while (seconds := self._heard_at + SILENCE_SECONDS - now()) > 0:  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(seconds)

    async def read(self, up: AsyncIterator[gateway_pb2.ControlUp]) -> None:
        """Take messages off the stream until it ends."""
        async for message in up:
            self._heard_at = asyncio.get_running_loop().time()
            match message.WhichOneof("message"):
                case "ack":
                    await self._queue.put(ack_from_wire(message.ack))
                case "ping":
                    await self._line.send(gateway_pb2.ControlDown(pong=message.ping))
                case "ownership_applied":
                    await self._node_let_go(message.ownership_applied.version)
                case "drained":
                    return
                case _:
                    pass  # leases are granted to standby pairs only

    async def run(self) -> None:
        """Keep what was read until cancelled."""
        while True:
            group = await self._group()
            await self._keeper.keep(self._node, group)
            await self._confirm([ack.result_sequence for ack in group if ack.result_sequence])
            for _ in group:
                self._queue.task_done()

    async def _confirm(self, results: Sequence[int]) -> None:
        if results:
            confirm = gateway_pb2.ResultsAcknowledged(result_sequences=results)
            await self._line.send(gateway_pb2.ControlDown(results_acknowledged=confirm))

    async def _node_let_go(self, version: int) -> None:
        """What leaves the node may go on to its new owner, once what it did before that is kept."""
        await self.applied()
        await self._parts.handover.node_let_go(self._node.org_id, self._node.node_id, version)

    async def _group(self) -> Sequence[CommandAck]:
        """What came meanwhile; a step waits LINGER_SECONDS for the outcome that often follows at once."""
        group = [await self._queue.get()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while len(group) < GROUP and not group[-1].phase.is_final:
                    group.append(await self._queue.get())
        while len(group) < GROUP and not self._queue.empty():
            group.append(self._queue.get_nowait())
        return group

    async def applied(self) -> None:
        """Until all that was read so far is applied, as long as `run` runs."""
        await self._queue.join()


async def within(
    seconds: float, message: Awaitable[gateway_pb2.ControlUp | None]
) -> gateway_pb2.ControlUp | None:
    """The next message; None when the stream has ended or was silent for too long."""
    try:
        async with asyncio.timeout(seconds):
            return await message
    except TimeoutError:
        return None
