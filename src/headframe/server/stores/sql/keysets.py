# ruff: noqa: D102 - what each method promises is written at its port
"""Keyset documents in a table."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select

from headframe.core.audit.entries import issued_ms, keyset_entry
from headframe.core.signing.documents import SignedDocument
from headframe.kit.sqlite_errors import UniqueViolationError
from headframe.server.stores.rules.keysets import check_follows
from headframe.server.stores.sql.audit_chain import extend_own
from headframe.server.stores.sql.database import Database
from headframe.server.stores.sql.documents import document_columns, to_document
from headframe.server.stores.sql.schema.keysets import KEYSET


class SqlKeysets:
    """KeysetStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keysets(self, org_id: int, *, after: int = 0) -> Sequence[SignedDocument]:
        query = (
            select(KEYSET)
            .where(KEYSET.c.org_id == org_id, KEYSET.c.version > after)
            .order_by(KEYSET.c.version)
        )
        async with self._database.read() as reading:
            return [to_document(row) for row in await reading.rows(query)]

    async def add_keyset(self, org_id: int, version: int, document: SignedDocument) -> None:
        newest = select(func.coalesce(func.max(KEYSET.c.version), 0)).where(KEYSET.c.org_id == org_id)
        values = {"org_id": org_id, "version": version, **document_columns(document)}
        try:
            async with self._database.write() as tx:
                check_follows(version, newest=int((await tx.column(newest))[0]))
                await tx.execute(insert(KEYSET).values(**values))
                entries = [keyset_entry(version, document)]
                await extend_own(tx, self._database, org_id, entries, now_ms=issued_ms(document))
        except UniqueViolationError:  # another server was first, between the two statements
            check_follows(version, newest=version)
