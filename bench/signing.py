"""What it costs to sign a command and to verify it, whole, beside bare Ed25519 in the same run.

    python bench/signing.py [--commands 5000] [--quick]

*Sign* is the server's way from the envelope to the bytes that go out: message, body, signature, document.
*Verify* is the node's way from those bytes to an envelope that it acts on: parsed, the issuer looked up in
the Keyset with its window and scope, the signature, the strict parse of the body, every field compared. The
bare calls sign and verify the very bytes that the documents are signed over, by `cryptography`.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from report import Table, machine

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import SetPowerTarget
from headframe.core.keyset.chain import root_digest
from headframe.core.signing.pae import pae
from headframe.kit.clock import SystemClock
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.execution.verify import SignedVerifier
from headframe.node.keys.trust import Trust
from headframe.server.routing.signing import Signed
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.stores.memory import memory_stores
from headframe.wire.gen.gateway.v1 import gateway_pb2

ORG_ID, NODE_ID = 1, "3"
PIN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Pair:
    """A server that signs, and a node that trusts its organisation."""

    signer: Signed
    verifier: SignedVerifier
    stream_nonce: bytes

    def signed(self, envelope: CommandEnvelope) -> bytes:
        """The bytes that go out."""
        message = self.signer.signed(envelope, org_id=ORG_ID, stream_nonce=self.stream_nonce)
        return message.SerializeToString()

    def verified(self, encoded: bytes) -> CommandEnvelope:
        """What the node acts on."""
        return self.verifier.verify(gateway_pb2.Command.FromString(encoded))


async def pair(directory: Path) -> Pair:
    """Keys as they are drawn at the first start."""
    clock = SystemClock()
    keys = await OrgKeys.open(
        directory / "keys", key_file=None, org_id=ORG_ID, store=memory_stores().keysets, clock=clock
    )
    current = keys.keyset()
    pin = root_digest(current.keyset.root)[:PIN_BYTES]
    trust = Trust.begin(directory / "keyset.bin", current.document, org_id=str(ORG_ID), root_pin=pin)
    nonce = StreamNonce()
    nonce.draw()
    return Pair(Signed(keys), SignedVerifier(trust, NODE_ID, nonce, clock), nonce.current)


def envelopes(number: int) -> list[CommandEnvelope]:
    """Commands to many miners, as one act on them makes them."""
    now_ms, draw = time.time_ns() // 10**6, random.Random(1)
    actor = Actor(ActorType.USER, "7", "Alice")
    return [
        CommandEnvelope(
            command_id=f"{draw.getrandbits(128):032x}",
            batch_id="b" * 32,
            node_id=NODE_ID,
            sequence=now_ms * 1000 + each,
            previous_sequence=now_ms * 1000 + each - 1,
            lease_epoch=0,
            actor=actor,
            issued_at_ms=now_ms,
            expires_at_ms=now_ms + 900_000,
            device_id=1 + each % 1000,
            payload=SetPowerTarget(watts=3000.0 + each % 500),
        )
        for each in range(number)
    ]


def microseconds(work: Callable[[], object], number: int) -> float:
    """Of CPU, for each."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / number * 1e6


def measure(ours: Pair, number: int) -> Table:
    """Ours and the bare calls, on the same commands."""
    commands, encoded = envelopes(number), list[bytes]()
    sign_us = microseconds(lambda: encoded.extend(map(ours.signed, commands)), number)
    verify_us = microseconds(lambda: _checked(ours, encoded, commands), number)
    messages = [_signed_bytes(each) for each in encoded]
    bare, signatures = Ed25519PrivateKey.generate(), list[bytes]()
    bare_sign_us = microseconds(lambda: signatures.extend(map(bare.sign, messages)), number)
    public = bare.public_key()
    bare_verify_us = microseconds(lambda: [*map(public.verify, signatures, messages)], number)
    table = Table(f"{number:,} commands, CPU of one core")
    table.add("sign a command", sign_us, "us", bare_sign_us, "bare Ed25519")
    table.add("verify a command", verify_us, "us", bare_verify_us, "bare Ed25519")
    table.add("signed", 1e6 / sign_us, "1/s", 1e6 / bare_sign_us, "bare Ed25519")
    table.add("verified", 1e6 / verify_us, "1/s", 1e6 / bare_verify_us, "bare Ed25519")
    size, signed_size = (sum(map(len, each)) / number for each in (encoded, messages))
    table.add("a command on the wire", size, "B", signed_size, "what is signed")
    return table


def _checked(ours: Pair, encoded: Sequence[bytes], commands: Sequence[CommandEnvelope]) -> None:
    """Verify all. A benchmark of a verifier that lets anything through is worth nothing."""
    if [ours.verified(each) for each in encoded] != commands:
        raise SystemExit("what was verified is not what was signed")


def _signed_bytes(encoded: bytes) -> bytes:
    document = gateway_pb2.Command.FromString(encoded).document
    return pae(document.type, document.body)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--commands", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true", help="1,000 commands")
    chosen = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="headframe-bench-") as name:
        Path(name).chmod(0o700)
        ours = asyncio.run(pair(Path(name)))
        print(measure(ours, 1_000 if chosen.quick else chosen.commands))
    return 0


if __name__ == "__main__":
    sys.exit(main())
