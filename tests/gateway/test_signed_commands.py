"""What the server's keys sign, the node's verifier believes, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.kinds import CommandKind
from headframe.core.errors import HeadframeError
from headframe.core.keyset.chain import root_digest
from headframe.core.keyset.records import KeysetPolicy
from headframe.kit.clock import ManualClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.execution.verify import SignedVerifier
from headframe.node.inventory import Inventory
from headframe.node.keys.manifests import SignedManifests
from headframe.node.keys.trust import Trust
from headframe.server.routing.signing import Signed
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.stores.memory import memory_stores
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.core.test_core_signed_commands import ENVELOPE

pytestmark = [pytest.mark.anyio]
ORG = 7


class Pair:
    """A server's keys, and a node that trusts them."""

    def __init__(self, keys: OrgKeys, clock: ManualClock, directory: Path) -> None:
        current = keys.keyset()
        self.keys, self.clock = keys, clock
        self.trust = Trust.begin(
            directory / "keyset.bin",
            current.document,
            org_id=str(ORG),
            root_pin=root_digest(current.keyset.root)[:16],
        )
        self.nonce = StreamNonce()
        self.verifier = SignedVerifier(self.trust, "3", self.nonce, clock)
        self.signer = Signed(keys)
        now = clock.now_ms()
        self.envelope = replace(ENVELOPE, issued_at_ms=now, expires_at_ms=now + 60_000)

    def passed(self, envelope: CommandEnvelope | None = None) -> CommandEnvelope:
        """A command signed, and verified."""
        message = self.signer.signed(envelope or self.envelope, org_id=ORG, stream_nonce=self.nonce.current)
        return self.verifier.verify(message)


@pytest.fixture
async def pair(tmp_path: Path) -> Pair:
    clock = ManualClock()
    keys = await OrgKeys.open(
        tmp_path / "server", key_file=None, org_id=ORG, store=memory_stores().keysets, clock=clock
    )
    return Pair(keys, clock, tmp_path)


async def test_a_command_passes_from_keys_to_verifier(pair: Pair) -> None:
    assert pair.passed() == pair.envelope


async def test_a_renewed_issuer_is_believed_once_the_keyset_has_arrived(pair: Pair) -> None:
    pair.clock.advance(80 * 86_400)
    pair.envelope = replace(
        pair.envelope, issued_at_ms=pair.clock.now_ms(), expires_at_ms=pair.clock.now_ms() + 60_000
    )
    assert await pair.keys.renew()
    with pytest.raises(HeadframeError, match="no such issuer"):
        pair.passed()
    pair.trust.advance(pair.keys.keyset().document)
    assert pair.passed() == pair.envelope


async def test_attack_27_a_revoked_issuer_commands_nobody(pair: Pair) -> None:
    message = pair.signer.signed(pair.envelope, org_id=ORG, stream_nonce=pair.nonce.current)
    pair.trust.advance((await pair.keys.change(revoked=frozenset({pair.keys.issuer_key_id}))).document)
    with pytest.raises(HeadframeError, match="revoked"):
        pair.verifier.verify(message)


def listed(pair: Pair, *, node_id: int = 3, version: int = 5) -> gateway_pb2.GetOwnershipResponse:
    """A node's devices, as the server vouches for them."""
    devices = [gateway_pb2.OwnedDevice(device_id=number, driver="antminer") for number in (1, 2)]
    manifest = gateway_pb2.GetOwnershipResponse(version=version, devices=devices)
    return pair.signer.vouched(manifest, org_id=ORG, node_id=node_id)


async def test_a_list_of_devices_that_the_server_vouches_for_is_believed(pair: Pair, tmp_path: Path) -> None:
    inventory = Inventory(tmp_path / "owned.bin", SignedManifests(pair.trust, "3", pair.clock).check)
    inventory.replace(listed(pair))
    assert (sorted(inventory.ids()), inventory.version) == ([1, 2], 5)


LISTS: dict[str, Callable[[gateway_pb2.GetOwnershipResponse], object]] = {
    "unsigned": lambda manifest: manifest.ClearField("document"),
    "one-more": lambda manifest: manifest.devices.add(device_id=3),
    "one-less": lambda manifest: manifest.devices.pop(),
    "another-address": lambda manifest: setattr(manifest.devices[0], "address", "10.0.0.66"),
    "a-later-version": lambda manifest: setattr(manifest, "version", 6),
    "another-signature": lambda manifest: setattr(manifest.document.signatures[0], "signature", bytes(64)),
}


@pytest.mark.parametrize("change", LISTS)
async def test_attack_21_a_list_that_was_changed_is_not_taken(
    pair: Pair, tmp_path: Path, change: str
) -> None:
    inventory = Inventory(tmp_path / "owned.bin", SignedManifests(pair.trust, "3", pair.clock).check)
    manifest = listed(pair)
    LISTS[change](manifest)
    with pytest.raises(HeadframeError):
        inventory.replace(manifest)
    assert (len(inventory), inventory.version) == (0, 0)


async def test_attack_21_another_nodes_list_is_not_taken(pair: Pair, tmp_path: Path) -> None:
    inventory = Inventory(tmp_path / "owned.bin", SignedManifests(pair.trust, "3", pair.clock).check)
    with pytest.raises(HeadframeError, match="another node"):
        inventory.replace(listed(pair, node_id=4))


async def test_where_pairing_is_cosigned_the_server_alone_hands_over_no_miner(
    pair: Pair, tmp_path: Path
) -> None:
    policy = KeysetPolicy(frozenset({CommandKind.PAIR.value}))
    pair.trust.advance((await pair.keys.change(policy=policy)).document)
    inventory = Inventory(tmp_path / "owned.bin", SignedManifests(pair.trust, "3", pair.clock).check)
    with pytest.raises(HeadframeError, match="admin"):
        inventory.replace(listed(pair))


async def test_attack_21_a_command_for_another_node_or_organisation(pair: Pair) -> None:
    with pytest.raises(HeadframeError, match="another node"):
        pair.passed(replace(pair.envelope, node_id="4"))
    foreign = pair.signer.signed(pair.envelope, org_id=ORG + 1, stream_nonce=pair.nonce.current)
    with pytest.raises(HeadframeError, match="organisation"):
        pair.verifier.verify(foreign)
