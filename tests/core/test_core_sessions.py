"""A session needs the keys, now, on one host; nothing that was said once says it again."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from headframe.core.sessions.generations import Generation, GenerationVerdict, judge_generation
from headframe.core.sessions.possession import Possession, stream_message
from headframe.core.signing.keys import is_signed, public_bytes

KEY = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
HANDSHAKE = Possession(
    "https://mine.example", "7", "3", bytes(32), bytes([1]) * 32, bytes([2]) * 32, "k1", 5, bytes(16)
)


@pytest.mark.parametrize(
    "other",
    [
        replace(HANDSHAKE, origin="https://evil.example"),
        replace(HANDSHAKE, org_id="8"),
        replace(HANDSHAKE, node_id="4"),
        replace(HANDSHAKE, challenge=bytes([1]) * 32),
        replace(HANDSHAKE, api_key_id="k2"),
        replace(HANDSHAKE, generation=6),
        replace(HANDSHAKE, incarnation=bytes([1]) * 16),
    ],
)
def test_attack_10_and_11_a_proof_fits_one_handshake_with_one_server(other: Possession) -> None:
    proof = KEY.sign(HANDSHAKE.message())
    assert is_signed(public_bytes(KEY), proof, HANDSHAKE.message())
    assert not is_signed(public_bytes(KEY), proof, other.message())


def test_attack_12_a_streams_proof_fits_one_stream_of_one_session() -> None:
    proof = KEY.sign(stream_message("token", "ControlStream", 1))
    assert is_signed(public_bytes(KEY), proof, stream_message("token", "ControlStream", 1))
    for message in (
        stream_message("token", "Telemetry", 1),
        stream_message("token", "ControlStream", 2),
        stream_message("other", "ControlStream", 1),
    ):
        assert not is_signed(public_bytes(KEY), proof, message)


HOME, AWAY = bytes([1]) * 16, bytes([2]) * 16


def test_a_lost_answer_locks_no_node_out() -> None:
    unanswered = Generation(5, acknowledged=False, incarnation=HOME)
    assert judge_generation(unanswered, 5, HOME) is GenerationVerdict.ACCEPT
    assert judge_generation(unanswered, 6, HOME) is GenerationVerdict.ACCEPT
    assert judge_generation(Generation(), 1, HOME) is GenerationVerdict.ACCEPT


def test_attack_13_clones_and_restored_hosts_show() -> None:
    last = Generation(5, acknowledged=True, incarnation=HOME)
    assert judge_generation(last, 5, HOME) is GenerationVerdict.CLONE_SUSPECT
    assert judge_generation(last, 2, HOME) is GenerationVerdict.CLONE_SUSPECT
    assert judge_generation(last, 6, AWAY) is GenerationVerdict.REINSTALLED


@given(st.lists(st.sampled_from("ab"), min_size=2, max_size=30).filter(lambda who: len(set(who)) == 2))
def test_two_hosts_with_one_identity_never_both_go_on(turns: list[str]) -> None:
    """Each host counts by itself from the same backup; every answer arrives."""
    last, counts = Generation(5, incarnation=HOME), {"a": 5, "b": 5}
    accepted: set[str] = set()
    for host in turns:
        counts[host] += 1
        if judge_generation(last, counts[host], HOME) is not GenerationVerdict.ACCEPT:
            break  # noticed: the node is held from here on
        last = Generation(counts[host], acknowledged=True, incarnation=HOME)
        accepted.add(host)
    assert len(accepted) == 1
