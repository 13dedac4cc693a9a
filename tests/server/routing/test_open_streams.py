"""Streams that are cut off while they wait."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from headframe.core.errors import Code, HeadframeError
from headframe.server.routing.streams import OpenStreams

NODE = 7


async def _silence() -> AsyncIterator[int]:
    await asyncio.Event().wait()
    yield 0


async def test_a_stream_that_is_cut_off_again_ends_for_the_first_reason() -> None:
    """As when a server stops: its uploads end with the ControlStream, and then everything does."""
    streams = OpenStreams()
    with streams.opened(NODE, with_control=True) as cut:
        waiting = asyncio.create_task(_first(cut.until(_silence())))
        await asyncio.sleep(0)
        streams.control_ended(NODE)
        streams.cut_all()
        await asyncio.sleep(0)
        streams.cut(NODE)
        with pytest.raises(HeadframeError, match="ControlStream") as ended:
            await waiting
    assert ended.value.code is Code.NODE_NOT_CONNECTED


async def test_a_stopping_server_leaves_sessions_alone() -> None:
    streams = OpenStreams()
    with streams.opened(NODE) as cut:
        streams.cut_all()
        with pytest.raises(HeadframeError, match="the server stops") as ended:
            cut.check()
    assert ended.value.code is Code.NODE_NOT_CONNECTED


async def _first(messages: AsyncIterator[int]) -> int:
    return await anext(messages)
