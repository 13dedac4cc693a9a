"""The vault of device credentials."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from headframe.core.devices import Credentials
from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import UnsafeFileError
from headframe.node.keys.vault import DATABASE_FILE, KEY_FILE, Vault

LOGIN = Credentials("admin", "tr0ub4dor-and-three")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def vault(home: Path) -> Iterator[Vault]:
    opened = Vault.open(home, org_id="org")
    yield opened
    opened.close()


def refusal(home: Path, org_id: str = "org") -> HeadframeError:
    with pytest.raises(HeadframeError) as caught:
        Vault.open(home, org_id=org_id)
    return caught.value


def edit(home: Path, statement: str) -> None:
    connection = sqlite3.connect(home / DATABASE_FILE, isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_logins_come_back_after_a_restart(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    vault.store(8, Credentials("", ""))
    vault.close()
    again = Vault.open(home, org_id="org")
    assert again.credentials(7) == LOGIN
    assert again.credentials(8) == Credentials("", "")
    assert again.credentials(9) is None
    assert again.devices() == {7, 8}
    again.close()


async def test_remembering_and_forgetting(vault: Vault) -> None:
    await vault.remember(7, Credentials("root", "root"))
    await vault.remember(7, LOGIN)
    assert vault.credentials(7) == LOGIN
    await vault.forget(7)
    await vault.forget(9)
    assert vault.credentials(7) is None
    assert vault.devices() == frozenset()


def test_logins_of_another_org_stay_apart(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    other = Vault.open(home, org_id="other")
    assert other.credentials(7) is None
    other.close()


@given(user=st.text(max_size=50), password=st.text(max_size=50))
def test_any_text_is_a_login(tmp_path_factory: pytest.TempPathFactory, user: str, password: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in user + password):
        return
    opened = Vault.open(tmp_path_factory.getbasetemp() / "texts", org_id="org")
    opened.store(1, Credentials(user, password))
    assert opened.credentials(1) == Credentials(user, password)
    opened.close()


def test_attack_36_no_plaintext_on_disk_or_in_words(home: Path, vault: Vault) -> None:
    for device in range(50):
        vault.store(device, LOGIN)
    content = b"".join(path.read_bytes() for path in home.iterdir())
    assert LOGIN.password.encode() not in content
    assert LOGIN.username.encode() not in content
    assert LOGIN.password not in repr(vault) + str(vars(vault))
    edit(home, "UPDATE record SET sealed = zeroblob(60)")
    with pytest.raises(HeadframeError) as caught:
        vault.credentials(7)
    assert caught.value.__cause__ is None
    assert LOGIN.password not in str(caught.value)


def test_removed_ciphertext_is_gone_from_the_file(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    connection = sqlite3.connect(home / DATABASE_FILE)
    (sealed,) = connection.execute("SELECT sealed FROM record").fetchone()
    connection.close()
    vault.remove(7)
    vault.close()
    assert sealed not in (home / DATABASE_FILE).read_bytes()


def test_attack_34_a_record_moved_or_put_back_does_not_open(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    vault.store(8, Credentials("root", "other"))
    edit(home, "CREATE TABLE old AS SELECT * FROM record WHERE device_id = 7")
    edit(home, "UPDATE record SET sealed = (SELECT sealed FROM old) WHERE device_id = 8")
    vault.store(7, Credentials("root", "newer"))
    edit(home, "UPDATE record SET sealed = (SELECT sealed FROM old) WHERE device_id = 7")
    for device in (7, 8):
        with pytest.raises(HeadframeError) as caught:
            vault.credentials(device)
        assert caught.value.code is Code.STORAGE_UNAVAILABLE


def test_versions_grow_across_removal(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    vault.remove(7)
    vault.store(7, LOGIN)
    connection = sqlite3.connect(home / DATABASE_FILE)
    assert connection.execute("SELECT version FROM record").fetchone() == (3,)
    connection.close()


def test_files_are_private(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    assert {path.name: path.stat().st_mode & 0o777 for path in home.iterdir()} == {
        KEY_FILE: 0o600,
        DATABASE_FILE: 0o600,
        DATABASE_FILE + "-wal": 0o600,
        DATABASE_FILE + "-shm": 0o600,
    }


@pytest.mark.parametrize("name", [KEY_FILE, DATABASE_FILE])
def test_attack_62_key_file_mode_refused(home: Path, vault: Vault, name: str) -> None:
    vault.close()
    (home / name).chmod(0o644)
    with pytest.raises(UnsafeFileError, match=f"{name} has mode 0644"):
        Vault.open(home, org_id="org")


def test_a_missing_or_other_key_is_refused_and_no_new_one_drawn(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    vault.close()
    key = (home / KEY_FILE).read_bytes()
    (home / KEY_FILE).unlink()
    assert "missing" in refusal(home).message
    assert not (home / KEY_FILE).exists()
    (home / KEY_FILE).touch(mode=0o600)
    (home / KEY_FILE).write_bytes(bytes(32))
    assert "another key" in refusal(home).message
    (home / KEY_FILE).write_bytes(key)
    again = Vault.open(home, org_id="org")
    assert again.credentials(7) == LOGIN
    again.close()


def test_a_torn_database_is_refused_in_words(home: Path, vault: Vault) -> None:
    vault.store(7, LOGIN)
    vault.close()
    content = (home / DATABASE_FILE).read_bytes()
    for torn in (content[:100], b"garbage" * 1000, content[: len(content) // 2]):
        (home / DATABASE_FILE).write_bytes(torn)
        error = refusal(home)
        assert error.code is Code.STORAGE_UNAVAILABLE
        assert DATABASE_FILE in error.message


def test_an_oversized_login_is_refused(vault: Vault) -> None:
    with pytest.raises(HeadframeError) as caught:
        vault.store(7, Credentials("root", "x" * 5_000))
    assert caught.value.code is Code.TOO_LARGE
    assert "xxx" not in str(caught.value)


STORER = """
import sys
from pathlib import Path
from headframe.core.devices import Credentials
from headframe.node.keys.vault import Vault
vault = Vault.open(Path(sys.argv[1]), org_id="org")
for number in range(1_000_000):
    vault.store(number % 40, Credentials("root", str(number)))
    print(number, flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(home: Path) -> None:
    for acknowledged_at_least in (1, 17, 60):
        with subprocess.Popen([sys.executable, "-c", STORER, str(home)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            last = -1
            while last < acknowledged_at_least:
                last = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            last = max(
                [
                    last,
                    *(
                        int(line)
                        for line in process.stdout.read().splitlines(keepends=True)
                        if line.endswith(b"\n")
                    ),
                ]
            )
        vault = Vault.open(home, org_id="org")
        for number in range(max(0, last - 39), last + 1):
            found = vault.credentials(number % 40)
            assert found is not None
            # One store beyond the last acknowledged one may have been committed.
            assert found.password in {str(number), str(last + 1)}
        vault.close()


DISK_FULL = """
import sys
from pathlib import Path
from headframe.core.devices import Credentials
from headframe.core.errors import HeadframeError
from headframe.node.keys.vault import Vault
home = Path(sys.argv[1]) / "keys"
vault = Vault.open(home, org_id="org")
stored = 0
try:
    while True:
        vault.store(stored, Credentials("root", "x" * 3000))
        stored += 1
except HeadframeError as error:
    code = error.code
kept = [vault.credentials(device) == Credentials("root", "x" * 3000) for device in range(stored)]
vault.close()
again = Vault.open(home, org_id="org")
print(code, stored > 5, all(kept), again.devices() == set(range(stored)))
"""


def test_a_full_disk_is_named_and_keeps_what_was_stored(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no user namespaces here: the full disk cannot be made")
    script = 'mount -t tmpfs -o size=400k,mode=0700 none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", str(tmp_path), sys.executable, DISK_FULL]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout == "storage_full True True True\n", done.stderr
