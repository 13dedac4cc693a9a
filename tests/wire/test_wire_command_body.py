"""The signed body of a command: one spelling, and no two bodies that read the same."""

import base64
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.envelope import CommandBinding, CommandEnvelope
from headframe.core.commands.payloads import Reboot
from headframe.core.errors import Code, HeadframeError
from headframe.wire.convert import strict_json
from headframe.wire.convert.command_body import encode_command_body, parse_command_body
from tests.wire.wire_strategies import BINDING, ENVELOPE

ENVELOPE_1 = CommandEnvelope(
    "c1", "b1", "n1", 5, 4, 9, Actor(ActorType.USER, "u1", "Ann"), 1000, 2000, 77, Reboot()
)
BINDING_1 = CommandBinding("o1", "k1", 3, bytes(range(16)))
BODY = encode_command_body(ENVELOPE_1, BINDING_1)


@given(ENVELOPE, BINDING)
def test_round_trip(envelope: CommandEnvelope, binding: CommandBinding) -> None:
    body = encode_command_body(envelope, binding)
    assert parse_command_body(body) == (envelope, binding)
    assert encode_command_body(*parse_command_body(body)) == body


@given(st.integers(0, len(BODY) * 8 - 1))
@settings(max_examples=300)
def test_a_flipped_bit_never_reads_as_the_same_command(bit: int) -> None:
    flipped = bytearray(BODY)
    flipped[bit // 8] ^= 1 << bit % 8
    try:
        read = parse_command_body(bytes(flipped))
    except HeadframeError as error:
        assert error.code in (Code.INVALID_REQUEST, Code.UNSUPPORTED_VERSION)  # noqa: PT017 - either is right
    else:
        assert read != (ENVELOPE_1, BINDING_1)


def changed(**members: Any) -> bytes:
    return strict_json.encode(json.loads(BODY) | members)


def with_payload(data: bytes) -> bytes:
    return changed(payload=base64.b64encode(data).decode(), payload_sha256=hashlib.sha256(data).hexdigest())


REFUSED = {
    "duplicate member": BODY.replace(b'{"actor"', b'{"sequence":6,"actor"'),
    "duplicate in actor": BODY.replace(b'"id":"u1"', b'"id":"u1","id":"u2"'),
    "blank": BODY + b"\n",
    "other order": json.dumps(dict(reversed(json.loads(BODY).items())), separators=(",", ":")).encode(),
    "float": BODY.replace(b'"sequence":5', b'"sequence":5.0'),
    "exponent": BODY.replace(b'"sequence":5', b'"sequence":5e0'),
    "NaN": BODY.replace(b'"sequence":5', b'"sequence":NaN'),
    "true is not 1": BODY.replace(b'"sequence":5', b'"sequence":true'),
    "negative": changed(sequence=-1),
    "too large": changed(sequence=2**63),
    "endless digits": BODY.replace(b'"sequence":5', b'"sequence":' + b"9" * 5000),
    "unknown member": changed(extra=1),
    "unknown member in actor": changed(actor={"type": "USER", "id": "u", "display_name": "", "x": 1}),
    "missing member": strict_json.encode({k: v for k, v in json.loads(BODY).items() if k != "node_id"}),
    "text for a number": changed(sequence="5"),
    "payload changed": changed(payload=base64.b64encode(b"\x12\x00").decode()),
    "payload spelt otherwise": changed(payload="CgB="),
    "payload garbage": with_payload(b"\xff\xff"),
    "other kind": changed(kind="CURTAIL"),
    "short nonce": changed(stream_nonce=base64.b64encode(bytes(15)).decode()),
    "not an object": b"[]",
    "not UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "lone surrogate": BODY.replace(b'"b1"', b'"\\ud800"'),
    "escaped spelling": BODY.replace(b'"b1"', b'"\\u0062\\u0031"'),
    "oversized": changed(batch_id="x" * strict_json.MAX_DOCUMENT_BYTES),
    "empty": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    assert REFUSED[name] != BODY
    with pytest.raises(HeadframeError) as raised:
        parse_command_body(REFUSED[name])
    assert raised.value.code is Code.INVALID_REQUEST


@pytest.mark.parametrize(
    "body",
    [
        with_payload(b"\xfa\x07\x00"),
        with_payload(b"\x0a\x02\x08\x01"),
        changed(actor={"type": "ROBOT", "id": "", "display_name": ""}),
    ],
)
def test_a_payload_that_says_more_than_is_understood_is_refused(body: bytes) -> None:
    with pytest.raises(HeadframeError) as raised:
        parse_command_body(body)
    assert raised.value.code is Code.UNSUPPORTED_VERSION


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_way(body: bytes) -> None:
    with pytest.raises(HeadframeError):
        parse_command_body(body)
