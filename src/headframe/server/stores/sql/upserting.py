"""Insert a row, or replace its values where its key is taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement


def upsert(table: Table, values: Mapping[str, Any], keys: Sequence[str], dialect: Dialect) -> ClauseElement:
    """INSERT .. ON CONFLICT (keys) DO UPDATE of everything else. Values may be `bindparam`s."""
    if dialect.name == "sqlite":
        of_sqlite = sqlite.insert(table).values(**values)
        fresh = {name: of_sqlite.excluded[name] for name in values if name not in keys}
        return of_sqlite.on_conflict_do_update(index_elements=list(keys), set_=fresh)
    of_postgres = postgresql.insert(table).values(**values)
    fresh = {name: of_postgres.excluded[name] for name in values if name not in keys}
    return of_postgres.on_conflict_do_update(index_elements=list(keys), set_=fresh)
