# ruff: noqa: D102 - what each method promises is written at its port
"""Commands and batches in tables."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, TextClause, bindparam, insert, select, update

from headframe.core.activity import Activity
from headframe.core.commands.lifecycle import FINAL, UNSENT
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, HeadframeError
from headframe.kit.sqlite_errors import UniqueViolationError
from headframe.server.stores.ports.commands import Claimed, Cosigned, Note, StateChange
from headframe.server.stores.rules.contact import settled_contact
from headframe.server.stores.rules.steps import advanced, at_deadline, cosigned
from headframe.server.stores.sql.activity import add_entries
from headframe.server.stores.sql.among import among_named
from headframe.server.stores.sql.command_lists import QUEUED_FOR_NODE, SqlCommandLists
from headframe.server.stores.sql.command_rows import batch_values, command_values, step_values, to_command
from headframe.server.stores.sql.database import Database, Writing
from headframe.server.stores.sql.locking import by_id
from headframe.server.stores.sql.nodes import give_sequences, new_sequences, own_node
from headframe.server.stores.sql.schema.commands import BATCH, COMMAND, IS_AWAITING, IS_OPEN
from headframe.server.stores.sql.schema.nodes import NODE

_STEP = (
    "state",
    "updated_at_ms",
    "sequence",
    "problem",
    "detail",
    "progress_ratio",
    "artifact_id",
    "expires_at_ms",
    "intent",
)
_KEEP = (
    update(COMMAND)
    .where(COMMAND.c.org_id == bindparam("its_org"), COMMAND.c.id == bindparam("its_id"))
    .values({name: bindparam(f"new_{name}") for name in _STEP})
)


_DUE = (
    select(COMMAND)
    .where(*QUEUED_FOR_NODE, COMMAND.c.not_before_ms <= bindparam("now"))
    .order_by(COMMAND.c.created_at_ms, COMMAND.c.not_before_ms, COMMAND.c.id)
    .limit(bindparam("limit"))
)
_UNACCEPTED = (
    update(COMMAND)
    .where(
        COMMAND.c.org_id == bindparam("of_org"),
        COMMAND.c.node_id == bindparam("of_node"),
        COMMAND.c.state == CommandState.SENT.value,
        IS_OPEN,
    )
    .values(state=CommandState.QUEUED.value)
)


def _late(which: TextClause) -> Select[Any]:
    return (
        select(COMMAND, NODE.c.contact_since_ms, NODE.c.last_contact_ms)
        .join(NODE, NODE.c.id == COMMAND.c.node_id)
        .where(which, COMMAND.c.expires_at_ms <= bindparam("now"))
        .order_by(COMMAND.c.id)
    )


def _any_late(which: TextClause) -> Select[Any]:
    return select(COMMAND.c.id).where(which, COMMAND.c.expires_at_ms <= bindparam("now")).limit(1)


_LATE, _LATE_UNSIGNED = _late(IS_OPEN), _late(IS_AWAITING)
_ANY_LATE, _ANY_LATE_UNSIGNED = _any_late(IS_OPEN), _any_late(IS_AWAITING)
_NAMED = (
    select(COMMAND)
    .where(COMMAND.c.org_id == bindparam("org"), among_named(COMMAND.c.id, "commands"))
    .order_by(COMMAND.c.id)
)


class SqlCommands(SqlCommandLists):
    """CommandStore."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._node = by_id(NODE, held=database.row_lock)
        self._due = self._held(_DUE, skip=True)
        self._named = self._held(_NAMED)

    async def add_batch(
        self, batch: BatchRecord, commands: Sequence[CommandRecord], entry: Activity | None = None
    ) -> BatchRecord:
        try:
            async with self._database.write() as tx:
                await tx.execute_many(insert(BATCH), [batch_values(batch)])
                await tx.execute_many(insert(COMMAND), [command_values(command) for command in commands])
                if entry is not None:
                    await add_entries(tx, self._database, [entry])
        except UniqueViolationError as error:
            known = await self.batch_with_key(batch.org_id, batch.idempotency_key)
            if known is not None:
                return known
            raise HeadframeError(
                Code.ALREADY_EXISTS, "this batch or one of its commands exists already"
            ) from error
        return replace(batch, counts=Counter(command.state for command in commands))

    async def claim_due(
        self, org_id: int, node_ids: Collection[int], *, now_ms: int, limit: int
    ) -> Mapping[int, Claimed]:
        asked = sorted(node_ids)
        common = {"org": org_id, "now": now_ms, "limit": limit}
        questions = [
            *((self._node, {"row": node_id}) for node_id in asked),
            *((self._due, {"node": node_id, **common}) for node_id in asked),
        ]
        async with self._database.write() as tx:
            found = await tx.several(*questions)
            claimed, given = {}, []
            for node_id, rows, due in zip(asked, found[: len(asked)], found[len(asked) :], strict=True):
                node = own_node(rows, org_id, node_id)
                queued = [to_command(row) for row in due]
                sequences = new_sequences(node, count=len(queued), at_least=now_ms * 1000)
                given.append((node_id, sequences))
                sent = [_sent(*each, now_ms) for each in zip(queued, sequences, strict=True)]
                claimed[node_id] = Claimed(sent, node["ownership_version"], more=len(sent) == limit)
            await give_sequences(tx, given)
            await self._keep(tx, [command for each in claimed.values() for command in each.commands])
        return claimed

    async def requeue_unaccepted(self, org_id: int, node_id: int) -> int:
        async with self._database.write() as tx:
            return await tx.execute(_UNACCEPTED, {"of_org": org_id, "of_node": node_id})

    async def apply(
        self, org_id: int, changes: Sequence[StateChange], note: Note | None = None
    ) -> Sequence[CommandRecord]:
        named = {"org": org_id, "commands": sorted({change.command_id for change in changes})}
        async with self._database.write() as tx:
            rows = await tx.rows(self._named, named)
            commands = {row["id"]: to_command(row) for row in rows}
            changed: dict[str, CommandRecord] = {}
            for change in changes:
                command = commands.get(change.command_id)
                after = advanced(command, change) if command else None
                if after is not None:
                    commands[after.id] = changed[after.id] = after
            return await self._keep(tx, changed.values(), note)

    async def cosign(self, org_id: int, signed: Sequence[Cosigned]) -> Sequence[CommandRecord]:
        by_command = {each.command_id: each for each in signed}
        async with self._database.write() as tx:
            rows = await tx.rows(self._named, {"org": org_id, "commands": sorted(by_command)})
            after = [cosigned(to_command(row), by_command[row["id"]]) for row in rows]
            return await self._keep(tx, [command for command in after if command is not None])

    async def expire(self, *, now_ms: int, note: Note | None = None) -> Sequence[CommandRecord]:
        named = {"now": now_ms}
        async with self._database.read() as reading:
            if not any([await reading.column(each, named) for each in (_ANY_LATE, _ANY_LATE_UNSIGNED)]):
                return []
        ended = []
        async with self._database.write() as tx:
            for row in [
                row for each in (_LATE, _LATE_UNSIGNED) for row in await tx.rows(self._held(each), named)
            ]:
                contact = settled_contact(row["contact_since_ms"], row["last_contact_ms"], now_ms)
                after = at_deadline(to_command(row), now_ms=now_ms, contact_since_ms=contact)
                if after is not None:
                    ended.append(after)
            return await self._keep(tx, ended, note)

    async def cancel_queued(self, org_id: int, batch_id: str, *, now_ms: int) -> int:
        table = COMMAND.c
        never_sent = (
            table.org_id == org_id,
            table.batch_id == batch_id,
            table.state.in_([state.value for state in UNSENT]),
            table.sequence == 0,
        )
        values = {"state": CommandState.SUPERSEDED.value, "updated_at_ms": now_ms}
        async with self._database.write() as tx:
            return await tx.execute(update(COMMAND).where(*never_sent).values(**values))

    async def _keep(
        self, tx: Writing, commands: Iterable[CommandRecord], note: Note | None = None
    ) -> Sequence[CommandRecord]:
        kept = list(commands)
        await tx.execute_many(_KEEP, [_kept(command) for command in kept])
        if note is not None:
            await add_entries(
                tx, self._database, [note(command) for command in kept if command.state in FINAL]
            )
        return kept


def _kept(command: CommandRecord) -> dict[str, Any]:
    new = {f"new_{name}": value for name, value in step_values(command).items()}
    return {"its_org": command.org_id, "its_id": command.id, **new}


def _sent(command: CommandRecord, sequence: int, now_ms: int) -> CommandRecord:
    return replace(command, state=CommandState.SENT, sequence=sequence, updated_at_ms=now_ms)
