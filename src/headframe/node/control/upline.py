"""The way up of the present ControlStream, where there is one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from headframe.core.commands.acks import CommandAck
from headframe.wire.convert.commands import ack_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

MAX_UP = 50_000
"""Messages waiting for the stream; past it acknowledgements are let go and come again from the journal."""


class UpLine:
    """Takes acknowledgements while a session is accepted.

    Without one nothing is lost: the journal has every outcome, and those that the server has not confirmed
    are sent again.
    """

    def __init__(self) -> None:
        self._queue: asyncio.Queue[gateway_pb2.ControlUp | None] | None = None
        self._accepted = False

    def open(self) -> AsyncIterator[gateway_pb2.ControlUp]:
        """Begin a stream; its messages."""
        self._accepted = False
        self._queue = asyncio.Queue(MAX_UP)
        return _messages(self._queue)

    def close(self) -> None:
        """The stream ended."""
        self._queue = None
        self._accepted = False

    def accept(self) -> None:
        """The server has accepted the hello: acknowledgements may flow."""
        self._accepted = True

    @property
    def connected(self) -> bool:
        """Whether a session is up."""
        return self._accepted

    def send(self, message: gateway_pb2.ControlUp) -> None:
        """Put a message on the stream, accepted or not."""
        if self._queue is not None:
            with contextlib.suppress(asyncio.QueueFull):
                self._queue.put_nowait(message)

    def finish(self) -> None:
        """End the way up behind what is queued already; nothing more is taken."""
        queue, self._queue = self._queue, None
        self._accepted = False
        if queue is not None:
            if queue.full():
                queue.get_nowait()  # the journal has it, and sends it again
            queue.put_nowait(None)

    def ack(self, ack: CommandAck) -> None:
        """Acknowledge a command, if the server listens now."""
        if self._accepted:
            self.send(gateway_pb2.ControlUp(ack=ack_to_wire(ack)))


async def _messages(
    queue: asyncio.Queue[gateway_pb2.ControlUp | None],
) -> AsyncIterator[gateway_pb2.ControlUp]:
    while (message := await queue.get()) is not None:
        yield message
