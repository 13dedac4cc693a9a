"""Commands and batches as the server keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from headframe.core.actors import Actor
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.errors import Problem
from headframe.core.reconcile.revisions import ORIGINAL, Revision
from headframe.core.signing.documents import SignedDocument


class CommandState(StrEnum):
    """Where a command is. The last six are final: each command ends in exactly one of them."""

    AWAITING_COSIGN = "AWAITING_COSIGN"
    QUEUED = "QUEUED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """One command. `device_id` is None for DISCOVER; `sequence` is 0 until it was first sent.

    `base_revision` is the device's revision that was known when it was issued.
    `intent` is what an admin signed beside the server, where the policy asks for that.
    """

    id: str
    org_id: int
    batch_id: str
    node_id: int
    device_id: int | None
    kind: CommandKind
    payload: CommandPayload = field(repr=False)
    actor: Actor
    state: CommandState
    created_at_ms: int
    not_before_ms: int
    expires_at_ms: int
    updated_at_ms: int
    sequence: int = 0
    lease_epoch: int = 0
    problem: Problem | None = None
    detail: str = ""
    progress_ratio: float | None = None
    artifact_id: str | None = None
    intent: SignedDocument | None = field(default=None, repr=False)
    base_revision: Revision = ORIGINAL


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """The commands of one act. `idempotency_key` makes a repeated request find the first batch."""

    id: str
    org_id: int
    kind: CommandKind
    actor: Actor
    created_at_ms: int
    title: str
    selector: str
    stagger_seconds: float = 0.0
    idempotency_key: str = ""
    counts: Mapping[CommandState, int] = field(default_factory=dict)
    retry_of: str | None = None
