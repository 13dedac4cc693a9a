"""Waiting for an answer: bounded, and never deaf to whoever cancels it."""

import asyncio

import pytest
from connectrpc.code import Code as RpcCode
from connectrpc.errors import ConnectError

from headframe.core.errors import Code, HeadframeError
from headframe.node.control.answering import answered


async def test_a_cancellation_that_comes_with_the_answer_is_not_lost() -> None:
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(answered(answer, seconds=60))
    await asyncio.sleep(0)
    answer.set_result(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_cancelled_call_is_cancelled_though_the_client_calls_it_an_error() -> None:
    async def call() -> int:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            raise ConnectError(RpcCode.CANCELED, "Request was cancelled") from error
        return 1

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await answered(call(), seconds=60)


async def test_an_answer_that_does_not_come_is_no_contact() -> None:
    with pytest.raises(HeadframeError) as away:
        await answered(asyncio.Event().wait(), seconds=0.01)
    assert away.value.code is Code.NODE_NOT_CONNECTED


async def test_what_the_server_says_is_told() -> None:
    async def call() -> int:
        raise ConnectError(RpcCode.UNAUTHENTICATED, "no")

    with pytest.raises(HeadframeError) as refused:
        await answered(call(), seconds=60)
    assert refused.value.code is Code.NOT_SIGNED_IN
