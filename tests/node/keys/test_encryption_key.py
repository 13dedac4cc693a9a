"""The node's encryption key."""

from pathlib import Path

import pytest

from headframe.core.commands.payloads import SealedSecret
from headframe.core.errors import Code, HeadframeError
from headframe.kit.files import UnsafeFileError, ensure_private_dir, read_private, write_private
from headframe.kit.sealing import SealPurpose, seal, sealing_info
from headframe.node.keys.encryption import FILE_NAME, EncryptionKey


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    ensure_private_dir(path)
    return path


def sealed_for(key: EncryptionKey, org: str = "org", node: str = "node") -> SealedSecret:
    info = sealing_info(org, node, SealPurpose.NEW_PASSWORD)
    return SealedSecret(key.key_id, seal(key.public_bytes, b"hunter2", info))


def test_the_key_is_drawn_once_and_kept(home: Path) -> None:
    first, second = EncryptionKey.load_or_create(home), EncryptionKey.load_or_create(home)
    assert first.public_bytes == second.public_bytes
    assert (home / FILE_NAME).stat().st_mode & 0o777 == 0o600
    opener = second.opener(org_id="org", node_id="node")
    assert opener.open(sealed_for(first), SealPurpose.NEW_PASSWORD) == b"hunter2"


def test_secrets_for_others_do_not_open(home: Path, tmp_path: Path) -> None:
    key = EncryptionKey.load_or_create(home)
    other = EncryptionKey.load_or_create(tmp_path / "other")
    opener = key.opener(org_id="org", node_id="node")
    wrong = [sealed_for(other), sealed_for(key, org="org2"), sealed_for(key, node="node2")]
    wrong.append(SealedSecret(key.key_id, sealed_for(other).ciphertext))
    for secret in wrong:
        with pytest.raises(HeadframeError) as caught:
            opener.open(secret, SealPurpose.NEW_PASSWORD)
        assert caught.value.code is Code.COMMAND_UNTRUSTED
    with pytest.raises(HeadframeError):
        opener.open(sealed_for(key), SealPurpose.PAIR_CREDENTIALS)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_attack_62_key_file_mode_refused(home: Path, mode: int) -> None:
    EncryptionKey.load_or_create(home)
    (home / FILE_NAME).chmod(mode)
    with pytest.raises(UnsafeFileError, match=f"mode {mode:04o}.*chmod 0600"):
        EncryptionKey.load_or_create(home)


def test_attack_62_key_directory_mode_refused(home: Path) -> None:
    EncryptionKey.load_or_create(home)
    home.chmod(0o755)
    with pytest.raises(UnsafeFileError, match="chmod 0700"):
        EncryptionKey.load_or_create(home)


@pytest.mark.parametrize("length", [0, 31, 33, 500])
def test_a_torn_key_is_refused_and_not_replaced(home: Path, length: int) -> None:
    write_private(home / FILE_NAME, bytes(length))
    with pytest.raises((HeadframeError, UnsafeFileError)):
        EncryptionKey.load_or_create(home)
    assert read_private(home / FILE_NAME) == bytes(length)


def test_the_repr_holds_no_secret(home: Path) -> None:
    key = EncryptionKey.load_or_create(home)
    assert repr(key) == f"EncryptionKey({key.key_id})"
