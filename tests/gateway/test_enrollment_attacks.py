"""Attacks on enrollment and handshakes, over TLS, with the node's own software where there is a node."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.certs import CERT_MS, NodeCert, issue_cert
from headframe.core.enrollment.codes import MAX_FAILURES, TTL_MS
from headframe.core.enrollment.records import EnrollmentState
from headframe.core.errors import Code, HeadframeError
from headframe.core.sessions.possession import CHALLENGE_MS, Possession
from headframe.core.sessions.records import Standing
from headframe.kit.clock import ManualClock, SystemClock
from headframe.kit.files import UnsafeFileError
from headframe.node.control.connect_link import ServerAddress
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.control.handshake import Handshake
from headframe.node.control.server_clock import ServerClock
from headframe.node.enrollment.enrolled import Enrolled, Installation
from headframe.node.enrollment.flow import PROGRESS
from headframe.node.keys.identity import load_identity
from headframe.server.gateway.transport.enrollment import CALL_BURST
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.between import one_key, own_keys, standing_between
from tests.gateway.enrolling import DEADLINE_SECONDS, Door, Host, open_door
from tests.support.proxy import calling_from

pytestmark = [pytest.mark.anyio]
YEAR_MS = 365 * 86_400_000
NONCE = bytes(32)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path / "server") as door:
        yield door


@pytest.fixture
async def silence(door: Door) -> AsyncIterator["_Silence"]:  # noqa: ARG001 - it ends before the door closes
    silence = _Silence()
    yield silence
    silence.end()


@contextlib.contextmanager
def refused(*codes: Code) -> "contextlib.AbstractContextManager[None]":  # type: ignore[misc] # a generator
    with pytest.raises(HeadframeError) as error:
        yield
    assert error.value.code in codes, error.value


async def never_lets_in(door: Door, host: Host) -> None:
    """The host shows its words; an admin who pastes them is told that they are another's."""
    running = asyncio.create_task(host.flow(await door.code()).run())
    words = await host.words()
    (enrollment,) = await door.pending()
    with refused(Code.FINGERPRINT_DIFFERS):
        await door.services.desk.approve(door.admin, enrollment.id, words=words)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await door.stores.nodes.nodes(door.org_id) == []
    assert await door.stores.identities.identities(door.org_id) == []


async def test_attack_01_a_used_code_is_refused_with_an_alarm(door: Door, tmp_path: Path) -> None:
    code = await door.code()
    async with asyncio.TaskGroup() as group:
        first = Host(door, tmp_path / "one")
        group.create_task(first.flow(code).run())
        await first.words()
        with refused(Code.ENROLLMENT_CODE_INVALID):
            await Host(door, tmp_path / "two").flow(code).run()
        await door.approve(first)
    assert "security.enrollment_code_reused" in await door.verbs()


async def test_attack_02_guesses_lock_a_code_and_time_ends_it(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_door(tmp_path / "server", clock=clock) as door:
        code, host = await door.code(), Host(door, tmp_path / "node")
        for _ in range(MAX_FAILURES):
            with refused(Code.ENROLLMENT_CODE_INVALID):
                await host.flow(replace(code, secret=bytes(20))).run()
        with refused(Code.ENROLLMENT_CODE_INVALID):
            await host.flow(code).run()
        assert "security.enrollment_code_locked" in await door.verbs()
        late = await door.code()
        clock.advance(TTL_MS / 1000)
        with refused(Code.ENROLLMENT_CODE_INVALID):
            await host.flow(late).run()
        assert await door.pending() == []


async def test_attack_03_swapped_keys_have_other_words(door: Door, tmp_path: Path) -> None:
    swap = own_keys(tmp_path / "keys", door.listen.url)
    async with standing_between(door, tmp_path / "between", swap) as host:
        await never_lets_in(door, host)


@pytest.mark.parametrize("name", ["encryption", "miner_signing", "attest"])
async def test_attack_04_a_single_swapped_key_is_refused(door: Door, tmp_path: Path, name: str) -> None:
    async with standing_between(door, tmp_path / "between", one_key(tmp_path / "keys", name)) as host:
        with refused(Code.INVALID_REQUEST):
            await host.flow(await door.code()).run()
    assert await door.pending() == []


async def test_attack_05_a_key_written_into_the_database_is_nobodys(
    door: Door, silence: "_Silence", tmp_path: Path
) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    handshake = await host.handshake()
    link = await host.link(handshake)
    await link.heartbeat(gateway_pb2.HeartbeatRequest())
    identity = await door.stores.identities.identity(int(enrolled.node_id))
    assert identity is not None
    thief = load_identity(tmp_path / "thief")
    cert = NodeCert(enrolled.org_id, enrolled.node_id, thief.bundle(), 0, CERT_MS)
    forged = issue_cert(cert, Ed25519PrivateKey.generate())
    await door.stores.identities.put_identity(replace(identity, certificate=forged))
    with refused(Code.NOT_SIGNED_IN):
        await anext(link.control(silence.control()))
    genuine = Installation.load(host.state_dir)
    for keys in (genuine.identity, replace(thief, incarnation=genuine.identity.incarnation)):
        with refused(Code.NOT_SIGNED_IN):
            await _as(door, replace(genuine, identity=keys)).headers("Heartbeat", stream=False)


async def test_attack_06_a_key_of_small_order_is_refused(door: Door, tmp_path: Path) -> None:
    def small(request: gateway_pb2.RegisterRequest) -> None:
        request.bundle.identity_ed25519 = b"\x01" + bytes(31)
        request.identity_signature = b"\x01" + bytes(63)

    async with standing_between(door, tmp_path / "between", small) as host:
        with refused(Code.INVALID_REQUEST):
            await host.flow(await door.code()).run()


async def test_attack_08_no_key_is_sent_to_a_server_with_other_roots(door: Door, tmp_path: Path) -> None:
    async with open_door(tmp_path / "impostor") as impostor:
        code = replace(await impostor.code(), root_pin=(await door.code()).root_pin)
        host = Host(impostor, tmp_path / "node")
        with refused(Code.COMMAND_UNTRUSTED):
            await host.flow(code).run()
        assert await impostor.services.desk.enrollments(impostor.org_id) == []
        kept = await impostor.stores.enrollments.code(code.code_id)
        assert kept is not None
        assert kept.used_at_ms is None


async def test_attack_09_stolen_api_key(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    stolen, thief = Installation.load(host.state_dir), load_identity(tmp_path / "thief")
    with refused(Code.NOT_SIGNED_IN):
        await _as(door, replace(stolen, identity=thief)).headers("Heartbeat", stream=False)


async def test_attack_10_replayed_and_stale_challenges(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_door(tmp_path / "server", clock=clock) as door:
        host = Host(door, tmp_path / "node")
        await host.enrolled()
        installation, calls = Installation.load(host.state_dir), await door.calls()
        once = await _signed(installation, calls)
        await calls.complete_auth(once)
        late = await _signed(installation, calls)
        clock.advance(CHALLENGE_MS / 1000)
        for challenge in (once, late):
            with refused(Code.NOT_SIGNED_IN):
                await calls.complete_auth(challenge)
        assert (await calls.complete_auth(await _signed(installation, calls))).session_token


async def test_attack_11_a_challenge_relayed_from_another_origin(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    installation = Installation.load(host.state_dir)
    async with standing_between(door, tmp_path / "between") as lured:
        address = ServerAddress(lured.server_url, lured.ca_pem)
        elsewhere = replace(installation.enrolled, server_url=lured.server_url)
        async with EnrollmentCalls(address) as calls:
            handshake = Handshake(
                replace(installation, enrolled=elsewhere), calls, ServerClock(SystemClock())
            )
            with refused(Code.NOT_SIGNED_IN):
                await handshake.headers("Heartbeat", stream=False)


async def test_attack_12_a_token_seen_at_a_tls_terminator_opens_no_stream(
    door: Door, silence: "_Silence", tmp_path: Path
) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    handshake = await host.handshake()
    seen = await handshake.headers("ControlStream", stream=True)
    genuine = await host.link(_Fixed(seen))
    down = genuine.control(silence.control())
    assert (await anext(down)).HasField("welcome")
    forged = Ed25519PrivateKey.generate().sign(b"").hex()
    for headers in (
        seen,  # replayed
        {**seen, "headframe-proof": f"99.{seen['headframe-proof'].partition('.')[2]}"},
        {**seen, "headframe-proof": f"99.{forged[:86]}"},
        {"authorization": seen["authorization"]},
    ):
        link = await host.link(_Fixed(headers))
        with refused(Code.NOT_SIGNED_IN):
            await anext(link.control(silence.control()))
        with refused(Code.NOT_SIGNED_IN):
            await anext(link.telemetry(silence.telemetry()))


async def test_attack_13_a_copied_node_is_held_and_others_go_on(
    door: Door, silence: "_Silence", tmp_path: Path
) -> None:
    host, other = Host(door, tmp_path / "node"), Host(door, tmp_path / "other", name="hall-2")
    enrolled = await host.enrolled()
    await other.enrolled()
    shutil.copytree(host.state_dir, tmp_path / "copy")
    link, steady = await host.link(), await other.link()
    down = link.control(silence.control(HELLO))
    assert (await anext(down)).HasField("welcome")
    assert (await anext(down)).HasField("accepted")
    with refused(Code.NODE_HELD):
        await (await Host(door, tmp_path / "copy").handshake()).headers("Heartbeat", stream=False)
    async with asyncio.timeout(DEADLINE_SECONDS):
        goaway = await anext(down)
    assert goaway.goaway.reason == gateway_pb2.ControlGoaway.REASON_CLONE_SUSPECT
    with refused(Code.NOT_SIGNED_IN):
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
    with refused(Code.NODE_HELD):
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
    await steady.heartbeat(gateway_pb2.HeartbeatRequest())
    assert "security.clone_suspected" in await door.verbs()
    await door.services.standing.settle_clone(door.admin, int(enrolled.node_id))
    await link.heartbeat(gateway_pb2.HeartbeatRequest())


@pytest.mark.parametrize("years", [-1, 1])
async def test_attack_14_a_clock_that_is_a_year_off(door: Door, tmp_path: Path, years: int) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    own = ManualClock(door.clock.now_ms() + years * YEAR_MS)
    clock = ServerClock(own)
    installation = Installation.load(host.state_dir)
    link = await host.link(Handshake(installation, await door.calls(), clock))
    await link.heartbeat(gateway_pb2.HeartbeatRequest())
    assert abs(clock.now_ms() - door.clock.now_ms()) < DEADLINE_SECONDS * 1000


async def test_attack_15_a_flood_is_stopped_and_others_come_in(tmp_path: Path) -> None:
    async with open_door(tmp_path / "server", clock=ManualClock()) as door:  # no time passes: no more calls
        host = Host(door, tmp_path / "node")
        await host.enrolled()
        async with calling_from("127.0.0.2", door.listen.port) as port:
            address = ServerAddress(f"https://127.0.0.1:{port}", door.ca_pem)
            async with EnrollmentCalls(address) as flood:
                answers = [await _code_of(flood) for _ in range(int(CALL_BURST) + 5)]
        assert answers == [Code.NOT_SIGNED_IN] * int(CALL_BURST) + [Code.RATE_LIMITED] * 5
        await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())


async def test_attack_62_a_file_that_others_can_read_stops_the_node(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    files = [path for path in host.state_dir.rglob("*") if path.is_file()]
    assert {"node.json", "api.key", "identity.key", "keyset.bin"} <= {path.name for path in files}
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600, path
    for name in ("node.json", "keyset.bin", "keys/api.key", "keys/identity.key", "keys/enc.key"):
        (host.state_dir / name).chmod(0o644)
        with pytest.raises(UnsafeFileError):
            Installation.load(host.state_dir)
        (host.state_dir / name).chmod(0o600)
    assert Installation.load(host.state_dir).enrolled == Enrolled.load(host.state_dir)


async def test_a_revoked_node_is_cut_off_at_once(door: Door, silence: "_Silence", tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    node_id = int(enrolled.node_id)
    link = await host.link()
    down, uploads = link.control(silence.control(HELLO)), link.telemetry(silence.telemetry(BATCH))
    assert [(await anext(down)).WhichOneof("message") for _ in range(2)] == ["welcome", "accepted"]
    assert (await anext(uploads)).batch_sequence == 1
    await door.services.standing.revoke(door.admin, node_id)
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert (await anext(down)).goaway.reason == gateway_pb2.ControlGoaway.REASON_REVOKED
        with refused(Code.NOT_SIGNED_IN):
            await anext(uploads)
    for _ in range(2):
        with refused(Code.NODE_REVOKED):
            await link.heartbeat(gateway_pb2.HeartbeatRequest())
    kept = await door.stores.identities.identity(node_id)
    assert kept is not None
    assert kept.standing is Standing.REVOKED


async def test_a_node_that_was_turned_away_says_so_and_begins_anew(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    running = asyncio.create_task(host.flow(await door.code()).run())
    await host.words()
    (enrollment,) = await door.pending()
    await door.services.desk.reject(door.admin, enrollment.id)
    with pytest.raises(HeadframeError, match="turned this node away"):
        await running
    assert not (host.state_dir / PROGRESS).exists()
    host.said.clear()
    assert (await host.enrolled()).node_id
    states = [each.state for each in await door.services.desk.enrollments(door.org_id)]
    assert sorted(states) == [EnrollmentState.CONFIRMED, EnrollmentState.REJECTED]


class _Fixed:
    """Says the same headers each time."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    async def headers(self, method: str, *, stream: bool) -> Mapping[str, str]:  # noqa: ARG002 - the port's
        return self._headers

    def rejected(self) -> None:
        """Go on."""


def _as(door: Door, installation: Installation) -> "_Once":
    return _Once(door, installation)


class _Once:
    """One handshake by somebody."""

    def __init__(self, door: Door, installation: Installation) -> None:
        self._door = door
        self._installation = installation

    async def headers(self, method: str, *, stream: bool) -> Mapping[str, str]:
        calls = await self._door.calls()
        handshake = Handshake(self._installation, calls, ServerClock(SystemClock()))
        return await handshake.headers(method, stream=stream)


async def _signed(installation: Installation, calls: EnrollmentCalls) -> gateway_pb2.CompleteAuthRequest:
    """A genuine answer to a genuine challenge, not sent yet."""
    enrolled, identity, key = installation.enrolled, installation.identity, installation.api_key
    begun = await calls.begin_auth(
        gateway_pb2.BeginAuthRequest(
            node_id=enrolled.node_id, api_key_id=key.key_id, api_key=key.secret, node_nonce=NONCE
        )
    )
    number = identity.next_generation()
    possession = Possession(
        enrolled.server_url, enrolled.org_id, enrolled.node_id, begun.challenge, NONCE, begun.server_nonce,
        key.key_id, number, identity.incarnation,
    )  # fmt: skip
    return gateway_pb2.CompleteAuthRequest(
        node_id=enrolled.node_id,
        challenge=begun.challenge,
        identity_signature=identity.identity.sign(possession.message()),
        generation=number,
        incarnation=identity.incarnation,
    )


async def _code_of(calls: EnrollmentCalls) -> Code:
    """What an unknown node is told."""
    request = gateway_pb2.BeginAuthRequest(node_id="1", api_key_id="x", api_key="y", node_nonce=NONCE)
    try:
        await calls.begin_auth(request)
    except HeadframeError as error:
        return error.code
    raise AssertionError("an unknown node got a challenge")


class _Silence:
    """Streams that say little, and go on until the test is over."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    def end(self) -> None:
        self._over.set()

    async def control(self, *said: gateway_pb2.ControlUp) -> AsyncIterator[gateway_pb2.ControlUp]:
        for message in said:
            yield message
        await self._over.wait()

    async def telemetry(self, *said: gateway_pb2.TelemetryUp) -> AsyncIterator[gateway_pb2.TelemetryUp]:
        for message in said:
            yield message
        await self._over.wait()


HELLO = gateway_pb2.ControlUp(
    hello=gateway_pb2.Hello(min_protocol_version=1, max_protocol_version=1, stream_nonce=bytes(16))
)
BATCH = gateway_pb2.TelemetryUp(batch=gateway_pb2.SampleColumns(batch_sequence=1))
