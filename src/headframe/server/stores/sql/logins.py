# ruff: noqa: D102 - what each method promises is written at its port
"""Default logins in tables."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.core.logins import DefaultLogin
from headframe.kit.sqlite_errors import ReferenceViolationError
from headframe.server.stores.rules.lookups import found
from headframe.server.stores.sql.actors import actor_text, to_actor
from headframe.server.stores.sql.database import Database, Row
from headframe.server.stores.sql.schema.logins import DEFAULT_LOGIN, SEALED_LOGIN


class SqlLogins:
    """DefaultLoginStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def logins(self, org_id: int) -> Sequence[DefaultLogin]:
        oldest = (DEFAULT_LOGIN.c.created_at_ms, DEFAULT_LOGIN.c.id)
        mine = select(DEFAULT_LOGIN).where(DEFAULT_LOGIN.c.org_id == org_id).order_by(*oldest)
        async with self._database.snapshot() as reading:
            logins = await reading.rows(mine)
            sealed = await reading.rows(select(SEALED_LOGIN).where(SEALED_LOGIN.c.org_id == org_id))
        return [_to_login(row, [each for each in sealed if each["login_id"] == row["id"]]) for row in logins]

    async def add_login(self, login: DefaultLogin) -> DefaultLogin:
        statement = insert(DEFAULT_LOGIN).values(
            org_id=login.org_id,
            username=login.username,
            driver=login.driver,
            created_at_ms=login.created_at_ms,
            actor=actor_text(login.actor),
        )
        try:
            async with self._database.write() as tx:
                row = (await tx.rows(statement.returning(*DEFAULT_LOGIN.c)))[0]
                for node_id, secret in login.sealed.items():
                    values = {
                        "org_id": login.org_id,
                        "login_id": row["id"],
                        "node_id": node_id,
                        "key_id": secret.recipient_key_id,
                        "ciphertext": secret.ciphertext,
                    }
                    await tx.execute(insert(SEALED_LOGIN).values(**values))
        except ReferenceViolationError as error:
            raise HeadframeError(Code.NOT_FOUND, "a node is not there any more") from error
        return DefaultLogin(
            row["id"],
            login.org_id,
            login.username,
            login.driver,
            login.created_at_ms,
            login.actor,
            login.sealed,
        )

    async def remove_login(self, org_id: int, login_id: int) -> None:
        mine = (DEFAULT_LOGIN.c.org_id == org_id, DEFAULT_LOGIN.c.id == login_id)
        async with self._database.write() as tx:
            removed = await tx.execute(delete(DEFAULT_LOGIN).where(*mine))
            found(removed or None, "default login", login_id)

    async def forget_node(self, org_id: int, node_id: int) -> None:
        mine = (SEALED_LOGIN.c.org_id == org_id, SEALED_LOGIN.c.node_id == node_id)
        async with self._database.write() as tx:
            await tx.execute(delete(SEALED_LOGIN).where(*mine))


def _to_login(row: Row, sealed: Sequence[Row]) -> DefaultLogin:
    return DefaultLogin(
        row["id"],
        row["org_id"],
        row["username"],
        row["driver"],
        row["created_at_ms"],
        to_actor(row["actor"]),
        {each["node_id"]: SealedSecret(each["key_id"], bytes(each["ciphertext"])) for each in sealed},
    )
