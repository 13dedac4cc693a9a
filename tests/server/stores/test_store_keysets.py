"""The chain of Keysets: as signed, in order, and without forks."""

import asyncio

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.core.signing.documents import Signature, SignedDocument
from headframe.server.stores.ports import Stores


def document(number: int) -> SignedDocument:
    signatures = (Signature("k1", bytes([number]) * 64), Signature("k2", b"\xff" * 64))
    return SignedDocument("headframe.keyset.v1", b'{"n":%d,"\xc3\xa9":"\x00"}' % number, signatures)


async def test_documents_come_back_byte_by_byte_in_their_order(stores: Stores) -> None:
    org_id, other = await stores.people.ensure_org("a"), await stores.people.ensure_org("b")
    assert await stores.keysets.keysets(org_id) == []
    for version in (1, 2, 3):
        await stores.keysets.add_keyset(org_id, version, document(version))
    assert await stores.keysets.keysets(org_id) == [document(1), document(2), document(3)]
    assert await stores.keysets.keysets(org_id, after=2) == [document(3)]
    assert await stores.keysets.keysets(other) == []


@pytest.mark.parametrize("version", [0, 1, 3])
async def test_nothing_is_skipped_or_replaced(stores: Stores, version: int) -> None:
    org_id = await stores.people.ensure_org("a")
    await stores.keysets.add_keyset(org_id, 1, document(1))
    with pytest.raises(HeadframeError) as refused:
        await stores.keysets.add_keyset(org_id, version, document(9))
    assert refused.value.code is Code.CONFLICT
    assert await stores.keysets.keysets(org_id) == [document(1)]


async def test_of_two_servers_one_is_first(stores: Stores) -> None:
    org_id = await stores.people.ensure_org("a")
    adding = (stores.keysets.add_keyset(org_id, 1, document(number)) for number in (1, 2))
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    refused = [each for each in outcomes if isinstance(each, HeadframeError)]
    assert [each.code for each in refused] == [Code.CONFLICT]
    assert len(await stores.keysets.keysets(org_id)) == 1
