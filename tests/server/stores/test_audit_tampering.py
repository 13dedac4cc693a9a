"""Attack 52 on the server: somebody writes to the database file, and the log tells where."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from headframe.core.audit.chain import Head
from headframe.core.audit.heads import SERVER_LOG
from headframe.core.audit.verifying import Verdict, Witness, verified
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports.audit import OWN
from tests.server.stores.test_store_audit import activity

_THIRD = "SELECT row_index, hash FROM audit_row WHERE row_index = 3"
TAMPERING = {
    "edit": (["UPDATE audit_row SET entry = CAST('{}' AS BLOB) WHERE row_index = 3"], 3),
    "delete": (["DELETE FROM audit_row WHERE row_index = 3"], 3),
    "swap": (
        [
            "UPDATE audit_row SET row_index = -1 WHERE row_index = 3",
            "UPDATE audit_row SET row_index = 3 WHERE row_index = 4",
            "UPDATE audit_row SET row_index = 4 WHERE row_index = -1",
        ],
        3,
    ),
    "truncate": (
        [
            "DELETE FROM audit_row WHERE row_index >= 4",
            f"UPDATE audit_log SET (head_index, head_hash) = ({_THIRD})",  # noqa: S608 - our own text
        ],
        4,
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_attack_52_what_was_done_to_the_servers_file_shows_at_its_index(
    tmp_path: Path, how: str
) -> None:
    url = f"sqlite:///{tmp_path}/data"
    async with open_stores(url) as stores:
        org_id = await stores.people.ensure_org("a")
        await stores.activity.append([activity(org_id, str(number)) for number in range(6)])
        seen = [Witness(await stores.audit.own_head(org_id), "node n")]
    assert (await checked(url, org_id, seen)).broken is None
    statements, index = TAMPERING[how]
    with closing(sqlite3.connect(tmp_path / "data" / "headframe.db")) as db, db:
        for statement in statements:
            db.execute(statement)
    broken = (await checked(url, org_id, seen)).broken
    assert broken is not None
    assert broken.index == index


async def checked(url: str, org_id: int, seen: list[Witness]) -> Verdict:
    async with open_stores(url) as stores:
        rows = await stores.audit.rows(org_id, OWN, SERVER_LOG, after=0, limit=100)
    return verified(rows, Head(SERVER_LOG), seen)
