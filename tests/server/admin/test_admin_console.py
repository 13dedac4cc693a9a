"""`headframe user` and `headframe db` on a real SQLite database, as the server's console calls them."""

import asyncio
import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from headframe.core.access import Role
from headframe.kit.clock import SystemClock
from headframe.main import run
from headframe.server.admin.people import ORGANISATION
from headframe.server.config import ServerConfig
from headframe.server.services.sign_in import token_hash
from headframe.server.stores.opening import open_stores
from headframe.server.stores.ports.activity import ActivityQuery


@pytest.fixture
async def state(tmp_path: Path) -> Path:
    """A state directory as a first start leaves it: an admin who has no password yet."""
    directory = tmp_path / "state"
    async with open_stores(url(directory)) as stores:
        org_id = await stores.people.ensure_org(ORGANISATION)
        await stores.people.add_user(org_id, name="admin", role=Role.ADMIN, password_hash="", now_ms=1)
    return directory


def url(directory: Path) -> str:
    return f"sqlite:///{directory / 'server' / 'database'}"


async def called(*arguments: str) -> int:
    """Run the program beside this test's own event loop."""
    return await asyncio.to_thread(run, arguments)


async def test_the_console_works_on_the_servers_own_organisation(state: Path) -> None:
    assert ServerConfig(state, url(state), "server", "0").organisation == ORGANISATION


async def test_a_setup_link_lets_the_admin_in(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    options = ("--state-dir", str(state), "--url", "https://mine.example/")
    assert await called("user", "setup-link", *options, "--json") == 0
    told = json.loads(capfd.readouterr().out)
    address, _, token = told["link"].partition("#")
    assert (address, told["user"]["name"]) == ("https://mine.example/setup", "admin")
    now_ms = SystemClock().now_ms()
    async with open_stores(url(state)) as stores:
        link = await stores.people.take_setup_link(token_hash(token), now_ms=now_ms)
        assert link
        assert link.user_id == told["user"]["id"]
        org_id = await stores.people.ensure_org(ORGANISATION)
        (entry,) = await stores.activity.page(org_id, ActivityQuery(limit=1))
    assert entry.verb == "user.link_renewed"
    assert entry.actor.display_name.endswith("on the server's console")
    assert token not in str(entry)


async def test_users_are_added_disabled_and_let_in_again(
    state: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    where = ("--state-dir", str(state))
    assert await called("user", "add", "anna", "--role", "operator", *where) == 0
    assert "anna sets the password once" in capfd.readouterr().out
    assert await called("user", "add", "ANNA", *where) == 1
    assert "[already_exists]" in capfd.readouterr().err
    assert await called("user", "disable", "anna", *where) == 0
    assert await called("user", "setup-link", "anna", *where) == 2
    assert "first: headframe user enable anna" in capfd.readouterr().err
    assert await called("user", "enable", "Anna", *where, "--json") == 0
    assert json.loads(capfd.readouterr().out)["disabled"] is False
    assert await called("user", "list", *where) == 0
    assert "anna   operator  enabled  not set" in capfd.readouterr().out


async def test_the_last_admin_stays(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert await called("user", "disable", "admin", "--state-dir", str(state)) == 1
    assert "[conflict] this is the last enabled admin" in capfd.readouterr().err


async def test_a_copy_is_made_while_the_server_writes(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = state.parent / "copy"
    async with open_stores(url(state)) as stores:
        org_id = await stores.people.ensure_org(ORGANISATION)
        await stores.people.add_user(org_id, name="late", role=Role.VIEWER, password_hash="", now_ms=2)
        assert await called("db", "backup", str(target), "--state-dir", str(state)) == 0
    assert "headframe.db: ok" in capfd.readouterr().out
    assert [stat.S_IMODE(path.stat().st_mode) for path in (target, *sorted(target.glob("*.db")))] == [
        0o700,
        0o600,
        0o600,
    ]
    async with open_stores(f"sqlite:///{target}") as stores:
        names = [user.name for user in await stores.people.users(org_id)]
    assert names == ["admin", "late"]
    assert await called("db", "backup", str(target), "--state-dir", str(state)) == 1
    assert "[already_exists]" in capfd.readouterr().err


async def test_a_sound_database_is_called_sound(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert await called("db", "migrate", "--state-dir", str(state)) == 0
    capfd.readouterr()
    assert await called("db", "check", "--state-dir", str(state), "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert told["problems"] == []
    assert [each["revision"] == each["newest"] for each in told["files"]] == [True, True]


async def test_a_spoilt_database_is_not(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = state / "server" / "database" / "headframe.db"
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 6] = bytes(4096 * 3)
    file.write_bytes(content)
    assert await called("db", "check", "--state-dir", str(state)) == 1
    said = capfd.readouterr()
    assert "Traceback" not in said.err
    assert "problems" in said.out or "[storage_unavailable]" in said.err


async def test_a_newer_database_is_left_alone(state: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(state / "server" / "database" / "headframe.db")) as connection:
        connection.execute("UPDATE relational_version SET version_num = 'r9999'")
        connection.commit()
    assert await called("db", "check", "--state-dir", str(state)) == 1
    assert "revision r9999 is of a newer version" in capfd.readouterr().out
    assert await called("db", "migrate", "--state-dir", str(state)) == 1
    assert "[unsupported_version]" in capfd.readouterr().err


async def test_reading_makes_no_database(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for command in (("user", "list"), ("db", "check"), ("db", "backup", str(tmp_path / "copy"))):
        assert await called(*command, "--state-dir", str(tmp_path / "none")) == 1
    assert "Traceback" not in capfd.readouterr().err
    assert names(tmp_path) == []


async def test_a_password_in_the_arguments_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert await called("db", "check", "--database", "postgresql://me:secret@127.0.0.1/x") == 2
    said = capfd.readouterr()
    assert "--database-file" in said.err
    assert "secret" not in said.err + said.out


def names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]
