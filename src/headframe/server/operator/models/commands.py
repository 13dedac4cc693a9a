"""Preview and issue commands."""

from headframe.api.base import Input
from headframe.api.commands import Stagger
from headframe.api.selectors import ExpectedCount, SelectorInput
from headframe.core.commands.plans import Refusals
from headframe.server.operator.models.command_specs import CommandInput
from headframe.server.services.commands.issue import IssueRequest


class PreviewInput(Input):
    """A command, and the devices it is meant for."""

    selector: SelectorInput
    command: CommandInput


class IssueInput(Input):
    """A command to issue. Devices that cannot do it are recorded as REJECTED, or left out."""

    selector: SelectorInput
    command: CommandInput
    stagger_seconds: Stagger = 0.0
    expected_count: ExpectedCount | None = None
    refusals: Refusals = Refusals.RECORD

    def to_core(self, idempotency_key: str) -> IssueRequest:
        """The use-case's request."""
        return IssueRequest(
            selector=self.selector.to_core(),
            spec=self.command.to_core(),
            stagger_seconds=self.stagger_seconds,
            expected_count=self.expected_count,
            refusals=self.refusals,
            idempotency_key=idempotency_key,
        )
