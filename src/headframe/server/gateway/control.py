"""The ControlStream: the server speaks first, commands go down, acknowledgements come up."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

from headframe.core.errors import Code, HeadframeError
from headframe.server.gateway.ack_keeping import AckKeeper
from headframe.server.gateway.acks import SILENCE_SECONDS, AckIntake, within
from headframe.server.gateway.parts import GatewayParts, NodePrincipal
from headframe.server.routing.claims import Claims
from headframe.server.routing.dispatch import Dispatcher
from headframe.server.routing.router import NodeLine
from headframe.server.services.commands.lost import give_up_commands
from headframe.wire.convert.bundles import bundle_from_wire
from headframe.wire.convert.documents import document_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

PROTOCOL_VERSIONS = (1, 1)
"""Lowest and highest version of the gateway protocol that this server speaks."""

HEARTBEAT_MS = 10_000
LAST_WORDS_SECONDS = 5.0
"""How long a node that was told goodbye may still say what it has done."""


class ControlStreams:
    """Serves the ControlStreams of all nodes; what many of them need at once, they get together."""

    def __init__(self, parts: GatewayParts) -> None:
        self._parts = parts
        self._claims = Claims(parts.stores.commands, parts.router, parts.clock)
        self._keeper = AckKeeper(parts)

    async def settled(self) -> None:
        """Until nothing is under way in the stores on behalf of streams that have ended."""
        await self._claims.settled()
        await self._keeper.settled()

    async def serve(
        self, node: NodePrincipal, up: AsyncIterator[gateway_pb2.ControlUp]
    ) -> AsyncIterator[gateway_pb2.ControlDown]:
        """Serve one ControlStream until either side ends it."""
        parts = self._parts
        yield gateway_pb2.ControlDown(welcome=_welcome(parts))
        first = await within(SILENCE_SECONDS, anext(up, None))
        if first is None or first.WhichOneof("message") != "hello":
            raise HeadframeError(Code.INVALID_REQUEST, "a ControlStream begins with hello")
        hello = first.hello
        if parts.certified is not None:
            await parts.certified.check(node.node_id, bundle_from_wire(hello.bundle))
        if not _version(hello):
            yield gateway_pb2.ControlDown(goaway=_unsupported(hello))
            return
        async with contextlib.aclosing(self._session(node, up, hello)) as messages:
            async for message in messages:
                yield message

    async def _session(
        self, node: NodePrincipal, up: AsyncIterator[gateway_pb2.ControlUp], hello: gateway_pb2.Hello
    ) -> AsyncGenerator[gateway_pb2.ControlDown, None]:
        """From the hello on: tasks write to the line, and the end of any of them ends the stream."""
        parts = self._parts
        line = _line(node, hello)
        intake = AckIntake(parts, self._keeper, node, line)
        dispatcher = Dispatcher(
            parts.stores.commands,
            parts.desk,
            parts.signer,
            parts.clock,
            line=line,
            claims=self._claims,
            last_sequence=hello.last_sequence,
        )
        was_restored = await _was_restored(parts, node, hello)
        newer = parts.keysets.after(hello.keyset_version) if parts.keysets else ()
        tasks: list[asyncio.Task[None]] = []
        parts.router.attach(line)  # nothing is claimed for an older stream any more
        try:
            await _arrived(parts, node, hello)
            accepted = await _accepted(parts, node, _version(hello))
            accepted.tell_again = was_restored
            yield gateway_pb2.ControlDown(accepted=accepted)
            for document in newer:  # before the commands under them, which wait for the tasks below
                keyset = document_to_wire(document)
                yield gateway_pb2.ControlDown(keyset_changed=gateway_pb2.KeysetChanged(keyset=keyset))
            works = (intake.read(up), intake.run(), dispatcher.run(), _silent(parts, node, line, intake))
            tasks += [asyncio.create_task(work) for work in works]
            for task in tasks:
                task.add_done_callback(lambda _: line.hang_up())
            while (message := await line.next_message()) is not None:
                yield message
                if message.WhichOneof("message") == "goaway":
                    await _last_words(tasks[0], intake)
                    return
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            await _cancelled(tasks)
            await _left(parts, node, line)


def _line(node: NodePrincipal, hello: gateway_pb2.Hello) -> NodeLine:
    return NodeLine(
        node.org_id,
        node.node_id,
        encryption_public_key=hello.bundle.encryption_x25519,
        stream_nonce=hello.stream_nonce,
        attest_public_key=hello.bundle.attest_ed25519,
    )


async def _last_words(reading: "asyncio.Task[None]", intake: AckIntake) -> None:
    """Until the node has said that this was all, and that is kept; or until it took too long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_WORDS_SECONDS):
            await asyncio.wait([reading])
            await intake.applied()


async def _cancelled(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """End tasks. One that does not heed it, because its transport hangs, is left behind after a while."""
    for task in tasks:
        task.cancel()
    every = asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait([every], timeout=LAST_WORDS_SECONDS)


async def _silent(parts: GatewayParts, node: NodePrincipal, line: NodeLine, intake: AckIntake) -> None:
    """A node that is heard no more has left, even while the transport still waits to read or to write."""
    await intake.silence()
    await _left(parts, node, line)


async def _was_restored(parts: GatewayParts, node: NodePrincipal, hello: gateway_pb2.Hello) -> bool:
    """Whether the node has accepted a command of a number that this database never gave."""
    known = await parts.stores.nodes.node(node.org_id, node.node_id)
    return known is not None and known.last_sequence < hello.last_sequence


async def _arrived(parts: GatewayParts, node: NodePrincipal, hello: gateway_pb2.Hello) -> None:
    await parts.handover.node_is_back(node.org_id, node.node_id)
    if hello.journal_lost:
        await give_up_commands(
            parts.stores, parts.live, node.org_id, node.node_id, now_ms=parts.clock.now_ms()
        )
    await parts.stores.commands.requeue_unaccepted(node.org_id, node.node_id)
    await parts.stores.nodes.allocate_sequences(  # a restored database moves on from what the node has seen
        node.org_id, node.node_id, count=1, at_least=hello.last_sequence + 1
    )
    await parts.stores.nodes.record_contact(
        node.org_id,
        node.node_id,
        at_ms=parts.clock.now_ms(),
        software_version=hello.software_version,
        plugins=None,
    )
    _tell(parts, node)


async def _left(parts: GatewayParts, node: NodePrincipal, line: NodeLine) -> None:
    if parts.router.detach(line):
        await parts.stores.nodes.lose_contact(node.org_id, node.node_id)
        _tell(parts, node)


def _tell(parts: GatewayParts, node: NodePrincipal) -> None:
    """The statuses of its devices depend on its contact: who watches any reads them again."""
    parts.live.nodes_changed(node.org_id, (node.node_id,))
    parts.live.devices_changed(node.org_id, ())


async def _accepted(parts: GatewayParts, node: NodePrincipal, version: int) -> gateway_pb2.HelloAccepted:
    acknowledged = await parts.stores.telemetry.acknowledged(node.org_id, node.node_id)
    mark = await parts.stores.event_marks.event_mark(node.org_id, node.node_id)
    return gateway_pb2.HelloAccepted(
        protocol_version=version,
        heartbeat_interval_ms=HEARTBEAT_MS,
        telemetry_acknowledged=acknowledged,
        events_acknowledged=mark.acknowledged,
    )


def _welcome(parts: GatewayParts) -> gateway_pb2.Welcome:
    low, high = PROTOCOL_VERSIONS
    return gateway_pb2.Welcome(
        min_protocol_version=low,
        max_protocol_version=high,
        server_version=parts.server_version,
        server_time_ms=parts.clock.now_ms(),
        server_id=parts.server_id,
    )


def _version(hello: gateway_pb2.Hello) -> int:
    """The highest version both speak; 0 for none."""
    low, high = PROTOCOL_VERSIONS
    common = min(high, hello.max_protocol_version)
    return common if common >= max(low, hello.min_protocol_version) else 0


def _unsupported(hello: gateway_pb2.Hello) -> gateway_pb2.ControlGoaway:
    low, high = PROTOCOL_VERSIONS
    return gateway_pb2.ControlGoaway(
        reason=gateway_pb2.ControlGoaway.REASON_UNSUPPORTED_VERSION,
        message=f"this server speaks protocol {low} to {high}, the node {hello.min_protocol_version} to"
        f" {hello.max_protocol_version}: update the older one",
    )
