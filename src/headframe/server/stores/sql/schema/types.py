"""Column types that mean the same on both engines."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

RELATIONAL = MetaData(naming_convention=_NAMING)
"""What people and nodes agree on."""

TELEMETRY = MetaData(naming_convention=_NAMING)
"""What miners measure."""

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; on SQLite the type that may alias the row id."""

TEXT = Text(collation="C").with_variant(Text(), "sqlite")
"""Text that compares and sorts by code point."""


def ids() -> Column[Any]:
    """A primary key given by the database, never given twice."""
    return Column("id", BIG, Identity(always=False), primary_key=True)


def org() -> Column[Any]:
    """Whose row it is."""
    return Column("org_id", BIG, nullable=False)


def entity(name: str, *parts: Any) -> Table:
    """A table of things with ids, referred to by (org_id, id)."""
    return Table(
        name, RELATIONAL, ids(), org(), *parts, UniqueConstraint("org_id", "id"), sqlite_autoincrement=True
    )


def refers(column: str, table: str, *, cascade: bool = False) -> ForeignKeyConstraint:
    """A reference within the organisation."""
    return ForeignKeyConstraint(
        ["org_id", column], [f"{table}.org_id", f"{table}.id"], ondelete="CASCADE" if cascade else None
    )
