"""A node's executor with real signatures: what the policy asks for is demanded, whatever the server sends."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.intents import MAX_INTENT_MS, intent_document, intent_of
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import PoolSetting, Reboot, UpdatePools
from headframe.core.commands.signed import payload_digest
from headframe.core.keyset.chain import root_digest
from headframe.core.keyset.records import KeyHolders, KeysetPolicy
from headframe.core.signing.documents import SignedDocument
from headframe.core.signing.keys import public_bytes
from headframe.kit.clock import ManualClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.execution.verify import SignedVerifier
from headframe.node.keys.trust import Trust
from headframe.server.routing.signing import Signed
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.stores.memory import memory_stores
from headframe.wire.convert.documents import document_to_wire
from headframe.wire.convert.payloads import payload_to_bytes
from tests.core.test_core_signed_commands import ENVELOPE
from tests.fault.executor_world import FOREIGN, NODE_ID, OWNED, World, executing

pytestmark = [pytest.mark.anyio]
ORG = 7
ADMIN = Ed25519PrivateKey.from_private_bytes(bytes([6]) * 32)
POOLS = UpdatePools((PoolSetting("stratum+tcp://ours.example:3333", "us.1"),))
THEIRS = UpdatePools((PoolSetting("stratum+tcp://theirs.example:3333", "them.1"),))
COSIGNED = KeysetPolicy(frozenset({CommandKind.UPDATE_POOLS.value}))
SUCCEEDED, MISSING = ("SUCCEEDED", ""), ("REJECTED", "cosignature_missing")
UNTRUSTED, NOT_OWNED = ("REJECTED", "command_untrusted"), ("REJECTED", "device_not_owned")


class Node:
    """An executor that believes signatures alone, and the server's keys that make them."""

    def __init__(self, keys: OrgKeys, clock: ManualClock, directory: Path) -> None:
        current = keys.keyset()
        self.keys, self.clock, self.nonce = keys, clock, StreamNonce()
        self.nonce.draw()
        self.trust = Trust.begin(
            directory / "keyset.bin",
            current.document,
            org_id=str(ORG),
            root_pin=root_digest(current.keyset.root)[:16],
        )
        self.verifier = SignedVerifier(self.trust, NODE_ID, self.nonce, clock)
        self.world: World
        self._sequence = clock.now_ms() * 1000

    def envelope(self, payload: UpdatePools | Reboot = POOLS, *, device_id: int = OWNED) -> CommandEnvelope:
        self._sequence += 1
        now = self.clock.now_ms()
        return replace(
            ENVELOPE,
            command_id=f"{self._sequence:032x}",
            node_id=NODE_ID,
            sequence=self._sequence,
            previous_sequence=self._sequence - 1,
            lease_epoch=0,
            issued_at_ms=now,
            expires_at_ms=now + 1_800_000,
            device_id=device_id,
            payload=payload,
        )

    def intent(self, envelope: CommandEnvelope, payload: UpdatePools | None = None) -> SignedDocument:
        """What is to be signed for a command, or for another payload in its place."""
        digest = payload_digest(payload_to_bytes(payload or envelope.payload))
        lapses = self.clock.now_ms() + MAX_INTENT_MS
        return intent_document(intent_of(str(ORG), envelope, digest, not_after_ms=lapses))

    async def sent(self, envelope: CommandEnvelope, intent: SignedDocument | None = None) -> tuple[str, str]:
        """The outcome of a command that the server signs, with an intent beside it or without."""
        message = Signed(self.keys).signed(envelope, org_id=ORG, stream_nonce=self.nonce.current)
        if intent is not None:
            message.intent.CopyFrom(document_to_wire(intent))
        return await self.world.outcome(message)

    def reason(self, envelope: CommandEnvelope) -> str:
        """Why a command was refused."""
        problem = self.world.acks[envelope.command_id][-1].problem
        assert problem is not None
        return problem.message


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    clock = ManualClock()
    keys = await OrgKeys.open(
        tmp_path / "server", key_file=None, org_id=ORG, store=memory_stores().keysets, clock=clock
    )
    made = Node(keys, clock, tmp_path)
    admin = KeyHolders((*keys.keyset().keyset.admin.keys, public_bytes(ADMIN)), 1)
    made.trust.advance((await keys.change(admin=admin, policy=COSIGNED)).document)
    async with executing(tmp_path, clock, made.verifier) as world:
        made.world = world
        yield made


async def test_a_pool_change_that_an_admin_signed_is_carried_out(node: Node) -> None:
    envelope = node.envelope()
    assert await node.sent(envelope, node.intent(envelope).countersigned(ADMIN)) == SUCCEEDED
    assert node.world.executed == [envelope.command_id]


async def test_attack_31_a_pool_change_with_the_issuers_signature_alone_is_refused(node: Node) -> None:
    envelope = node.envelope()
    assert await node.sent(envelope) == MISSING
    told = node.world.acks[envelope.command_id]
    assert [each.phase for each in told] == [CommandPhase.ACCEPTED, CommandPhase.REJECTED]
    assert told[-1].result_sequence == 1, "the refusal is in the journal"
    assert node.world.executed == []


async def test_attack_31_the_servers_issuer_signs_no_intent(node: Node) -> None:
    envelope = node.envelope()
    by_issuer = node.keys._issuers._keys[node.keys.issuer_key_id]
    assert await node.sent(envelope, node.intent(envelope).countersigned(by_issuer)) == UNTRUSTED
    assert node.world.executed == []


async def test_attack_32_a_signature_for_other_pools_lets_nothing_through(node: Node) -> None:
    envelope = node.envelope(THEIRS)
    assert await node.sent(envelope, node.intent(envelope, POOLS).countersigned(ADMIN)) == UNTRUSTED
    assert "payload_sha256" in node.reason(envelope)
    assert node.world.executed == []


async def test_attack_32_a_signature_for_another_command_lets_nothing_through(node: Node) -> None:
    first, second = node.envelope(), node.envelope()
    signed = node.intent(first).countersigned(ADMIN)
    assert await node.sent(first, signed) == SUCCEEDED
    assert await node.sent(second, signed) == UNTRUSTED
    assert node.world.executed == [first.command_id]


async def test_a_signature_that_has_lapsed_lets_nothing_through(node: Node) -> None:
    envelope = node.envelope()
    signed = node.intent(envelope).countersigned(ADMIN)
    node.clock.advance(MAX_INTENT_MS / 1000)
    assert await node.sent(envelope, signed) == UNTRUSTED
    assert "lapsed" in node.reason(envelope)


async def test_classes_that_the_policy_does_not_name_need_no_admin(node: Node) -> None:
    assert await node.sent(node.envelope(Reboot())) == SUCCEEDED
    node.trust.advance((await node.keys.change(policy=KeysetPolicy())).document)
    assert await node.sent(node.envelope()) == SUCCEEDED


async def test_attack_61_pools_of_a_miner_that_the_node_does_not_own_stay_as_they_are(node: Node) -> None:
    envelope = node.envelope(device_id=FOREIGN)
    assert await node.sent(envelope, node.intent(envelope).countersigned(ADMIN)) == NOT_OWNED
    assert node.world.executed == []
