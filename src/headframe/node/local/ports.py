"""What the local UI needs of the rest of the node."""

from typing import Protocol

from headframe.core.commands.acks import CommandAck
from headframe.core.commands.envelope import CommandEnvelope
from headframe.node.execution.outcome import Outcome


class OnSite(Protocol):
    """Carries out what people on site ask for: the executor."""

    async def on_site(self, envelope: CommandEnvelope) -> Outcome:
        """Do it at most once, in its device's turn, to its end, whoever waits for it.

        Raises:
            HeadframeError: BUSY where too much waits already.
        """
        ...


class Outcomes(Protocol):
    """Remembers how commands ended, across restarts: the command journal."""

    async def outcome_of(self, command_id: str) -> CommandAck | None:
        """The outcome of a command that has ended."""
        ...
