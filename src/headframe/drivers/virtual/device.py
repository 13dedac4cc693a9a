"""The virtual driver: the contract's methods over imaginary miners."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from importlib.metadata import version

from headframe.driver import (
    CONTRACT_VERSION,
    AuthenticationNeededError,
    AuthenticationRejectedError,
    Executed,
    OutcomeUnknownError,
    UnreachableError,
    WrongDeviceError,
)
from headframe.drivers.virtual import files
from headframe.drivers.virtual.commands import Commands, capabilities
from headframe.drivers.virtual.faults import Fault
from headframe.drivers.virtual.garbage import spoil
from headframe.drivers.virtual.miner import DEFAULT_PASSWORD, DEFAULT_USERNAME, VirtualMiner, build
from headframe.drivers.virtual.misconduct import Misconduct
from headframe.drivers.virtual.settings import Settings
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

PORT_NAME = "api"
DEFAULT_PORT = 14028
PROBE_ORDER = 1000


class VirtualDriver:
    """Every address holds as many miners as ports are asked for, made when first met."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        randomness: random.Random | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._random = randomness or random.Random()  # noqa: S311 - jitter
        self._miners: dict[tuple[str, int], VirtualMiner] = {}
        self._commands = Commands(settings.reboot_seconds)
        self._misconduct = Misconduct(settings.slow_seconds)
        self._capabilities = capabilities()
        self._repeated = driver_pb2.PollResult()

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """See the contract."""
        return driver_pb2.DescribeResponse(
            contract_version=CONTRACT_VERSION,
            name="virtual",
            version=version("headframe"),
            makes=["Virtual"],
            ports=[driver_pb2.PortSpec(name=PORT_NAME, default_port=DEFAULT_PORT)],
            capabilities=self._capabilities,
            default_credentials=[miner_pb2.Credentials(username=DEFAULT_USERNAME, password=DEFAULT_PASSWORD)],
            probe_order=PROBE_ORDER,
        )

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """Something is everywhere but at `absent` addresses; a scan's open ports must name it."""
        port = request.ports.get(PORT_NAME, DEFAULT_PORT)
        if request.open_ports and port not in request.open_ports:
            return None
        if self._settings.is_absent(request.address):
            return None
        target = driver_pb2.Target(address=request.address, ports=dict(request.ports))
        miner, _ = await self._read(target)
        return driver_pb2.ProbeResponse(
            recognised=True,
            identity=miner.identity(),
            capabilities=self._capabilities,
            needs_credentials=True,
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """Checks the login."""
        miner, _ = await self._read(target)
        authorise(miner, target)
        return driver_pb2.PairResponse(
            identity=miner.identity(),
            capabilities=self._capabilities,
            default_password=(miner.username, miner.password) == (DEFAULT_USERNAME, DEFAULT_PASSWORD),
        )

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """Measurements as of now."""
        miner, fault = await self._read(target)
        result = driver_pb2.PollResult(sample=miner.sample(self._clock()), mac=miner.mac, serial=miner.serial)
        if depth == driver_pb2.POLL_DEPTH_FULL:
            result.details.CopyFrom(miner.details())
            result.details.capabilities.CopyFrom(self._capabilities)
        if fault is Fault.REPEAT:
            self._repeated.CopyFrom(result)
            return self._repeated
        return spoil(result, fault)

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """Applies the command at once."""
        miner, fault = await self._meet(target)
        authorise(miner, target)
        self._misconduct.before_write(fault)
        if fault is Fault.LYING:
            return Executed(verified=True, detail="done, it says")
        detail = self._commands.apply(miner, command, secrets, self._clock())
        await self._misconduct.after_write(fault)
        if fault is Fault.OUTCOME_UNKNOWN:
            raise OutcomeUnknownError("virtual fault OUTCOME_UNKNOWN")
        return Executed(verified=True, detail=detail, sample=miner.sample(self._clock()))

    async def download_logs(
        self, target: driver_pb2.Target, max_bytes: int
    ) -> AsyncIterator[driver_pb2.LogChunk]:
        """Two files."""
        miner, _ = await self._read(target)
        authorise(miner, target)
        for chunk in files.logs(miner, max_bytes):
            yield chunk

    async def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Reads all of the image, then becomes the version of its header."""
        miner, fault = await self._meet(header.target)
        authorise(miner, header.target)
        self._misconduct.before_write(fault)
        async for progress in files.upload(header, image):
            yield progress
        if fault is not Fault.LYING:
            miner.firmware = header.version
            miner.booted = miner.mining_since = self._clock()
        await self._misconduct.after_write(fault)
        if fault is Fault.OUTCOME_UNKNOWN:
            raise OutcomeUnknownError("virtual fault OUTCOME_UNKNOWN")
        yield driver_pb2.FirmwareProgress(stage=driver_pb2.FirmwareProgress.STAGE_DONE, ratio=1.0)

    async def close(self) -> None:
        """Forget the fleet."""
        self._miners.clear()

    async def _read(self, target: driver_pb2.Target) -> tuple[VirtualMiner, Fault]:
        miner, fault = await self._meet(target)
        miner.reads += 1
        self._misconduct.before_read(fault, miner.reads)
        return miner, fault

    async def _meet(self, target: driver_pb2.Target) -> tuple[VirtualMiner, Fault]:
        """The miner of a target, once it has answered as its fault lets it."""
        port = target.ports.get(PORT_NAME, DEFAULT_PORT)
        fault = self._settings.fault_of(target.address, port)
        await self._delay()
        await self._misconduct.before_any(fault, target)
        miner = self._miner(target.address, port)
        if self._settings.is_absent(target.address) or self._clock() < miner.silent_until:
            raise UnreachableError("nothing answers")
        expected = (target.expected_mac or miner.mac, target.expected_serial or miner.serial)
        if expected != (miner.mac, miner.serial):
            raise WrongDeviceError("another device answers at this address")
        return miner, fault

    async def _delay(self) -> None:
        settings = self._settings
        if settings.latency_ms or settings.latency_jitter_ms:
            jitter = self._random.uniform(0, settings.latency_jitter_ms)
            await asyncio.sleep((settings.latency_ms + jitter) / 1000)

    def _miner(self, address: str, port: int) -> VirtualMiner:
        key = (address, port)
        if key not in self._miners:
            if len(self._miners) >= self._settings.max_miners:
                raise UnreachableError("the imaginary fleet is full")
            self._miners[key] = build(address, port, self._clock(), self._settings.ramp_seconds)
        return self._miners[key]


def authorise(miner: VirtualMiner, target: driver_pb2.Target) -> None:
    """Refuse a call without the right login."""
    if not target.HasField("credentials"):
        raise AuthenticationNeededError("the miner wants a login")
    given = (target.credentials.username, target.credentials.password)
    if given != (miner.username, miner.password):
        raise AuthenticationRejectedError("the login is wrong")
