"""A node apart from its server acts on nothing but what was signed for it, on this stream, in time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.signed import COMMAND_TYPE, command_to_body
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.bodies import KEYSET_TYPE, keyset_to_body
from headframe.core.keyset.chain import root_digest
from headframe.core.signing.documents import sign
from headframe.core.signing.errors import Flaw
from headframe.kit.clock import ManualClock
from headframe.node.control.server_clock import ServerClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.execution.verify import SignedVerifier
from headframe.node.keys.trust import Trust
from headframe.wire.convert.commands import command_to_wire
from headframe.wire.convert.documents import document_to_wire
from headframe.wire.convert.payloads import payload_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.core.test_core_signed_commands import BINDING, ENVELOPE, ISSUER, KEYSET, NOW, STRANGER


class World:
    """A verifier with its Keyset, and a server that signs for its stream."""

    def __init__(self, directory: Path) -> None:
        self.wall = ManualClock(NOW)
        self.clock = ServerClock(self.wall)
        self.nonce = StreamNonce()
        keyset = sign(KEYSET_TYPE, keyset_to_body(KEYSET), STRANGER)
        trust = Trust.begin(
            directory / "keyset.bin", keyset, org_id="7", root_pin=root_digest(KEYSET.root)[:16]
        )
        self.verifier = SignedVerifier(trust, "3", self.nonce, self.clock)

    def command(
        self, key: Ed25519PrivateKey = ISSUER, envelope: CommandEnvelope = ENVELOPE
    ) -> gateway_pb2.Command:
        """As the server would send it on the present stream."""
        binding = replace(BINDING, stream_nonce=self.nonce.current)
        payload = payload_to_wire(envelope.payload).SerializeToString()
        message = command_to_wire(envelope)
        message.document.CopyFrom(
            document_to_wire(sign(COMMAND_TYPE, command_to_body(envelope, binding, payload), key))
        )
        return message

    def refused(self, command: gateway_pb2.Command) -> HeadframeError:
        """Why it is not believed."""
        with pytest.raises(HeadframeError) as caught:
            self.verifier.verify(command)
        return caught.value


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_signed_command_is_believed(world: World) -> None:
    assert world.verifier.verify(world.command()) == ENVELOPE


def test_attack_17_no_command_without_a_signature(world: World) -> None:
    bare = command_to_wire(ENVELOPE)
    assert world.refused(bare).code is Code.COMMAND_UNTRUSTED
    assert world.refused(world.command(STRANGER)).code is Code.COMMAND_UNTRUSTED


def test_attack_22_a_command_of_an_earlier_stream_is_dead(world: World) -> None:
    captured = world.command()
    world.nonce.draw()
    assert "another stream" in world.refused(captured).message


CHANGES: dict[str, Callable[[gateway_pb2.Command], object]] = {
    "node": lambda command: setattr(command, "node_id", "4"),
    "device": lambda command: setattr(command, "device_id", 10),
    "sequence": lambda command: setattr(command, "sequence", 99),
    "expiry": lambda command: setattr(command, "expires_at_ms", NOW + 10**9),
    "actor": lambda command: setattr(command.actor, "id", "root"),
    "payload": lambda command: command.payload.reboot.SetInParent(),
}


@pytest.mark.parametrize("field", CHANGES)
def test_attack_21_fields_beside_the_signature_cannot_be_changed(world: World, field: str) -> None:
    command = world.command()
    CHANGES[field](command)
    assert world.refused(command).code is Code.COMMAND_UNTRUSTED


@pytest.mark.parametrize("years", [-1, 1])
def test_attack_14_the_nodes_wall_clock_decides_nothing(tmp_path: Path, years: int) -> None:
    world = World(tmp_path)
    world.clock._clock = wall = ManualClock(NOW + years * 365 * 86_400_000)
    world.clock.learn(NOW)
    assert world.verifier.verify(world.command()) == ENVELOPE
    wall.advance(120)
    assert "expired" in world.refused(world.command()).message


def test_what_is_not_believed_is_counted_by_the_check_that_did_not_hold(world: World) -> None:
    earlier = world.command()
    world.nonce.draw()
    world.refused(earlier)
    world.refused(world.command(STRANGER))
    world.refused(world.command(envelope=replace(ENVELOPE, node_id="4")))
    changed = world.command()
    changed.device_id = 10
    world.refused(changed)
    world.wall.advance(120)
    world.refused(world.command())
    world.refused(command_to_wire(ENVELOPE))
    assert world.verifier.verify(world.command(envelope=replace(ENVELOPE, expires_at_ms=NOW + 10**6)))
    assert world.verifier.flaws == {
        Flaw.STREAM: 1,
        Flaw.KEY: 1,
        Flaw.ADDRESS: 1,
        Flaw.CONTENT: 1,
        Flaw.TIME: 1,
        Flaw.SIGNATURE: 1,
    }
