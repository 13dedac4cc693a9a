"""Building command records: one per device, sealed per node, spread over time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from headframe.core.actors import Actor
from headframe.core.commands.intents import MAX_INTENT_MS
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.payloads import CommandPayload
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, FieldProblem, HeadframeError, Problem
from headframe.core.fleet import DeviceRow
from headframe.server.services.ports import Ids

MAX_STAGGER_SPAN_SECONDS = 24 * 3600
"""The last command of a batch is due at most this long after the first."""


@dataclass(slots=True)
class BatchDraft:
    """A batch in the making. `add` takes devices in the order in which they are to be reached."""

    ids: Ids
    org_id: int
    kind: CommandKind
    actor: Actor
    title: str
    selector: str
    now_ms: int
    stagger_seconds: float = 0.0
    idempotency_key: str = ""
    retry_of: str | None = None
    commands: list[CommandRecord] = field(default_factory=list)
    batch_id: str = field(init=False)
    _due: int = 0

    def __post_init__(self) -> None:
        self.batch_id = self.ids()

    def add(self, node_id: int, device_id: int | None, payload: CommandPayload) -> CommandRecord:
        """One command to be sent."""
        not_before = self.now_ms + round(self._due * self.stagger_seconds * 1000)
        self._due += 1
        expires = not_before + POLICIES[self.kind].ttl_seconds * 1000
        record = self._record(node_id, device_id, payload, CommandState.QUEUED, (not_before, expires))
        self.commands.append(record)
        return record

    def hold(self) -> None:
        """Its commands wait for an admin's signature.

        INVALID_REQUEST where some would only be due when a signature made now has lapsed.
        """
        if any(each.not_before_ms >= self.now_ms + MAX_INTENT_MS for each in self.commands):
            message = (
                f"{self.kind} needs an admin's signature, which is good for 15 minutes: choose fewer miners"
                " at a time, or less time between them."
            )
            raise HeadframeError(
                Code.INVALID_REQUEST, message, fields=(FieldProblem("/stagger_seconds", message),)
            )
        self.commands = [
            replace(each, state=CommandState.AWAITING_COSIGN) if each.state is CommandState.QUEUED else each
            for each in self.commands
        ]

    @property
    def held(self) -> bool:
        """Whether any of its commands wait for a signature."""
        return any(each.state is CommandState.AWAITING_COSIGN for each in self.commands)

    def add_rejected(self, row: DeviceRow, payload: CommandPayload, problem: Problem) -> bool:
        """Record a refusal as an outcome; False where no node ever saw the device, so none can be named."""
        node_id = row.node_id or row.seen_by_node_id
        if node_id is None:
            return False
        window = (self.now_ms, self.now_ms)
        record = self._record(node_id, row.id, payload, CommandState.REJECTED, window, problem=problem)
        self.commands.append(record)
        return True

    @property
    def node_ids(self) -> frozenset[int]:
        """Nodes that have something to do."""
        return frozenset(command.node_id for command in self.commands if command.state is CommandState.QUEUED)

    def batch(self) -> BatchRecord:
        """The batch itself, with the counts its commands begin with."""
        counts: dict[CommandState, int] = {}
        for command in self.commands:
            counts[command.state] = counts.get(command.state, 0) + 1
        return BatchRecord(
            id=self.batch_id,
            org_id=self.org_id,
            kind=self.kind,
            actor=self.actor,
            created_at_ms=self.now_ms,
            title=self.title,
            selector=self.selector,
            stagger_seconds=self.stagger_seconds,
            idempotency_key=self.idempotency_key,
            counts=counts,
            retry_of=self.retry_of,
        )

    def _record(
        self,
        node_id: int,
        device_id: int | None,
        payload: CommandPayload,
        state: CommandState,
        window_ms: tuple[int, int],
        *,
        problem: Problem | None = None,
    ) -> CommandRecord:
        return CommandRecord(
            id=self.ids(),
            org_id=self.org_id,
            batch_id=self.batch_id,
            node_id=node_id,
            device_id=device_id,
            kind=self.kind,
            payload=payload,
            actor=self.actor,
            state=state,
            created_at_ms=self.now_ms,
            not_before_ms=window_ms[0],
            expires_at_ms=window_ms[1],
            updated_at_ms=self.now_ms,
            problem=problem,
        )


def check_stagger(devices: int, stagger_seconds: float) -> None:
    """INVALID_REQUEST when the batch would take longer than `MAX_STAGGER_SPAN_SECONDS`."""
    if devices * stagger_seconds > MAX_STAGGER_SPAN_SECONDS:
        message = f"{devices} miners, {stagger_seconds:g} s apart, take longer than 24 hours."
        raise HeadframeError(
            Code.INVALID_REQUEST, message, fields=(FieldProblem("/stagger_seconds", message),)
        )


def payload_by_node(
    rows: Iterable[DeviceRow], make: Callable[[int], CommandPayload]
) -> Mapping[int, CommandPayload]:
    """`make` called once for each owning node."""
    nodes = {row.node_id for row in rows if row.node_id is not None}
    return {node_id: make(node_id) for node_id in sorted(nodes)}


def add_accepted(
    batch: BatchDraft, rows: Sequence[DeviceRow], payloads: Mapping[int, CommandPayload]
) -> None:
    """A command for each row, with its owner's payload."""
    for row in rows:
        if row.node_id is not None:
            batch.add(row.node_id, row.id, payloads[row.node_id])
