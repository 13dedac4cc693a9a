# ruff: noqa: D102 - what each method promises is written at its port
"""Settings as JSON text."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from headframe.server.stores.sql.database import Database
from headframe.server.stores.sql.schema.people import SETTING
from headframe.server.stores.sql.upserting import upsert


class SqlSettings:
    """SettingStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def setting(self, org_id: int, name: str) -> Mapping[str, object] | None:
        query = select(SETTING.c.document).where(SETTING.c.org_id == org_id, SETTING.c.name == name)
        async with self._database.read() as reading:
            rows = await reading.rows(query)
        if not rows:
            return None
        document: dict[str, object] = json.loads(rows[0]["document"])
        return document

    async def put_setting(self, org_id: int, name: str, value: Mapping[str, object]) -> None:
        values = {"org_id": org_id, "name": name, "document": json.dumps(dict(value))}
        async with self._database.write() as tx:
            await tx.execute(upsert(SETTING, values, ("org_id", "name"), self._database.dialect))
