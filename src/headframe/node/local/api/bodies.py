"""Bodies that the server's API has wider, or not at all."""

from typing import Annotated

from pydantic import Field

from headframe.api.base import Input, Output
from headframe.api.command_inputs import (
    BlinkLedInput,
    CoolingInput,
    CurtailInput,
    PlainInput,
    PowerTargetInput,
    UncurtailInput,
)
from headframe.api.commands import Stagger
from headframe.api.selectors import ExpectedCount, SelectorInput
from headframe.core.alone import ContactState
from headframe.core.commands.plans import Refusals
from headframe.node.local.acts import Request
from headframe.node.local.api.parts import LocalParts
from headframe.node.local.certificate import fingerprint_text

CommandInput = Annotated[
    PlainInput | PowerTargetInput | CurtailInput | UncurtailInput | BlinkLedInput | CoolingInput,
    Field(discriminator="kind"),
]


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

    def to_core(self, idempotency_key: str) -> Request:
        """The act."""
        return Request(
            selector=self.selector.to_core(),
            payload=self.command.to_core(),
            stagger_seconds=self.stagger_seconds,
            expected_count=self.expected_count,
            refusals=self.refusals,
            idempotency_key=idempotency_key,
        )


class LocalStandingBody(Output):
    """How the node stands with its server, and what waits for it.

    `since_ms` is when contact was lost, null in contact. `back_ms`: when the link came back, while the node
    catches up. `certificate_sha256` is of the certificate's public key, as the server shows it.
    """

    state: ContactState
    since_ms: int | None
    back_ms: int | None
    now_ms: int
    node_id: int
    node_name: str
    server_url: str
    software_version: str
    certificate_sha256: str
    acts_waiting: int
    spool_rows: int
    spool_bytes: int

    @classmethod
    def of(cls, parts: LocalParts) -> "LocalStandingBody":
        """As it is now."""
        contact, waiting, facts = parts.contact.contact, parts.contact.waiting, parts.facts
        return cls(
            state=contact.state,
            since_ms=contact.lost_ms,
            back_ms=contact.back_ms,
            now_ms=parts.clock.now_ms(),
            node_id=facts.names.node_id,
            node_name=facts.names.name,
            server_url=facts.server_url,
            software_version=facts.software_version,
            certificate_sha256=fingerprint_text(facts.spki_sha256),
            acts_waiting=waiting.acts,
            spool_rows=waiting.spool_rows,
            spool_bytes=waiting.spool_bytes,
        )
