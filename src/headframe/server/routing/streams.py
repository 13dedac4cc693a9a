"""Open streams of nodes on the network: each ends at once when its node is let in no more."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

from headframe.core.errors import Code, HeadframeError

Message = TypeVar("Message")
Reason: TypeAlias = tuple[Code, str]

SESSION_ENDED: Reason = (Code.NOT_SIGNED_IN, "the session has ended")
SERVER_STOPS: Reason = (Code.NODE_NOT_CONNECTED, "the server stops")
CONTROL_ENDED: Reason = (Code.NODE_NOT_CONNECTED, "its ControlStream has ended")


class Cut:
    """Whether a stream was cut off. One task at a time waits for messages of a stream."""

    def __init__(self, *, with_control: bool = False) -> None:
        self.with_control = with_control
        self._reason: Reason | None = None
        self._waiting: asyncio.Timeout | None = None

    def make(self, reason: Reason) -> None:
        """Cut it off. Once is enough: what is on its way out already is left to it."""
        if self._reason is not None:
            return
        self._reason = reason
        if self._waiting is not None:
            self._waiting.reschedule(asyncio.get_running_loop().time())

    def check(self) -> None:
        """Raises HeadframeError with the reason once it was cut off."""
        if self._reason is not None:
            raise HeadframeError(*self._reason)

    async def until(self, messages: AsyncIterator[Message]) -> AsyncIterator[Message]:
        """The messages; and the reason as soon as it is cut off, even while nothing comes."""
        while True:
            self.check()
            try:
                async with asyncio.timeout(None) as self._waiting:
                    message = await anext(messages)
            except StopAsyncIteration:
                return
            except Exception:
                self.check()
                raise
            finally:
                self._waiting = None
            yield message


class OpenStreams:
    """Streams by node."""

    def __init__(self) -> None:
        self._open: defaultdict[int, set[Cut]] = defaultdict(set)

    @property
    def open(self) -> int:
        """How many there are, of all nodes."""
        return sum(map(len, self._open.values()))

    @contextmanager
    def opened(self, node_id: int, *, with_control: bool = False) -> Iterator[Cut]:
        """A stream, for as long as the block. `with_control`: it ends when the ControlStream does."""
        cut = Cut(with_control=with_control)
        self._open[node_id].add(cut)
        try:
            yield cut
        finally:
            self._open[node_id].discard(cut)
            if not self._open[node_id]:
                del self._open[node_id]

    def cut(self, node_id: int, reason: Reason = SESSION_ENDED) -> None:
        """Cut off every stream of a node."""
        for cut in self._open.get(node_id, ()):
            cut.make(reason)

    def control_ended(self, node_id: int) -> None:
        """A node is no longer heard: nobody reads what its uploads are answered, or writes to them."""
        for cut in self._open.get(node_id, ()):
            if cut.with_control:
                cut.make(CONTROL_ENDED)

    def cut_all(self) -> None:
        """Cut off every stream there is, because this server stops: the nodes' sessions go on elsewhere."""
        for node_id in self._open:
            self.cut(node_id, SERVER_STOPS)
