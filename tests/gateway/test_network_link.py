"""The gateway on a real TLS socket: full duplex, authenticated, bounded, HTTP/2 only."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.node.control.connect_link import ServerAddress
from headframe.server.gateway.transport.application import GATEWAY_PATH, MAX_MESSAGE_BYTES
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.stack import Stack, served_gateway

pytestmark = [pytest.mark.anyio]
DEADLINE_SECONDS = 10.0


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    async with served_gateway(tmp_path) as stack:
        yield stack


class Speaker:
    """What a node says on a stream, one message at a time."""

    def __init__(self) -> None:
        self._said: asyncio.Queue[gateway_pb2.ControlUp | None] = asyncio.Queue()

    def say(self, message: gateway_pb2.ControlUp) -> None:
        self._said.put_nowait(message)

    def end(self) -> None:
        self._said.put_nowait(None)

    async def stream(self) -> AsyncIterator[gateway_pb2.ControlUp]:
        while (message := await self._said.get()) is not None:
            yield message


HELLO = gateway_pb2.ControlUp(
    hello=gateway_pb2.Hello(min_protocol_version=1, max_protocol_version=1, stream_nonce=bytes(16))
)


async def heard(down: AsyncIterator[gateway_pb2.ControlDown]) -> gateway_pb2.ControlDown:
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await anext(down)


async def test_both_sides_speak_while_the_stream_is_open(stack: Stack) -> None:
    link, speaker = await stack.link(), Speaker()
    down = link.control(speaker.stream())
    assert (await heard(down)).HasField("welcome")
    speaker.say(HELLO)
    assert (await heard(down)).accepted.protocol_version == 1
    for counter in range(1, 4):
        speaker.say(gateway_pb2.ControlUp(ping=gateway_pb2.Ping(counter=counter)))
        assert (await heard(down)).pong.counter == counter
    assert stack.router.is_connected(stack.session.principal.node_id)
    speaker.end()


async def test_a_server_that_stops_says_goodbye_on_open_streams(stack: Stack) -> None:
    link, speaker = await stack.link(), Speaker()
    down = link.control(speaker.stream())
    await heard(down)
    speaker.say(HELLO)
    await heard(down)
    stopping = asyncio.create_task(stack.router.shut_down())
    assert (await heard(down)).goaway.reason == gateway_pb2.ControlGoaway.REASON_SHUTDOWN
    speaker.end()
    with pytest.raises(StopAsyncIteration):
        await heard(down)
    await stopping
    assert not stack.router.is_connected(stack.session.principal.node_id)


async def test_uploads_are_acknowledged_in_their_order(stack: Stack) -> None:
    link = await stack.link()

    async def batches() -> AsyncIterator[gateway_pb2.TelemetryUp]:
        for sequence in (1, 2, 3):
            yield gateway_pb2.TelemetryUp(batch=gateway_pb2.SampleColumns(batch_sequence=sequence))

    assert [ack.batch_sequence async for ack in link.telemetry(batches())] == [1, 2, 3]


async def test_attack_09_and_12_no_call_without_a_session(stack: Stack) -> None:
    link = await stack.link()
    stack.session.token = "a-token-that-nobody-gave"
    with pytest.raises(HeadframeError) as refused:
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
    assert refused.value.code is Code.NOT_SIGNED_IN
    with pytest.raises(HeadframeError) as refused:
        await anext(link.control(Speaker().stream()))
    assert refused.value.code is Code.NOT_SIGNED_IN
    assert stack.session.rejections == 2


async def test_streams_carry_a_proof_and_single_calls_none(stack: Stack) -> None:
    link = await stack.link()
    await link.heartbeat(gateway_pb2.HeartbeatRequest())
    await heard(link.control(Speaker().stream()))
    assert [(method, counter is not None) for method, counter in stack.session.asked] == [
        ("Heartbeat", False),
        ("ControlStream", True),
    ]


async def test_a_message_past_the_bound_is_refused(stack: Stack) -> None:
    link = await stack.link()
    with pytest.raises(HeadframeError) as refused:
        await link.heartbeat(gateway_pb2.HeartbeatRequest(audit_head=bytes(MAX_MESSAGE_BYTES + 1)))
    assert refused.value.code is Code.TOO_LARGE


async def test_http_1_is_refused_in_words(stack: Stack) -> None:
    async with httpx.AsyncClient(verify=_trusting(stack.ca_pem)) as client:
        answer = await client.post(f"{stack.listen.url}{GATEWAY_PATH}/Heartbeat", content=b"")
    assert (answer.status_code, "HTTP/2" in answer.text) == (426, True)


async def test_a_server_with_another_authority_is_not_spoken_to(stack: Stack, tmp_path: Path) -> None:
    async with served_gateway(tmp_path / "other") as other:
        link = await stack.link(ServerAddress(stack.listen.url, other.ca_pem))
        with pytest.raises(HeadframeError) as refused:
            await link.heartbeat(gateway_pb2.HeartbeatRequest())
    assert refused.value.code is Code.NODE_NOT_CONNECTED
    assert not stack.session.asked


async def test_a_server_that_is_away_is_no_contact(stack: Stack) -> None:
    link = await stack.link(ServerAddress("https://127.0.0.1:1", stack.ca_pem))
    with pytest.raises(HeadframeError) as refused:
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
    assert refused.value.code is Code.NODE_NOT_CONNECTED


def _trusting(ca_pem: bytes) -> "httpx._types.VerifyTypes":
    import ssl  # noqa: PLC0415 - for this alone

    return ssl.create_default_context(cadata=ca_pem.decode())
