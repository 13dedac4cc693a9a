"""Calls that end in a problem, counted by which: wrong proofs, held nodes, floods."""

from collections.abc import Callable

from headframe.core.errors import Code, HeadframeError
from headframe.server.gateway.transport.authentication import AnyContext


def ignored(_code: Code) -> None:
    """For where nobody counts."""


class Refusals:
    """A metadata interceptor, the outermost: it hears what those behind it refuse."""

    def __init__(self, refused: Callable[[Code], None]) -> None:
        self._refused = refused

    async def on_start(self, ctx: AnyContext) -> None:
        """Nothing yet."""

    async def on_end(self, _token: None, _ctx: AnyContext, error: Exception | None, /) -> None:
        """Called by connectrpc with what the caller is told; its cause is the problem."""
        problem = error.__cause__ if error else None
        if isinstance(problem, HeadframeError):
            self._refused(problem.code)
