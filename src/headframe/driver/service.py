"""The driver service of the wire, over one Driver."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

import grpc
from grpc import aio

from headframe.driver.batch import Batch
from headframe.driver.contract import Driver
from headframe.driver.firmware import Image, NotAnImageError, drain
from headframe.driver.guard import Abandoned, read_failure, within, write_failure
from headframe.driver.lane import Lane
from headframe.driver.limits import (
    CHUNK_BYTES,
    DEFAULT_DEVICE_TIMEOUT_SECONDS,
    DEFAULT_POLL_CONCURRENCY,
    MAX_BATCH_TARGETS,
    MAX_ERROR_CHARACTERS,
)
from headframe.driver.stream import pumped
from headframe.wire.gen.driver.v1 import driver_pb2

Context: TypeAlias = aio.ServicerContext[Any, Any]
T = TypeVar("T")

SERVICE = driver_pb2.DESCRIPTOR.services_by_name["Driver"].full_name
BATCH_MARGIN_SECONDS = 0.2
"""A Poll accounts for its unfinished devices this long before its caller's deadline, at most."""


class Service:
    """Answers the node's calls from the driver; each method is one RPC."""

    def __init__(self, driver: Driver, *, max_concurrency: int, overflow: Callable[[], None]) -> None:
        self._driver = driver
        self._description = driver.description
        limits = [limit for limit in (max_concurrency, self._description.max_concurrency) if limit]
        self._concurrency = min(limits, default=DEFAULT_POLL_CONCURRENCY)
        self._lane = Lane(self._concurrency)
        self._abandoned = Abandoned(overflow)

    async def describe(self, _: driver_pb2.DescribeRequest, __: Context) -> driver_pb2.DescribeResponse:
        """The driver's own description; also the node's health check."""
        return self._description

    async def probe(self, request: driver_pb2.ProbeRequest, context: Context) -> driver_pb2.ProbeResponse:
        """Nothing recognised, where the driver says None."""
        try:
            found = await self._within(self._driver.probe(request), context)
        except Exception as error:  # noqa: BLE001 - translated, whatever it is
            return driver_pb2.ProbeResponse(error=self._late(error) or read_failure(error))
        return found or driver_pb2.ProbeResponse()

    async def pair(self, request: driver_pb2.PairRequest, context: Context) -> driver_pb2.PairResponse:
        """The identity that the credentials revealed."""
        try:
            return await self._within(self._driver.pair(request.target), context)
        except Exception as error:  # noqa: BLE001
            return driver_pb2.PairResponse(error=self._late(error) or read_failure(error))

    async def poll(self, request: driver_pb2.PollRequest, context: Context) -> None:
        """One result a device, grouped; see `Batch`."""
        if len(request.targets) > MAX_BATCH_TARGETS:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"more than {MAX_BATCH_TARGETS} targets")
        remaining = context.time_remaining()
        batch = Batch(
            self._driver,
            request.targets,
            request.depth or driver_pb2.POLL_DEPTH_FAST,
            lane=self._lane,
            abandoned=self._abandoned,
            limit=request.max_concurrency or self._concurrency,
            device_seconds=request.device_timeout_ms / 1000 or DEFAULT_DEVICE_TIMEOUT_SECONDS,
            batch_seconds=None if remaining is None else before(remaining),
        )
        async for group in batch.groups():
            await context.write(group)

    async def execute(
        self, request: driver_pb2.ExecuteRequest, context: Context
    ) -> driver_pb2.ExecuteResponse:
        """Carries out one command; out of time, its outcome is unknown."""
        call = self._driver.execute(request.target, request.command, list(request.secrets))
        try:
            done = await self._within(call, context, request.timeout_ms / 1000)
        except TimeoutError:
            return driver_pb2.ExecuteResponse(error=unknown("no answer in time"))
        except Exception as error:  # noqa: BLE001
            return driver_pb2.ExecuteResponse(error=write_failure(error))
        return driver_pb2.ExecuteResponse(
            verified=done.verified, detail=done.detail[:MAX_ERROR_CHARACTERS], sample=done.sample
        )

    async def download_logs(self, request: driver_pb2.DownloadLogsRequest, context: Context) -> None:
        """Chunks of at most CHUNK_BYTES, cut off at the size asked for."""
        left = request.max_bytes
        chunks = self._pumped(lambda: self._driver.download_logs(request.target, request.max_bytes), context)
        try:
            async for chunk in chunks:
                data, left = chunk.data[:left], left - len(chunk.data[:left])
                for piece in pieces(data):
                    await context.write(driver_pb2.LogChunk(file_name=chunk.file_name, data=piece))
                    chunk.file_name = ""
                if left <= 0:
                    break
        except Exception as error:  # noqa: BLE001
            await context.write(driver_pb2.LogChunk(error=self._late(error) or read_failure(error)))
        finally:
            await chunks.aclose()

    async def update_firmware(self, request: Any, context: Context) -> None:
        """Passes the image on as it comes, checked against its header's size and hash."""
        try:
            image = await Image.opened(request)
        except NotAnImageError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        steps = self._pumped(
            lambda: self._driver.update_firmware(image.header, image.chunks()),
            context,
            image.header.timeout_ms / 1000,
        )
        try:
            async for progress in steps:
                await context.write(progress)
        except TimeoutError:
            await context.write(driver_pb2.FirmwareProgress(error=unknown("no answer in time")))
        except Exception as error:  # noqa: BLE001
            await context.write(driver_pb2.FirmwareProgress(error=write_failure(error)))
        finally:
            await steps.aclose()
        await drain(request)

    async def _within(self, call: Coroutine[Any, Any, T], context: Context, seconds: float = 0.0) -> T:
        return await within(call, time_left(context, seconds), self._abandoned)

    def _pumped(
        self, stream: Callable[[], AsyncIterator[T]], context: Context, seconds: float = 0.0
    ) -> AsyncGenerator[T, None]:
        return pumped(stream, time_left(context, seconds), self._abandoned)

    @staticmethod
    def _late(error: Exception) -> driver_pb2.DriverError | None:
        if not isinstance(error, TimeoutError):
            return None
        return driver_pb2.DriverError(kind=driver_pb2.ERROR_KIND_TIMEOUT, message="no answer in time")


def unknown(reason: str) -> driver_pb2.DriverError:
    """A write whose effect was not seen."""
    return driver_pb2.DriverError(kind=driver_pb2.ERROR_KIND_OUTCOME_UNKNOWN, message=reason)


def time_left(context: Context, seconds: float = 0.0) -> float | None:
    """What the caller's deadline and a bound of its request leave; 0 for no bound."""
    remaining = context.time_remaining()
    bounds = [bound for bound in (seconds, remaining and before(remaining)) if bound]
    return min(bounds, default=None)


def before(remaining: float) -> float:
    """When to stop so that the answer still arrives within `remaining` seconds."""
    return max(remaining - min(BATCH_MARGIN_SECONDS, remaining * 0.1), 0.001)


def pieces(data: bytes) -> list[bytes]:
    """The data in chunks of CHUNK_BYTES; one empty chunk for an empty file."""
    return [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)] or [b""]


def handlers(service: Service) -> grpc.GenericRpcHandler:
    """The service's methods by their wire names. Poll writes bytes that it serialised itself."""
    pb = driver_pb2

    def unary(method: Any, request: Any, response: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(
            method, request_deserializer=request.FromString, response_serializer=response.SerializeToString
        )

    return grpc.method_handlers_generic_handler(
        SERVICE,
        {
            "Describe": unary(service.describe, pb.DescribeRequest, pb.DescribeResponse),
            "Probe": unary(service.probe, pb.ProbeRequest, pb.ProbeResponse),
            "Pair": unary(service.pair, pb.PairRequest, pb.PairResponse),
            "Execute": unary(service.execute, pb.ExecuteRequest, pb.ExecuteResponse),
            "Poll": grpc.unary_stream_rpc_method_handler(
                service.poll, request_deserializer=pb.PollRequest.FromString
            ),
            "DownloadLogs": grpc.unary_stream_rpc_method_handler(
                service.download_logs,
                request_deserializer=pb.DownloadLogsRequest.FromString,
                response_serializer=pb.LogChunk.SerializeToString,
            ),
            "UpdateFirmware": grpc.stream_stream_rpc_method_handler(
                service.update_firmware,
                request_deserializer=pb.FirmwareChunk.FromString,
                response_serializer=pb.FirmwareProgress.SerializeToString,
            ),
        },
    )
