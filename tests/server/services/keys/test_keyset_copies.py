"""A database that was restored from an older backup does not make the chain of Keysets fork."""

from pathlib import Path

import pytest

from headframe.core.keyset.chain import root_digest
from headframe.core.keyset.making import DAY_MS
from headframe.core.signing.documents import SignedDocument
from headframe.kit.clock import ManualClock
from headframe.node.keys.trust import Trust
from headframe.server.services.keys.copies import DIRECTORY, CopiedKeysets
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.stores.memory import MemoryStores, memory_stores

ORG = 7


class World:
    """A state directory that stays, and databases that come and go."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "keys"
        self.clock = ManualClock()

    async def open(self, stores: MemoryStores) -> OrgKeys:
        store = await CopiedKeysets.open(stores.keysets, self.directory, org_id=ORG)
        return await OrgKeys.open(self.directory, key_file=None, org_id=ORG, store=store, clock=self.clock)

    def copies(self) -> list[str]:
        return sorted(path.name for path in (self.directory / DIRECTORY).iterdir())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def backup(stores: MemoryStores) -> MemoryStores:
    """A database with the Keysets that this one has now."""
    copy = memory_stores()
    for version, document in enumerate(await stores.keysets.keysets(ORG), 1):
        await copy.keysets.add_keyset(ORG, version, document)
    return copy


async def chain(stores: MemoryStores) -> list[SignedDocument]:
    return [*await stores.keysets.keysets(ORG)]


async def test_attack_26_a_restored_database_gets_the_later_keysets_back(
    world: World, tmp_path: Path
) -> None:
    stores = memory_stores()
    keys = await world.open(stores)
    older = await backup(stores)
    first = keys.keyset()
    trust = Trust.begin(
        tmp_path / "keyset.bin",
        first.document,
        org_id=str(ORG),
        root_pin=root_digest(first.keyset.root)[:16],
    )
    world.clock.advance(70 * DAY_MS / 1000)
    assert await keys.renew()
    trust.advance(keys.keyset().document)
    restored = await world.open(older)
    assert restored.keyset() == keys.keyset(), "and no other issuer was named"
    assert await chain(older) == await chain(stores)
    trust.advance((await restored.change()).document)
    assert trust.keyset.version == 3


async def test_attack_26_a_database_that_is_lost_gets_the_whole_chain_back(world: World) -> None:
    stores = memory_stores()
    keys = await world.open(stores)
    await keys.change()
    empty = memory_stores()
    assert (await world.open(empty)).keyset() == keys.keyset()
    assert await chain(empty) == await chain(stores)


async def test_a_chain_that_is_another_one_stays_as_it_is(world: World, tmp_path: Path) -> None:
    """The copies are no authority: a database with other links is believed, and copied."""
    stores = memory_stores()
    await (await world.open(stores)).change()
    forked = await backup(stores)
    await (await world.open(stores)).change()
    other = World(tmp_path / "elsewhere")
    foreign = memory_stores()
    await other.open(foreign)
    copied = await CopiedKeysets.open(foreign.keysets, world.directory, org_id=ORG)
    assert await copied.keysets(ORG) == await chain(foreign)
    assert len(await chain(foreign)) == 1
    assert len(await chain(forked)) == 2


async def test_copies_of_another_organisation_are_not_taken(world: World) -> None:
    await world.open(memory_stores())
    empty = memory_stores()
    await CopiedKeysets.open(empty.keysets, world.directory, org_id=ORG + 1)
    assert not await empty.keysets.keysets(ORG + 1)


async def test_a_damaged_copy_ends_the_way_back_and_nothing_else(world: World) -> None:
    stores = memory_stores()
    keys = await world.open(stores)
    await keys.change()
    assert world.copies() == ["1.json", "2.json"]
    (world.directory / DIRECTORY / "2.json").write_text("{}")
    empty = memory_stores()
    assert (await world.open(empty)).keyset().keyset.version == 1


async def test_copies_are_private(world: World) -> None:
    await world.open(memory_stores())
    (path,) = (world.directory / DIRECTORY).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
