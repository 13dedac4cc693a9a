"""Known secrets, given through the API and used on miners, are found nowhere afterwards."""

import json
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from websockets.sync.client import connect

from headframe.core.topics import Topic
from headframe.kit.profile import read_profile
from tests.support.system import Combined, running_system
from tests.support.waiting import until

FIRST = "Known-Login-7c1e55aa"
CHANGED = "Known-Change-90b2d4ef"
WRONG = "Known-Wrong-51f0e3b7"
POOL = "Known-Pool-3ad86c12"
DEFAULT = "Known-Default-e2479b01"
SECRETS = [each.encode() for each in (FIRST, CHANGED, WRONG, POOL, DEFAULT)]
MIX = "antminer-s19:2,whatsminer-m30s++:1"


def test_attack_36_known_secrets_are_found_nowhere(tmp_path: Path) -> None:
    with running_system(tmp_path, MIX, drivers=["antminer", "whatsminer"], forked=False) as (system, _):
        with _watched(system) as traffic:
            _use_secrets(system)
            _no_secret("command lines and environments", _processes(system))
            _no_secret("API answers", _answers(system))
            _no_secret("activity export", b"".join(system.api.stream("/activity/export.csv")))
            until(lambda: len(traffic) > 1)
        _no_secret("WebSocket traffic", b"".join(traffic))
        assert system.program is not None
        _no_files_with_secrets(tmp_path)
        system.program.terminate()
        _no_files_with_secrets(tmp_path)
        for path in (system.state_dir, *system.state_dir.rglob("*")):
            mode = stat.S_IMODE(path.lstat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), f"{path} has mode {mode:04o}"


def _use_secrets(system: Combined) -> None:
    ids = [device["id"] for device in system.devices() if device["driver"] == "antminer"]
    pools = [{"url": "stratum+tcp://pool.example:3333", "username": "worker", "password": POOL}]
    for kind, values in (
        ("UPDATE_PASSWORD", {"new_password": FIRST}),
        ("UPDATE_POOLS", {"pools": pools}),
        ("UPDATE_PASSWORD", {"new_password": CHANGED}),
    ):
        batch = system.finished(system.issue(kind, ids, **values))
        assert batch["counts"] == {"SUCCEEDED": len(ids)}, system.commands(batch["id"])
    wrong = {"username": "root", "password": WRONG}
    right = {"username": "root", "password": CHANGED}
    paired = system.pair({"ids": ids}, wrong, right, try_defaults=False)
    assert paired["counts"] == {"SUCCEEDED": len(ids)}, system.commands(paired["id"])
    _pair_by_default_login(system, ids)
    refused = system.pair({"ids": ids}, wrong, try_defaults=False)
    assert refused["counts"] == {"FAILED": len(ids)}


def _pair_by_default_login(system: Combined, ids: list[int]) -> None:
    """Miners that a node has forgotten are paired again by what the organisation keeps sealed."""
    changed = system.finished(system.issue("UPDATE_PASSWORD", ids, new_password=DEFAULT))
    assert changed["counts"] == {"SUCCEEDED": len(ids)}, system.commands(changed["id"])
    login = {"username": "root", "password": DEFAULT, "driver": "antminer"}
    assert [node["id"] for node in system.api.post("/default-logins", login)["nodes"]] == [
        system.node()["id"]
    ]
    forgotten = system.finished(system.api.post("/unpair", {"selector": {"ids": ids}})["batch_id"])
    assert forgotten["counts"] == {"SUCCEEDED": len(ids)}
    paired = system.pair({"ids": ids})
    assert paired["counts"] == {"SUCCEEDED": len(ids)}, system.commands(paired["id"])


def _no_secret(where: str, content: bytes) -> None:
    assert content, f"nothing to search: {where}"
    found = [secret.decode() for secret in SECRETS if secret in content]
    assert not found, f"{found} in {where}"


def _no_files_with_secrets(directory: Path) -> None:
    files = [path for path in directory.rglob("*") if path.is_file() and not path.name.startswith("sim-")]
    assert len(files) > 5
    for path in files:
        content = path.read_bytes()
        assert not [each for each in SECRETS if each in content], f"a secret in {path}"


def _processes(system: Combined) -> bytes:
    assert system.program is not None
    seen = b""
    for process in (psutil.Process(system.program.pid), *system.program_family()):
        for what in ("cmdline", "environ"):
            seen += Path(f"/proc/{process.pid}/{what}").read_bytes()
    return seen


def _answers(system: Combined) -> bytes:
    answers: list[object] = [system.devices(), system.activity(), system.node()]
    answers += system.api.get_list("/default-logins")
    vendor = [system.api.get(f"/devices/{device['id']}/vendor") for device in system.devices()]
    assert all(each["answers"] for each in vendor)
    answers += vendor
    answers += [system.api.get(f"/devices/{device['id']}") for device in system.devices()]
    for batch in system.api.get("/batches", limit=500)["batches"]:
        answers += [batch, system.commands(batch["id"])]
    return json.dumps(answers).encode()


@contextmanager
def _watched(system: Combined) -> Iterator[list[bytes]]:
    """Everything that a live socket is sent meanwhile."""
    key = read_profile(system.profile).api_key
    traffic: list[bytes] = []
    url = system.url.replace("http", "ws", 1) + "/api/v1/live"
    with connect(url, additional_headers={"Authorization": f"Bearer {key}"}) as socket:
        socket.send(json.dumps({"type": "follow", "topics": [each.value for each in Topic], "window": {}}))

        def read() -> None:
            traffic.extend(message if isinstance(message, bytes) else message.encode() for message in socket)

        reader = threading.Thread(target=read)
        reader.start()
        yield traffic
        socket.close()
        reader.join(5.0)
