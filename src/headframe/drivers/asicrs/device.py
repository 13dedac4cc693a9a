"""The asicrs driver: the contract's methods over the library."""

from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version

from pyasic_rs.data import DataField

from headframe.driver import CONTRACT_VERSION, Executed, ProtocolError, UnsupportedError
from headframe.drivers.asicrs import seen
from headframe.drivers.asicrs.commands import carry_out
from headframe.drivers.asicrs.handles import MAX_CALLS, PORTS, Handles, check_ports
from headframe.drivers.asicrs.plans import capabilities
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

PROBE_ORDER = 900
"""After every driver that knows one make well."""

LEFT_TO_OTHERS = frozenset({"AntMiner Stock", "WhatsMiner Stock", "Proto Stock", "Bitaxe Stock"})
"""Firmware, in the library's names, that drivers of ours read better."""

SLOW_FIELDS = [
    DataField.Messages,
    DataField.Hostname,
    DataField.Chips,
    DataField.ControlBoardVersion,
    DataField.FirmwareVersion,
    DataField.TuningCapabilities,
    DataField.DevFeeConnected,
    DataField.BestShare,
    DataField.SessionBestShare,
]
"""What a fast poll leaves out."""

MAKES = ("Avalonminer", "Auradine", "Braiins", "ePIC", "Hammer", "Iceriver", "LuxOS", "Marathon", "VNish")


class AsicRsDriver:
    """One of these a process: it holds the library's runtime."""

    def __init__(self) -> None:
        self._handles = Handles()

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """See the contract. Capabilities differ by model and are reported by device."""
        return driver_pb2.DescribeResponse(
            contract_version=CONTRACT_VERSION,
            name="asicrs",
            version=f"{version('headframe')}+pyasic_rs.{version('pyasic-rs')}",
            makes=MAKES,
            ports=[driver_pb2.PortSpec(name=name, default_port=port) for name, port in PORTS.items()],
            capabilities=miner_pb2.Capabilities(
                components=[miner_pb2.COMPONENT_KIND_HASH_BOARD, miner_pb2.COMPONENT_KIND_FAN]
            ),
            probe_order=PROBE_ORDER,
            max_concurrency=MAX_CALLS,
        )

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """What the library makes of an address, unless another driver of ours knows it better."""
        check_ports(dict(request.ports))
        if request.open_ports and not set(PORTS.values()) & set(request.open_ports):
            return None
        miner = await self._handles.find(request.address)
        if miner is None or miner.firmware in LEFT_TO_OTHERS:
            return None
        data = await self._handles.data(driver_pb2.Target(address=request.address), miner)
        return driver_pb2.ProbeResponse(
            recognised=True, identity=seen.identity(data), capabilities=capabilities(miner, data)
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """Reads with the login. The library cannot tell whether a login was needed or right."""
        miner = await self._handles.handle(target)
        data = await self._handles.data(target, miner)
        seen.check_identity(target, data)
        return driver_pb2.PairResponse(identity=seen.identity(data), capabilities=capabilities(miner, data))

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """One reading."""
        full = depth == driver_pb2.POLL_DEPTH_FULL
        miner = await self._handles.handle(target)
        data = await self._handles.data(target, miner, None if full else SLOW_FIELDS)
        seen.check_identity(target, data)
        result = driver_pb2.PollResult(
            sample=seen.sample(data), mac=seen.mac_of(data), serial=data.serial_number or ""
        )
        if full:
            result.details.CopyFrom(seen.details(data, capabilities(miner, data)))
            result.faults.extend(seen.faults(data))
        return result

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """One command, verified by reading; see `commands`."""
        return await carry_out(self._handles, target, command, secrets)

    async def download_logs(
        self, target: driver_pb2.Target, max_bytes: int
    ) -> AsyncIterator[driver_pb2.LogChunk]:
        """The one text that the library gives."""
        miner = await self._handles.handle(target)
        if not miner.supports_read_logs:
            raise UnsupportedError("the library cannot read this model's logs")
        text = await self._handles.call(miner.read_logs)
        if text is None:
            raise ProtocolError("the miner gave no logs")
        yield driver_pb2.LogChunk(file_name="miner.log", data=text.encode()[:max_bytes])

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Never: the library does not tell a finished update from a broken one."""
        del header, image
        raise UnsupportedError("this driver does not write firmware")

    async def close(self) -> None:
        """Nothing to close; `serve` leaves by `os._exit`, past the library's teardown, which may abort."""
