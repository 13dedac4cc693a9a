# ruff: noqa: D102 - what each method promises is written at its port
"""People, sessions, keys and links in tables."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update

from headframe.core.access import Role
from headframe.core.errors import Code, HeadframeError
from headframe.core.people import ApiKey, Session, SetupLink, User
from headframe.kit.sqlite_errors import UniqueViolationError
from headframe.server.stores.rules.admins import keep_an_admin
from headframe.server.stores.rules.lookups import found, name_key, taken
from headframe.server.stores.sql.database import Database, Reading, Row, Writing
from headframe.server.stores.sql.locking import locked
from headframe.server.stores.sql.schema.people import ACCOUNT, API_KEY, ORG, SESSION, SETUP_LINK

_USER = select(ACCOUNT).where(ACCOUNT.c.org_id == bindparam("org"), ACCOUNT.c.id == bindparam("user"))
_USER_BY_NAME = select(ACCOUNT).where(ACCOUNT.c.name_key == bindparam("name"))
_SESSION = select(SESSION).where(SESSION.c.token_sha256 == bindparam("token"))
_API_KEY = select(API_KEY).where(API_KEY.c.secret_sha256 == bindparam("secret"))


class SqlPeople:
    """PeopleStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure_org(self, name: str) -> int:
        async with self._database.read() as reading:
            rows = await reading.rows(select(ORG.c.id).where(ORG.c.name == name))
        if rows:
            return int(rows[0]["id"])
        try:
            async with self._database.write() as tx:
                rows = await tx.rows(insert(ORG).values(name=name).returning(ORG.c.id))
        except UniqueViolationError:  # another server made it meanwhile
            return await self.ensure_org(name)
        return int(rows[0]["id"])

    async def add_user(self, org_id: int, *, name: str, role: Role, password_hash: str, now_ms: int) -> User:
        statement = insert(ACCOUNT).values(
            org_id=org_id,
            name=name,
            name_key=name_key(name),
            role=role.value,
            password_hash=password_hash,
            created_at_ms=now_ms,
            disabled=False,
        )
        try:
            async with self._database.write() as tx:
                return _user((await tx.rows(statement.returning(*ACCOUNT.c)))[0])
        except UniqueViolationError as error:
            raise taken("user", name) from error

    async def user(self, org_id: int, user_id: int) -> User | None:
        row = await self._first(_USER, org=org_id, user=user_id)
        return _user(row) if row else None

    async def user_by_name(self, name: str) -> User | None:
        row = await self._first(_USER_BY_NAME, name=name_key(name))
        return _user(row) if row else None

    async def users(self, org_id: int) -> Sequence[User]:
        async with self._database.read() as reading:
            return await _users(reading, org_id)

    async def update_user(
        self,
        org_id: int,
        user_id: int,
        *,
        role: Role | None = None,
        password_hash: str | None = None,
        disabled: bool | None = None,
        last_sign_in_ms: int | None = None,
    ) -> User:
        given = {
            "role": role.value if role else None,
            "password_hash": password_hash,
            "disabled": disabled,
            "last_sign_in_ms": last_sign_in_ms,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        async with self._database.write() as tx:
            before, others = await self._locked(tx, org_id, user_id)
            if not changes:
                return before
            which = (ACCOUNT.c.org_id == org_id, ACCOUNT.c.id == user_id)
            rows = await tx.rows(update(ACCOUNT).where(*which).values(**changes).returning(*ACCOUNT.c))
            after = _user(rows[0])
            keep_an_admin(others, before, after)
            return after

    async def remove_user(self, org_id: int, user_id: int) -> None:
        async with self._database.write() as tx:
            before, others = await self._locked(tx, org_id, user_id)
            keep_an_admin(others, before, None)
            await tx.execute(delete(ACCOUNT).where(ACCOUNT.c.org_id == org_id, ACCOUNT.c.id == user_id))

    async def _locked(self, tx: Writing, org_id: int, user_id: int) -> tuple[User, Sequence[User]]:
        """The user and all users, held until the end of the transaction."""
        await locked(tx, self._database, ORG, org_id)
        users = await _users(tx, org_id)
        return found(next((user for user in users if user.id == user_id), None), "user", user_id), users

    async def add_session(self, session: Session) -> None:
        async with self._database.write() as tx:
            await tx.execute(insert(SESSION).values(**asdict(session)))

    async def session(self, token_sha256: bytes) -> Session | None:
        row = await self._first(_SESSION, token=token_sha256)
        return Session(**dict(row)) if row else None

    async def touch_session(self, token_sha256: bytes, *, last_seen_ms: int, expires_at_ms: int) -> None:
        times = {"last_seen_ms": last_seen_ms, "expires_at_ms": expires_at_ms}
        async with self._database.write() as tx:
            await tx.execute(update(SESSION).where(SESSION.c.token_sha256 == token_sha256).values(**times))

    async def end_session(self, token_sha256: bytes) -> None:
        async with self._database.write() as tx:
            await tx.execute(delete(SESSION).where(SESSION.c.token_sha256 == token_sha256))

    async def end_sessions_of(self, org_id: int, user_id: int) -> int:
        async with self._database.write() as tx:
            return await tx.execute(
                delete(SESSION).where(SESSION.c.org_id == org_id, SESSION.c.user_id == user_id)
            )

    async def add_api_key(self, key: ApiKey) -> ApiKey:
        values = {name: value for name, value in asdict(key).items() if name != "id"}
        statement = insert(API_KEY).values(**{**values, "role": key.role.value})
        try:
            async with self._database.write() as tx:
                return _key((await tx.rows(statement.returning(*API_KEY.c)))[0])
        except UniqueViolationError as error:
            raise HeadframeError(Code.ALREADY_EXISTS, "this key exists already") from error

    async def api_key_by_hash(self, secret_sha256: bytes) -> ApiKey | None:
        row = await self._first(_API_KEY, secret=secret_sha256)
        return _key(row) if row else None

    async def api_keys(self, org_id: int) -> Sequence[ApiKey]:
        newest = (API_KEY.c.created_at_ms.desc(), API_KEY.c.id.desc())
        async with self._database.read() as reading:
            rows = await reading.rows(select(API_KEY).where(API_KEY.c.org_id == org_id).order_by(*newest))
        return [_key(row) for row in rows]

    async def revoke_api_key(self, org_id: int, key_id: int, *, now_ms: int) -> ApiKey:
        mine = (API_KEY.c.org_id == org_id, API_KEY.c.id == key_id)
        async with self._database.write() as tx:
            live = update(API_KEY).where(*mine, API_KEY.c.revoked_at_ms.is_(None))
            await tx.execute(live.values(revoked_at_ms=now_ms))
            rows = await tx.rows(select(API_KEY).where(*mine))
        return _key(found(rows[0] if rows else None, "API key", key_id))

    async def touch_api_key(self, key_id: int, *, now_ms: int) -> None:
        async with self._database.write() as tx:
            await tx.execute(update(API_KEY).where(API_KEY.c.id == key_id).values(last_used_ms=now_ms))

    async def put_setup_link(self, link: SetupLink) -> None:
        async with self._database.write() as tx:
            await tx.execute(delete(SETUP_LINK).where(SETUP_LINK.c.user_id == link.user_id))
            await tx.execute(insert(SETUP_LINK).values(**asdict(link)))

    async def take_setup_link(self, token_sha256: bytes, *, now_ms: int) -> SetupLink | None:
        taking = delete(SETUP_LINK).where(SETUP_LINK.c.token_sha256 == token_sha256)
        async with self._database.write() as tx:
            rows = await tx.rows(taking.returning(*SETUP_LINK.c))
        link = SetupLink(**dict(rows[0])) if rows else None
        return link if link and now_ms < link.expires_at_ms else None

    async def _first(self, query: Select[Any], **values: object) -> Row | None:
        async with self._database.glance() as reading:
            rows = await reading.rows(query, values)
        return rows[0] if rows else None


async def _users(reading: Reading, org_id: int) -> Sequence[User]:
    by_name = (ACCOUNT.c.name_key, ACCOUNT.c.id)
    rows = await reading.rows(select(ACCOUNT).where(ACCOUNT.c.org_id == org_id).order_by(*by_name))
    return [_user(row) for row in rows]


def _user(row: Row) -> User:
    return User(
        row["id"],
        row["org_id"],
        row["name"],
        Role(row["role"]),
        row["password_hash"],
        row["created_at_ms"],
        disabled=bool(row["disabled"]),
        last_sign_in_ms=row["last_sign_in_ms"],
    )


def _key(row: Row) -> ApiKey:
    values = dict(row)
    return ApiKey(**{**values, "role": Role(values["role"])})
