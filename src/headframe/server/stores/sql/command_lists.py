# ruff: noqa: D102 - what each method promises is written at its port
"""Commands and batches to read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select

from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.server.stores.ports.commands import CommandQuery, Outlook
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.rules.steps import FAILED_FIRST
from headframe.server.stores.sql.among import among_named
from headframe.server.stores.sql.command_rows import to_batch, to_command
from headframe.server.stores.sql.database import NO_VALUES, Database, Reading, Values
from headframe.server.stores.sql.schema.commands import BATCH, COMMAND, IS_AWAITING, IS_OPEN
from headframe.server.stores.sql.schema.nodes import NODE

_RANK = case({state.value: rank for rank, state in enumerate(FAILED_FIRST)}, value=COMMAND.c.state)


_BATCH = select(BATCH).where(BATCH.c.org_id == bindparam("org"), BATCH.c.id == bindparam("batch"))
_BY_KEY = select(BATCH).where(BATCH.c.org_id == bindparam("org"), BATCH.c.idempotency_key == bindparam("key"))
_COUNTS = (
    select(COMMAND.c.batch_id, COMMAND.c.state, func.count().label("count"))
    .where(COMMAND.c.org_id == bindparam("org"), among_named(COMMAND.c.batch_id, "batches"))
    .group_by(COMMAND.c.batch_id, COMMAND.c.state)
)
_UNFINISHED = select(COMMAND).where(
    COMMAND.c.org_id == bindparam("org"),
    among_named(COMMAND.c.id, "commands"),
    among_named(COMMAND.c.kind, "kinds"),
    or_(IS_OPEN, IS_AWAITING),
)
_OF_OTHERS = select(COMMAND.c.id).where(
    COMMAND.c.org_id == bindparam("org"),
    COMMAND.c.node_id != bindparam("node"),
    among_named(COMMAND.c.id, "commands"),
)
QUEUED_FOR_NODE = (
    COMMAND.c.org_id == bindparam("org"),
    COMMAND.c.node_id == bindparam("node"),
    COMMAND.c.state == CommandState.QUEUED.value,
    COMMAND.c.expires_at_ms > bindparam("now"),
    IS_OPEN,
)
"""Of the node `node` of `org`, unexpired at `now`."""
_HANDED_OUT = (
    select(COMMAND)
    .where(
        COMMAND.c.org_id == bindparam("of_org"),
        COMMAND.c.node_id == bindparam("of_node"),
        COMMAND.c.sequence > 0,
        IS_OPEN,
    )
    .order_by(COMMAND.c.sequence)
)
_OUTLOOK = select(
    NODE.c.ownership_version,
    select(func.min(COMMAND.c.not_before_ms)).where(*QUEUED_FOR_NODE).scalar_subquery().label("next_due_ms"),
).where(NODE.c.org_id == bindparam("org"), NODE.c.id == bindparam("node"))


class SqlCommandLists:
    """The reading half of CommandStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def batch(self, org_id: int, batch_id: str) -> BatchRecord | None:
        async with self._database.snapshot() as reading:
            batches = await _batches(reading, org_id, _BATCH, {"org": org_id, "batch": batch_id})
        return batches[0] if batches else None

    async def batch_with_key(self, org_id: int, idempotency_key: str) -> BatchRecord | None:
        named = {"org": org_id, "key": idempotency_key}
        async with self._database.glance() as reading:
            if not idempotency_key or not await reading.rows(_BY_KEY, named):
                return None
        async with self._database.snapshot() as reading:
            return (await _batches(reading, org_id, _BY_KEY, named))[0]

    async def batches(
        self, org_id: int, *, limit: int, before_ms: int | None = None, open_only: bool = False
    ) -> Sequence[BatchRecord]:
        which = [BATCH.c.org_id == org_id]
        if before_ms is not None:
            which.append(BATCH.c.created_at_ms < before_ms)
        if open_only:
            of_org = select(COMMAND.c.batch_id).where(COMMAND.c.org_id == org_id)
            which.append(or_(*(BATCH.c.id.in_(of_org.where(each)) for each in (IS_OPEN, IS_AWAITING))))
        newest = (BATCH.c.created_at_ms.desc(), BATCH.c.id.desc())
        query = select(BATCH).where(*which).order_by(*newest).limit(limit)
        async with self._database.snapshot() as reading:
            return await _batches(reading, org_id, query)

    async def command(self, org_id: int, command_id: str) -> CommandRecord | None:
        query = select(COMMAND).where(COMMAND.c.org_id == org_id, COMMAND.c.id == command_id)
        async with self._database.read() as reading:
            rows = await reading.rows(query)
        return to_command(rows[0]) if rows else None

    async def commands(self, org_id: int, query: CommandQuery) -> tuple[Sequence[CommandRecord], int]:
        table = COMMAND.c
        which = [table.org_id == org_id]
        if query.batch_id is not None:
            which.append(table.batch_id == query.batch_id)
        if query.device_id is not None:
            which.append(table.device_id == query.device_id)
        if query.states:
            which.append(table.state.in_([state.value for state in query.states]))
        order = (_RANK, table.id) if query.failed_first else (table.created_at_ms.desc(), table.id.desc())
        window = select(COMMAND).where(*which).order_by(*order).limit(query.limit).offset(query.offset)
        total = select(func.count().label("total")).where(*which)
        async with self._database.snapshot() as reading:
            rows = await reading.rows(window)
            counted = await reading.rows(total)
        return [to_command(row) for row in rows], counted[0]["total"]

    async def handed_out(self, org_id: int, node_id: int) -> Sequence[CommandRecord]:
        async with self._database.read() as reading:
            rows = await reading.rows(_HANDED_OUT, {"of_org": org_id, "of_node": node_id})
        return [to_command(row) for row in rows]

    async def unfinished(
        self, org_id: int, command_ids: Sequence[str], kinds: Collection[CommandKind]
    ) -> Sequence[CommandRecord]:
        named = {"org": org_id, "commands": [*command_ids], "kinds": [kind.value for kind in kinds]}
        async with self._database.read() as reading:
            rows = await reading.rows(_UNFINISHED, named)
        return [to_command(row) for row in rows]

    async def of_other_nodes(self, org_id: int, node_id: int, command_ids: Sequence[str]) -> Sequence[str]:
        named = {"org": org_id, "node": node_id, "commands": [*command_ids]}
        async with self._database.read() as reading:
            return await reading.column(_OF_OTHERS, named)

    async def outlook(self, org_id: int, node_id: int, *, now_ms: int) -> Outlook:
        async with self._database.glance() as reading:
            rows = await reading.rows(_OUTLOOK, {"org": org_id, "node": node_id, "now": now_ms})
        row = found(rows[0] if rows else None, "node", node_id)
        return Outlook(row["next_due_ms"], row["ownership_version"])

    def _held(self, query: Select[Any], *, skip: bool = False) -> Select[Any]:
        """The same rows, held until the transaction ends; `skip`: without those that another one holds."""
        if not self._database.row_lock:
            return query
        return query.with_for_update(of=COMMAND, skip_locked=skip)


async def _batches(
    reading: Reading, org_id: int, query: Select[Any], values: Values = NO_VALUES
) -> Sequence[BatchRecord]:
    """Batches in the order of a query, with their counts."""
    rows = await reading.rows(query, values)
    if not rows:
        return []
    counts: defaultdict[str, dict[CommandState, int]] = defaultdict(dict)
    for row in await reading.rows(_COUNTS, {"org": org_id, "batches": [row["id"] for row in rows]}):
        counts[row["batch_id"]][CommandState(row["state"])] = row["count"]
    return [to_batch(row, counts[row["id"]]) for row in rows]
