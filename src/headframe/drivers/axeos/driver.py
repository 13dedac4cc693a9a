"""The AxeOS driver."""

from collections.abc import AsyncIterator, Sequence

from headframe.driver import (
    CONTRACT_VERSION,
    DeviceError,
    Executed,
    UnreachableError,
    UnsupportedError,
)
from headframe.drivers.axeos import commands, firmware
from headframe.drivers.axeos.curtailment import Curtailment
from headframe.drivers.axeos.details import (
    BASE_COMMANDS,
    CURTAIL_COMMANDS,
    MAX_POOLS,
    PAUSE_COMMANDS,
    capabilities_of,
    identity_of,
    is_axeos,
)
from headframe.drivers.axeos.device import Device
from headframe.drivers.axeos.protocol import AxeOs
from headframe.drivers.http import HttpTransport, Waits
from headframe.drivers.http.endpoint import endpoint
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

VERSION = "1.0.0"
PORT_NAME = "web"
DEFAULT_PORT = 80


class AxeosDriver:
    """Bitaxe and kin. Implements `headframe.driver.Driver`."""

    def __init__(self, transport: HttpTransport | None = None, waits: Waits | None = None) -> None:
        self._transport = transport or HttpTransport()
        self._waits = waits or Waits()
        self._curtailment = Curtailment()

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """See the contract."""
        return driver_pb2.DescribeResponse(
            contract_version=CONTRACT_VERSION,
            name="axeos",
            version=VERSION,
            makes=["Bitaxe", "NerdAxe"],
            ports=[driver_pb2.PortSpec(name=PORT_NAME, default_port=DEFAULT_PORT)],
            capabilities=miner_pb2.Capabilities(
                commands=[
                    *BASE_COMMANDS,
                    miner_pb2.COMMAND_KIND_SET_POWER_TARGET,
                    *PAUSE_COMMANDS,
                    *CURTAIL_COMMANDS,
                ],
                power_target=miner_pb2.PowerTargetCapability(modes=["eco", "standard"]),
                max_pools=MAX_POOLS,
                curtailment_levels=[
                    miner_pb2.CURTAILMENT_LEVEL_FULL,
                    miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY,
                ],
                cooling_modes=[miner_pb2.COOLING_MODE_AUTO, miner_pb2.COOLING_MODE_MANUAL],
                components=[
                    miner_pb2.COMPONENT_KIND_HASH_BOARD,
                    miner_pb2.COMPONENT_KIND_PSU,
                    miner_pb2.COMPONENT_KIND_FAN,
                ],
            ),
            probe_order=20,
        )

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """See the contract."""
        port = request.ports.get(PORT_NAME, DEFAULT_PORT)
        if request.open_ports and port not in request.open_ports:
            return None
        protocol = AxeOs(self._transport, endpoint(request.address, port))
        try:
            info = await protocol.info()
        except UnreachableError:
            raise
        except DeviceError:
            return None
        if not is_axeos(info):
            return None
        asic = await protocol.asic()
        return driver_pb2.ProbeResponse(
            recognised=True, identity=identity_of(info, asic), capabilities=capabilities_of(info, asic)
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """See the contract. There is no login to prove; the right miner must answer."""
        device = self._device(target)
        info = await device.info_before_write()
        asic = await device.protocol.asic()
        return driver_pb2.PairResponse(
            identity=identity_of(info, asic), capabilities=capabilities_of(info, asic)
        )

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """See the contract."""
        return await self._device(target).poll(depth)

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """See the contract."""
        device = self._device(target)
        kind = command.WhichOneof("payload")
        if kind == "curtail":
            return await self._curtailment.curtail(device, command.curtail.level)
        if kind == "uncurtail":
            return await self._curtailment.uncurtail(device)
        handler = commands.HANDLERS.get(kind or "")
        if handler is None:
            raise UnsupportedError(f"AxeOS has no way to {(kind or 'nothing').replace('_', ' ')}")
        return await handler(device, command, secrets)

    def download_logs(self, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
        """AxeOS shows its log as it happens and keeps none to download."""
        raise UnsupportedError(f"AxeOS keeps no log: not one of {max_bytes} bytes on {target.address}")

    async def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """See the contract."""
        async for progress in firmware.update(self._device(header.target), header, image):
            yield progress

    async def close(self) -> None:
        """See the contract."""
        await self._transport.close()

    def _device(self, target: driver_pb2.Target) -> Device:
        port = target.ports.get(PORT_NAME, DEFAULT_PORT)
        return Device(AxeOs(self._transport, endpoint(target.address, port)), target, self._waits)
