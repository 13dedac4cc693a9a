"""What the server's keys sign, the node's verifier believes, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.errors import HeadframeError
from headframe.core.keyset.chain import root_digest
from headframe.kit.clock import ManualClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.execution.verify import SignedVerifier
from headframe.node.keys.trust import Trust
from headframe.server.routing.signing import SignedCommands
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.stores.memory import memory_stores
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
        self.signer = SignedCommands(keys)
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


async def test_attack_21_a_command_for_another_node_or_organisation(pair: Pair) -> None:
    with pytest.raises(HeadframeError, match="another node"):
        pair.passed(replace(pair.envelope, node_id="4"))
    foreign = pair.signer.signed(pair.envelope, org_id=ORG + 1, stream_nonce=pair.nonce.current)
    with pytest.raises(HeadframeError, match="organisation"):
        pair.verifier.verify(foreign)
