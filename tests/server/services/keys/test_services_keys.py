"""Managed custody: keys sealed at rest, founded once, renewed in time, and only by who holds the root."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.enrollment.certs import NodeCert, checked_cert
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.chain import TrustedKeyset, walked
from headframe.core.keyset.making import DAY_MS, following
from headframe.core.keyset.records import Custody, KeyHolders
from headframe.core.signing.documents import SignedDocument, opened, sign
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import public_bytes
from headframe.kit.clock import ManualClock
from headframe.kit.files import UnsafeFileError
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.services.keys.sealed import SEAL_FILE
from headframe.server.stores.memory import MemoryStores, memory_stores

ORG = 7


def made(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


class World:
    """A server's keys on a disk, a database and a clock of their own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.stores: MemoryStores = memory_stores()
        self.clock = ManualClock()

    async def open(self, key_file: Path | None = None) -> OrgKeys:
        return await OrgKeys.open(
            self.directory, key_file=key_file, org_id=ORG, store=self.stores.keysets, clock=self.clock
        )

    def advance(self, days: int) -> None:
        self.clock.advance(days * DAY_MS / 1000)

    async def chain(self) -> TrustedKeyset | None:
        return walked(await self.stores.keysets.keysets(ORG))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "keys")


async def test_the_first_start_founds_a_keyset_and_later_ones_keep_it(world: World) -> None:
    keys = await world.open()
    keyset = keys.keyset().keyset
    assert (keyset.version, keyset.org_id, keyset.custody) == (1, "7", Custody.MANAGED)
    assert keys.keyset() == await world.chain()
    again = await world.open()
    assert again.keyset() == keys.keyset()
    assert again.issuer_key_id == keys.issuer_key_id


async def test_no_file_holds_a_key_in_the_clear_and_none_is_open_to_others(world: World) -> None:
    keys = await world.open()
    assert keys._root is not None
    secret = keys._root.private_bytes_raw()
    files = list(world.directory.iterdir())
    assert len(files) == 4
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
        assert secret not in path.read_bytes()
    assert world.directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["root.key", "admin.key", SEAL_FILE])
async def test_attack_62_a_key_that_others_can_read_is_refused(world: World, name: str) -> None:
    await world.open()
    (world.directory / name).chmod(0o640)
    with pytest.raises(UnsafeFileError):
        await world.open()


async def test_another_seal_opens_nothing(world: World, tmp_path: Path) -> None:
    key_file = tmp_path / "seal"
    key_file.write_bytes(b"x" * 32)
    key_file.chmod(0o600)
    keys = await world.open(key_file)
    assert not (world.directory / SEAL_FILE).exists()
    assert (await world.open(key_file)).keyset() == keys.keyset()
    with pytest.raises(HeadframeError, match="--key-file"):
        await world.open()


@pytest.mark.parametrize("content", [None, b"short"])
async def test_an_unusable_key_file_is_named(world: World, tmp_path: Path, content: bytes | None) -> None:
    key_file = tmp_path / "seal"
    if content is not None:
        key_file.write_bytes(content)
        key_file.chmod(0o600)
    with pytest.raises(HeadframeError, match="seal") as refused:
        await world.open(key_file)
    assert refused.value.code is Code.INVALID_REQUEST


async def test_a_key_under_another_name_does_not_open(world: World) -> None:
    await world.open()
    (world.directory / "admin.key").write_bytes((world.directory / "root.key").read_bytes())
    with pytest.raises(HeadframeError, match=r"admin\.key"):
        await world.open()


async def test_a_database_without_its_keys_is_not_served(world: World) -> None:
    await world.open()
    (world.directory / "root.key").unlink()
    with pytest.raises(HeadframeError, match="backup"):
        await world.open()


async def test_a_chain_that_somebody_edited_is_not_served(world: World) -> None:
    keys = await world.open()
    await keys.change()
    edited = await world.stores.keysets.keysets(ORG)
    body = edited[1].body.replace(b'"managed"', b'"operator"')
    world.stores.keysets._documents[ORG][1] = SignedDocument(KEYSET_TYPE, body, edited[1].signatures)
    with pytest.raises(HeadframeError, match="broken"):
        await world.open()


async def test_documents_are_signed_by_an_issuer_of_the_keyset(world: World) -> None:
    keys = await world.open()
    document = keys.sign_as_issuer("headframe.test.v1", {"a": 1})
    issuer = keys.keyset().keyset.issuer(keys.issuer_key_id)
    assert issuer is not None
    assert opened(document, "headframe.test.v1", {issuer.key_id: issuer.public_key}, {"a"}) == {"a": 1}


async def test_certificates_are_signed_by_the_admin_of_the_keyset(world: World) -> None:
    keys, now = await world.open(), world.clock.now_ms()
    bundle = KeyBundle(
        *(public_bytes(made(n)) for n in (1, 2)), b"\x09" * 32, public_bytes(made(3)), bytes(32)
    )
    cert = NodeCert("7", "3", bundle, now, now + DAY_MS)
    assert checked_cert(keys.sign_cert(cert), keys.keyset().keyset, at_ms=now) == cert


async def test_an_issuer_is_renewed_in_time_and_the_old_one_listed_until_it_ends(world: World) -> None:
    keys = await world.open()
    first, told = keys.issuer_key_id, list[TrustedKeyset]()
    keys.watch(told.append)
    world.advance(59)
    assert not await keys.renew()
    world.advance(1)
    assert await keys.renew()
    assert not await keys.renew()
    assert [each.keyset.version for each in told] == [2]
    assert {each.key_id for each in keys.keyset().keyset.issuers} == {first, keys.issuer_key_id}
    assert first != keys.issuer_key_id
    world.advance(61)
    assert await keys.renew()
    assert first not in {each.key_id for each in keys.keyset().keyset.issuers}
    assert not (world.directory / f"issuer-{first}.key").exists()
    assert (await world.open()).issuer_key_id == keys.issuer_key_id


async def test_a_server_that_was_off_for_a_year_names_another_issuer_at_once(world: World) -> None:
    first = (await world.open()).issuer_key_id
    world.advance(365)
    keys = await world.open()
    assert keys.keyset().keyset.version == 2
    assert keys.issuer_key_id != first


async def test_two_servers_on_one_database_follow_each_other(world: World) -> None:
    one, two = await world.open(), await world.open()
    await one.change()
    assert (await two.change()).keyset.version == 3
    await one.refresh()
    assert one.keyset() == two.keyset() == await world.chain()


async def test_custody_moves_to_operators_by_a_root_rotation_and_the_server_signs_no_more_nodes(
    world: World,
) -> None:
    keys = await world.open()
    assert keys._root is not None
    rotated = following(
        keys.keyset(),
        at_ms=world.clock.now_ms(),
        custody=Custody.OPERATOR,
        root=KeyHolders((public_bytes(made(1)),), 1),
        admin=KeyHolders((public_bytes(made(2)),), 1),
    )
    await keys.accept(sign(KEYSET_TYPE, keyset_to_body(rotated), keys._root, made(1)))
    for opened_again in (keys, await world.open()):
        assert not opened_again.holds_root
        with pytest.raises(HeadframeError) as refused:
            await opened_again.change()
        assert refused.value.code is Code.KEY_NOT_HELD
        with pytest.raises(HeadframeError) as refused:
            opened_again.sign_cert(NodeCert("7", "3", KeyBundle(b"", b"", b"", b"", b""), 0, 1))
        assert refused.value.code is Code.KEY_NOT_HELD
        assert opened_again.issuer_key_id
    world.advance(60)
    assert not await keys.renew()
    world.advance(31)
    with pytest.raises(HeadframeError) as refused:
        keys.sign_as_issuer("headframe.test.v1", {})
    assert refused.value.code is Code.KEY_NOT_HELD


async def test_attack_29_a_keyset_that_breaks_the_chain_is_not_kept(world: World) -> None:
    keys = await world.open()
    forged = sign(KEYSET_TYPE, keyset_to_body(following(keys.keyset(), at_ms=1)), made(9))
    with pytest.raises(HeadframeError) as refused:
        await keys.accept(forged)
    assert refused.value.code is Code.COMMAND_UNTRUSTED
    assert isinstance(refused.value.__cause__, SigningError)
    assert await world.chain() == keys.keyset()


async def test_a_start_that_was_cut_short_is_taken_up(world: World) -> None:
    world.stores.keysets.fail_next("add_keyset", HeadframeError(Code.STORAGE_FULL, "full"))
    with pytest.raises(HeadframeError, match="full"):
        await world.open()
    root = (world.directory / "root.key").read_bytes()
    await world.open()
    assert (world.directory / "root.key").read_bytes() == root
