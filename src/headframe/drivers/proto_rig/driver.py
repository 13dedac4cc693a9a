"""The Proto rig driver."""

from collections.abc import AsyncIterator, Sequence

from headframe.driver import (
    CONTRACT_VERSION,
    AuthenticationNeededError,
    DeviceError,
    Executed,
    RefusedError,
    UnreachableError,
    UnsupportedError,
)
from headframe.drivers.http import Endpoint, HttpTransport, Waits
from headframe.drivers.http.endpoint import endpoint
from headframe.drivers.proto_rig import commands, firmware, logs, protocol
from headframe.drivers.proto_rig.curtailment import Curtailment
from headframe.drivers.proto_rig.details import capabilities_of, identity_of
from headframe.drivers.proto_rig.device import Device, is_rig
from headframe.drivers.proto_rig.login import NoLogin, PasswordLogin, Sessions, TokenSource
from headframe.drivers.proto_rig.password import update_password
from headframe.drivers.proto_rig.protocol import Rig
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

VERSION = "1.0.0"
TLS_PORT_NAME = "https"
TLS_PORT = 443
PLAIN_PORT_NAME = "web"
PLAIN_PORT = 80


class ProtoRigDriver:
    """Proto rigs. Implements `headframe.driver.Driver`."""

    def __init__(self, transport: HttpTransport | None = None, waits: Waits | None = None) -> None:
        self._transport = transport or HttpTransport()
        self._waits = waits or Waits()
        self._sessions = Sessions()
        self._curtailment = Curtailment()

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """See the contract."""
        return driver_pb2.DescribeResponse(
            contract_version=CONTRACT_VERSION,
            name="proto_rig",
            version=VERSION,
            makes=["Proto"],
            ports=[
                driver_pb2.PortSpec(name=TLS_PORT_NAME, default_port=TLS_PORT),
                driver_pb2.PortSpec(name=PLAIN_PORT_NAME, default_port=PLAIN_PORT),
            ],
            capabilities=capabilities_of({}),
            probe_order=15,
        )

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """See the contract."""
        failure: DeviceError | None = None
        for where in _candidates(request):
            try:
                found = await self._identify(where)
            except UnreachableError as error:
                failure = error
                continue
            except DeviceError:
                continue
            if found is not None:
                return found
        if failure is not None and not request.open_ports:
            raise failure
        return None

    async def _identify(self, where: Endpoint) -> driver_pb2.ProbeResponse | None:
        rig = Rig(self._transport, where, NoLogin())
        pairing = await rig.open_read(protocol.PAIRING_INFO)
        if not is_rig(pairing):
            return None
        system = await rig.open_read(protocol.SYSTEM)
        if "system-info" not in system:
            return None
        return driver_pb2.ProbeResponse(
            recognised=True,
            identity=identity_of(pairing, system, {}),
            capabilities=capabilities_of({}),
            needs_credentials=True,
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """See the contract. The password is proven by a fresh login and a read with its token."""
        if not target.credentials.password:
            raise AuthenticationNeededError("the rig wants a password")
        where = _endpoint(target)
        self._sessions.drop(where, target.credentials.password)
        device = self._device(target)
        pairing = await device.pairing_info()
        is_default = False
        told = {}
        try:
            told = await device.rig.read_object(protocol.TARGET)
        except RefusedError as error:
            if error.vendor_code != protocol.DEFAULT_PASSWORD_ACTIVE:
                raise
            is_default = True
        system = await device.rig.open_read(protocol.SYSTEM)
        network = await device.rig.open_read(protocol.NETWORK)
        return driver_pb2.PairResponse(
            identity=identity_of(pairing, system, network),
            capabilities=capabilities_of(told),
            default_password=is_default,
        )

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """See the contract."""
        return await self._device(target).poll(depth)

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """See the contract."""
        device = self._device(target)
        await device.check_before_write()
        kind = command.WhichOneof("payload") or ""
        if kind == "curtail":
            return await self._curtailment.curtail(device, target, command.curtail.level)
        if kind == "uncurtail":
            return await self._curtailment.uncurtail(device, target)
        if kind == "update_password":
            executed = await update_password(
                device, target.credentials.password, secrets, self._login_with(target)
            )
            self._sessions.drop(_endpoint(target), target.credentials.password)
            return executed
        handler = commands.HANDLERS.get(kind)
        if handler is None:
            raise UnsupportedError(f"a Proto rig has no way to {(kind or 'nothing').replace('_', ' ')}")
        return await handler(device, command, secrets)

    async def download_logs(
        self, target: driver_pb2.Target, max_bytes: int
    ) -> AsyncIterator[driver_pb2.LogChunk]:
        """See the contract."""
        device = self._device(target)
        await device.pairing_info()
        async for chunk in logs.chunks(device.rig, max_bytes):
            yield chunk

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
        where = _endpoint(target)
        return Device(Rig(self._transport, where, self._login(where, target)), target, self._waits)

    def _login(self, where: Endpoint, target: driver_pb2.Target) -> TokenSource:
        password = target.credentials.password
        if not password:
            return NoLogin()
        return PasswordLogin(self._transport, where, password, self._sessions.of(where, password))

    def _login_with(self, target: driver_pb2.Target) -> commands.LoginWith:
        where = _endpoint(target)

        def login_with(password: str) -> TokenSource:
            self._sessions.drop(where, password)
            return PasswordLogin(self._transport, where, password, self._sessions.of(where, password))

        return login_with


def _endpoint(target: driver_pb2.Target) -> Endpoint:
    """TLS unless the target names the plain port alone: a password does not fall back to clear text."""
    if PLAIN_PORT_NAME in target.ports and TLS_PORT_NAME not in target.ports:
        return endpoint(target.address, target.ports[PLAIN_PORT_NAME])
    return endpoint(target.address, target.ports.get(TLS_PORT_NAME, TLS_PORT), is_tls=True)


def _candidates(request: driver_pb2.ProbeRequest) -> list[Endpoint]:
    named = {name: port for name, port in request.ports.items() if name in {TLS_PORT_NAME, PLAIN_PORT_NAME}}
    ports = named or {TLS_PORT_NAME: TLS_PORT, PLAIN_PORT_NAME: PLAIN_PORT}
    is_open = set(request.open_ports) or set(ports.values())
    return [
        endpoint(request.address, ports[name], is_tls=name == TLS_PORT_NAME)
        for name in (TLS_PORT_NAME, PLAIN_PORT_NAME)
        if name in ports and ports[name] in is_open
    ]
