"""Uploads live and end with the ControlStream of their session; each session has connections of its own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.stack import Stack, served_gateway
from tests.gateway.test_network_link import HELLO, Speaker, heard
from tests.support.line import Line

pytestmark = [pytest.mark.anyio]
DEADLINE_SECONDS = 10.0


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    async with served_gateway(tmp_path) as stack:
        yield stack


class Batches:
    """One batch, and then nothing more for as long as the stream lives."""

    def __init__(self) -> None:
        self._ended = asyncio.Event()

    async def stream(self) -> AsyncIterator[gateway_pb2.TelemetryUp]:
        yield gateway_pb2.TelemetryUp(batch=gateway_pb2.SampleColumns(batch_sequence=1))
        await self._ended.wait()

    def end(self) -> None:
        self._ended.set()


async def test_uploads_end_with_the_control_stream(stack: Stack) -> None:
    """A server that does not hear a node any more waits for none of its batches."""
    link, speaker, batches = await stack.link(), Speaker(), Batches()
    down = link.control(speaker.stream())
    await heard(down)
    speaker.say(HELLO)
    assert (await heard(down)).HasField("accepted")
    acks = link.telemetry(batches.stream())
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert (await anext(acks)).batch_sequence == 1
        speaker.end()
        with pytest.raises(HeadframeError) as ended:
            await anext(acks)
    assert ended.value.code is Code.NODE_NOT_CONNECTED
    assert stack.session.rejections == 0, "its session goes on"
    batches.end()


async def test_a_new_session_does_not_go_on_with_connections_that_are_dead(stack: Stack) -> None:
    """A router forgot them: what is sent on them is swallowed, and they look alive."""
    with Line(stack.listen.port) as line:
        address = type(stack.address)(f"https://127.0.0.1:{line.port}", stack.ca_pem)
        link, speaker = await stack.link(address), Speaker()
        down = link.control(speaker.stream())
        await heard(down)
        speaker.say(HELLO)
        await heard(down)
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
        line.strand()
        speaker.end()
        again = Speaker()
        down = link.control(again.stream())
        assert (await heard(down)).HasField("welcome")
        again.say(HELLO)
        assert (await heard(down)).HasField("accepted")
        async with asyncio.timeout(DEADLINE_SECONDS):
            await link.heartbeat(gateway_pb2.HeartbeatRequest())
        again.end()
