"""State that cannot be used: refused at start with exit code 2 and words, and nothing else disturbed."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.system import Combined, running_system

BAD_USAGE = 2
ENDS_SECONDS = 60.0
Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Combined]:
    """A system that ran, was killed, and left its state."""
    directory = tmp_path_factory.mktemp("state")
    with running_system(directory, "bitaxe-gamma:1", drivers=["axeos"]) as (system, _):
        system.kill()
        yield system


def _refused(system: Combined) -> str:
    program = system.launch()
    code = program.ended(ENDS_SECONDS)
    words = program.errors()
    assert code == BAD_USAGE, words[-2000:]
    assert "Traceback" not in words, words[-2000:]
    return words


@pytest.mark.parametrize(
    ("where", "mode"),
    [
        ("node/keys/encryption.key", 0o644),
        ("node/keys", 0o755),
        ("node/vault", 0o750),
        ("node/journal.db", 0o640),
        ("node", 0o711),
        ("server", 0o755),
        (".", 0o755),
    ],
)
def test_attack_62_wide_modes_are_refused_at_start(kept: Combined, where: str, mode: int) -> None:
    path = kept.state_dir / where
    if where.endswith(".key"):
        path = next(each for each in path.parent.iterdir() if each.name != "incarnation")
    before = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    try:
        words = _refused(kept)
        assert str(path) in words
        assert "chmod" in words
    finally:
        path.chmod(before)


def _damage(path: Path) -> None:
    path.write_bytes(b"this is none of ours" * 200)


@pytest.mark.parametrize(
    "where", ["node/journal.db", "node/vault/vault.db", "node/ownership.bin", "node/fallback-keys.db"]
)
def test_damaged_files_are_named_at_start(kept: Combined, where: str) -> None:
    path = kept.state_dir / where
    assert path.exists(), sorted(kept.state_dir.rglob("*"))
    companions = [path.with_name(path.name + end) for end in ("-wal", "-shm")]
    saved = {each: each.read_bytes() for each in (path, *companions) if each.exists()}
    try:
        for companion in companions:
            companion.unlink(missing_ok=True)
        _damage(path)
        assert str(path) in _refused(kept)
    finally:
        for companion in companions:
            companion.unlink(missing_ok=True)
        for each, content in saved.items():
            each.write_bytes(content)
            each.chmod(0o600)


def test_a_second_process_on_the_same_state_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with running_system(tmp_path, "bitaxe-gamma:1", drivers=["axeos"]) as (first, fleet):
        elsewhere = tmp_path / "second"
        elsewhere.mkdir()
        second = Combined(elsewhere, drivers=["axeos"], state_dir=first.state_dir)
        assert str(first.state_dir) in _refused(second)
        third = Combined(elsewhere, drivers=["axeos"])
        third.port = first.port
        assert f"port {first.port}" in _refused(third)
        device = first.devices()[0]
        assert first.outcome("BLINK_LED", device["id"], on=True)["state"] == "SUCCEEDED"
        assert fleet.received(device["address"], "set_led") >= 1


def test_nothing_in_the_state_is_open_to_others(kept: Combined) -> None:
    for path in (kept.state_dir, *kept.state_dir.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        wanted = 0o700 if path.is_dir() else 0o600
        assert mode == wanted, f"{path} has mode {mode:04o}"
