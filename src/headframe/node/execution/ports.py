"""What execution needs of the rest of the node."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.errors import Code, Problem
from headframe.node.execution.outcome import Outcome
from headframe.wire.gen.gateway.v1 import gateway_pb2

Progress: TypeAlias = Callable[[str, float], None]
"""Tells people how far a long command is: words, and a ratio 0..1."""

Handler: TypeAlias = Callable[[CommandEnvelope, Progress], Awaitable[Outcome]]
"""Carries out one kind of command. Raises HeadframeError for a failure; may be called once a command."""


class PollSoon(Protocol):
    """Has a device read at the next turn."""

    def __call__(self, device_id: int, *, full: bool = False) -> None:
        """In full, where something changed that only full polls tell."""
        ...


class Verifier(Protocol):
    """Decides whether a command comes from whom it must come from."""

    def verify(self, command: gateway_pb2.Command) -> CommandEnvelope:
        """The envelope to act on. Raises HeadframeError COMMAND_UNTRUSTED or INVALID_REQUEST."""
        ...

    def check_cosigned(self, envelope: CommandEnvelope, command: gateway_pb2.Command) -> None:
        """That an admin signed it too, where the policy asks for that. `command` was verified before.

        Raises:
            HeadframeError: COSIGNATURE_MISSING without a signature, COMMAND_UNTRUSTED for a wrong one.
        """
        ...


class CommandAudit(Protocol):
    """The node's audit log, as commands meet it."""

    def check(self) -> None:
        """Raises HeadframeError while the log takes nothing: what cannot be audited is not done."""
        ...

    def ended(self) -> None:
        """The journal has another outcome, which goes into the log from there."""
        ...

    async def refused(self, command: gateway_pb2.Command, problem: Problem) -> None:
        """A command was not taken: it is in the log before anybody is told."""
        ...


class AckSink(Protocol):
    """Takes acknowledgements to the server, now or when it is back."""

    def ack(self, ack: CommandAck) -> None:
        """Send when possible; never blocks."""
        ...


class CommandMeter(Protocol):
    """Is told of every command. Every method returns at once."""

    def refused(self, code: Code) -> None:
        """A command was not taken."""
        ...

    def executed(self, kind: CommandKind, seconds: float) -> None:
        """A driver was done with a command, whatever came of it."""
        ...

    def ended(self, kind: CommandKind, outcome: CommandPhase) -> None:
        """A command has its outcome."""
        ...


class Unmeasured:
    """A `CommandMeter` that nobody reads."""

    def refused(self, code: Code) -> None:
        """Nothing."""

    def executed(self, kind: CommandKind, seconds: float) -> None:
        """Nothing."""

    def ended(self, kind: CommandKind, outcome: CommandPhase) -> None:
        """Nothing."""


UNMEASURED = Unmeasured()
