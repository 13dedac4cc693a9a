"""One discovery under way: scan, ask drivers, stream what they recognise.

Each open host has a task of its own, bounded in number: a slow host holds up nobody. When the consumer
is slow, so become the probes, and at last the scanner. Nothing here takes slots from polls or commands.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup

from headframe.core.devices import Identity, device_key, normalise_mac
from headframe.core.errors import HeadframeError, Problem
from headframe.core.fleet import FoundDevice
from headframe.node.discovery.drivers import Drivers
from headframe.node.discovery.fallback_keys import FallbackKeys
from headframe.node.discovery.identify import Recognised, identify
from headframe.node.discovery.records import DiscoveryProgress
from headframe.node.discovery.scan import Scan
from headframe.node.discovery.settings import OpenHost
from headframe.wire.convert.devices import capabilities_from_wire, identity_from_wire

RESULT_QUEUE = 64
"""Found devices that wait for the consumer before probes wait for it."""


class DiscoverySession:
    """Iterate for devices, each key once; read `progress` at any time."""

    def __init__(
        self,
        scan: Scan,
        drivers: Drivers,
        keys: FallbackKeys,
        *,
        neighbours: Callable[[], Mapping[str, str]],
        max_probes: int,
        probe_seconds: float,
    ) -> None:
        self._scan = scan
        self._drivers = drivers
        self._keys = keys
        self._neighbours = neighbours
        self._slots = asyncio.Semaphore(max_probes)
        self._probe_seconds = probe_seconds
        self._send, self._receive = anyio.create_memory_object_stream[FoundDevice](RESULT_QUEUE)
        self._repeated = 0
        self._problem = drivers.problem
        self._error: BaseException | None = None
        self._finished = False
        self._identified: set[str] = set()
        self._unrecognised: set[str] = set()
        self._keys_seen: set[str] = set()

    @property
    def progress(self) -> DiscoveryProgress:
        """How far it is."""
        scanned = self._scan.progress
        return DiscoveryProgress(
            addresses_total=scanned.addresses_total,
            addresses_scanned=scanned.addresses_scanned,
            hosts_open=scanned.hosts_open,
            hosts_unrecognised=len(self._unrecognised),
            devices_found=len(self._keys_seen),
            devices_repeated=self._repeated,
            finished=self._finished,
            problem=self._problem,
        )

    def __aiter__(self) -> AsyncIterator[FoundDevice]:
        return self

    async def __anext__(self) -> FoundDevice:
        try:
            return await self._receive.receive()
        except anyio.EndOfStream:
            if self._error is not None:
                raise self._error from None
            raise StopAsyncIteration from None

    async def run(self) -> None:
        """The whole of it; its errors are raised to the consumer."""
        with self._send:
            try:
                async with anyio.create_task_group() as probes:
                    await self._start_probes(probes)
            except* Exception as errors:  # noqa: BLE001 - whatever it is, the consumer gets it
                self._error = _first(errors)
            else:
                self._finished = True

    def close(self) -> None:
        """Let go of the streams."""
        self._send.close()
        self._receive.close()

    async def _start_probes(self, probes: TaskGroup) -> None:
        async for host in self._scan:
            await self._slots.acquire()
            probes.start_soon(self._probe, host)

    async def _probe(self, host: OpenHost) -> None:
        try:
            if host.address not in self._identified:
                await self._identify(host)
        finally:
            self._slots.release()

    async def _identify(self, host: OpenHost) -> None:
        found = await identify(host, self._drivers, probe_seconds=self._probe_seconds)
        if not isinstance(found, Recognised):
            self._unrecognised.add(host.address)
            self._problem = found.problem or self._problem
            return
        self._identified.add(host.address)
        self._unrecognised.discard(host.address)
        try:
            device = await self._device(found)
        except HeadframeError as error:
            self._problem = Problem.of(error)
            return
        if device.key in self._keys_seen:
            self._repeated += 1
            return
        self._keys_seen.add(device.key)
        await self._send.send(device)

    async def _device(self, found: Recognised) -> FoundDevice:
        identity = await self._with_mac(identity_from_wire(found.answer.identity), found.endpoint.address)
        fallback = ""
        if not (normalise_mac(identity.mac) or identity.serial):
            fallback = await to_thread.run_sync(self._keys.key_for, found.driver, found.endpoint, identity)
        return FoundDevice(
            key=device_key(identity, fallback=fallback),
            endpoint=found.endpoint,
            driver=found.driver,
            identity=identity,
            capabilities=capabilities_from_wire(found.answer.capabilities),
            needs_credentials=found.answer.needs_credentials,
        )

    async def _with_mac(self, identity: Identity, address: str) -> Identity:
        if normalise_mac(identity.mac):
            return identity
        known = await to_thread.run_sync(self._neighbours)
        return replace(identity, mac=known.get(address, ""))


def _first(errors: ExceptionGroup[Exception]) -> BaseException:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
