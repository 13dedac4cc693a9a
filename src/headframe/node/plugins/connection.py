"""The way to a running plugin: its channel, the cookie on every call, and what it said it is."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import grpc
from grpc import aio

from headframe.driver.contract import CONTRACT_VERSION
from headframe.driver.limits import MAX_MESSAGE_BYTES
from headframe.node.plugins.process import PluginProcess
from headframe.wire.gen.driver.v1 import driver_pb2, driver_pb2_grpc

CHANNEL_OPTIONS = (
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 50),  # until the child has made its socket
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
)
CLOSE_SECONDS = 0.2
"""Time for calls to notice that their plugin has gone before they are cancelled."""


class IncompatiblePluginError(Exception):
    """The plugin speaks a contract that this node does not, or is not who it was started as."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A plugin that has answered. `metadata` is of gRPC's own type: of another it makes one at each call."""

    description: driver_pb2.DescribeResponse = field(repr=False)
    stub: Any = field(repr=False)
    metadata: aio.Metadata = field(repr=False)
    channel: aio.Channel = field(repr=False)

    async def ping(self, seconds: float) -> bool:
        """Whether the plugin answers in time."""
        try:
            await self.stub.Describe(driver_pb2.DescribeRequest(), metadata=self.metadata, timeout=seconds)
        except grpc.aio.AioRpcError:
            return False
        return True

    async def close(self) -> None:
        """Let calls in progress fail, then let go."""
        await self.channel.close(CLOSE_SECONDS)


async def connect(name: str, process: PluginProcess, seconds: float) -> Connection:
    """Wait for a process that was just started to describe itself.

    Raises TimeoutError, ConnectionError where it ends or refuses first, IncompatiblePluginError.
    """
    channel = aio.insecure_channel(f"unix:{process.socket}", options=CHANNEL_OPTIONS)
    stub = driver_pb2_grpc.DriverStub(channel)  # type: ignore[no-untyped-call]  # generated without types
    try:
        description = await _described(stub, process, seconds)
        check(name, description)
    except BaseException:
        await channel.close(None)
        raise
    return Connection(description, stub, aio.Metadata(*process.metadata), channel)


async def _described(stub: Any, process: PluginProcess, seconds: float) -> driver_pb2.DescribeResponse:
    call = stub.Describe(
        driver_pb2.DescribeRequest(), metadata=process.metadata, timeout=seconds, wait_for_ready=True
    )
    exited = asyncio.ensure_future(process.exited())
    answered = asyncio.ensure_future(call)
    try:
        await asyncio.wait((answered, exited), return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            raise ConnectionError(exited.result())
        description: driver_pb2.DescribeResponse = answered.result()
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
            raise TimeoutError from error
        raise ConnectionError(f"refused to describe itself: {error.code().name}") from error
    finally:
        exited.cancel()
        answered.cancel()
    return description


def check(name: str, description: driver_pb2.DescribeResponse) -> None:
    """Raise IncompatiblePluginError, in words."""
    spoken = description.contract_version
    if not 1 <= spoken <= CONTRACT_VERSION:
        raise IncompatiblePluginError(
            f"it speaks version {spoken} of the driver contract, this node up to {CONTRACT_VERSION}; "
            "install a node or a driver that matches"
        )
    if description.name != name:
        raise IncompatiblePluginError(f"it was started as {name} and calls itself {description.name[:64]}")
