"""The driver: probe, pairing, polls; commands, logs and firmware are next door."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from headframe.driver import DeviceError, Executed, UnsupportedError
from headframe.drivers.antminer import (
    commands,
    conf,
    details,
    fault_report,
    firmware,
    logs,
    rpc,
    sample,
    web_boards,
)
from headframe.drivers.antminer.bindings import Bindings
from headframe.drivers.antminer.description import (
    DEFAULT_PASSWORD,
    DEFAULT_USERNAME,
    MAKE,
    capabilities,
    describe,
)
from headframe.drivers.antminer.timing import Timing
from headframe.drivers.antminer.web import REALM, Web, port_of as web_port_of
from headframe.drivers.cgminer import identity as identities
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

FAST_READS = ("stats", "summary", "pools")
FULL_READS = ("stats", "summary", "pools", "version")


class AntminerDriver:
    """`headframe.driver.Driver` for Antminers with stock firmware."""

    def __init__(self, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._reads = rpc.make_reads(self._timing.request_seconds)
        self._web = Web(self._timing)
        self._bindings = Bindings(good_for_seconds=self._timing.identity_seconds)
        self._description = describe()

    @property
    def description(self) -> driver_pb2.DescribeResponse:
        """Name, ports, capabilities, vendors' accounts."""
        return self._description

    async def probe(self, request: driver_pb2.ProbeRequest) -> driver_pb2.ProbeResponse | None:
        """Ask the TCP API for its version; where it is closed, see what realm the web server guards."""
        identity = await self._identify_by_api(request) or await self._identify_by_web(request)
        if identity is None:
            return None
        return driver_pb2.ProbeResponse(
            recognised=True,
            identity=identity,
            capabilities=capabilities(identity.model),
            needs_credentials=True,
        )

    async def pair(self, target: driver_pb2.Target) -> driver_pb2.PairResponse:
        """Read the system's page, which needs the login."""
        found = details.identity(await self._web.get(target, "get_system_info"))
        identities.check(target, seen_mac=found.mac, seen_serial=found.serial)
        login = target.credentials
        is_default = (login.username or DEFAULT_USERNAME, login.password) == (
            DEFAULT_USERNAME,
            DEFAULT_PASSWORD,
        )
        return driver_pb2.PairResponse(
            identity=found, capabilities=capabilities(found.model), default_password=is_default
        )

    async def poll(self, target: driver_pb2.Target, depth: driver_pb2.PollDepth) -> driver_pb2.PollResult:
        """Read one miner."""
        if depth == driver_pb2.POLL_DEPTH_FULL:
            return await self._poll_full(target)
        return await self._poll_fast(target)

    async def execute(
        self, target: driver_pb2.Target, command: miner_pb2.CommandPayload, secrets: Sequence[str]
    ) -> Executed:
        """Carry out one command and read back its effect."""
        commander = commands.Commander(self._web, self._timing, target)
        return await commands.execute(commander, command, secrets)

    def download_logs(self, target: driver_pb2.Target, max_bytes: int) -> AsyncIterator[driver_pb2.LogChunk]:
        """The miner's log."""
        return logs.download(self._web, target, max_bytes)

    def update_firmware(
        self, header: driver_pb2.FirmwareHeader, image: AsyncIterator[bytes]
    ) -> AsyncIterator[driver_pb2.FirmwareProgress]:
        """Write an image and wait for the miner to come back with it."""
        return firmware.update(self._web, self._timing, header, image)

    async def close(self) -> None:
        """Let go of the web session."""
        await self._web.close()

    async def _identify_by_api(self, request: driver_pb2.ProbeRequest) -> miner_pb2.Identity | None:
        port = rpc.port_of(request)
        if request.open_ports and port not in request.open_ports:
            return None
        try:
            return details.recognise(await self._reads.one(request.address, port, "version"))
        except DeviceError:
            return None

    async def _identify_by_web(self, request: driver_pb2.ProbeRequest) -> miner_pb2.Identity | None:
        """Stock firmware alone guards its pages under this realm; only the login tells more."""
        if request.open_ports and (
            web_port_of(request) not in request.open_ports or rpc.port_of(request) in request.open_ports
        ):
            return None
        try:
            realm = await self._web.realm(request)
        except DeviceError:
            return None
        return miner_pb2.Identity(make=MAKE) if realm == REALM else None

    async def _poll_fast(self, target: driver_pb2.Target) -> driver_pb2.PollResult:
        """One request while the control board is the one that was bound to the MAC; else one more.

        A miner that does not plainly mine is asked for its work mode too: the web server alone tells sleep.
        """
        port = rpc.port_of(target)
        found = await self._reads.several(target.address, port, FAST_READS)
        reading = sample.read(found["stats"], found.get("summary"), found.get("pools"))
        mac, serial = await self._prove(target, reading.hardware_id)
        if not reading.is_plainly_mining and target.credentials.password:
            settings = await self._web.get(target, "get_miner_conf")
            sample.settle(reading, work_mode=conf.work_mode(settings))
        return driver_pb2.PollResult(sample=reading.sample, mac=mac, serial=serial)

    async def _prove(self, target: driver_pb2.Target, hardware_id: str) -> tuple[str, str]:
        """MAC and serial of what answers; empty without a login, for then nothing tells them.

        Raises:
            WrongDeviceError: another device answers.
        """
        port = rpc.port_of(target)
        bound = self._bindings.find(target.address, port, hardware_id)
        if bound is not None and _agrees(target, bound.mac, bound.serial):
            return bound.mac, bound.serial
        if not target.credentials.password:
            return "", ""
        self._bindings.drop(target.address, port)
        seen = details.identity(await self._web.get(target, "get_system_info"))
        identities.check(target, seen_mac=seen.mac, seen_serial=seen.serial)
        self._bindings.bind(target.address, port, hardware_id, mac=seen.mac, serial=seen.serial)
        return seen.mac, seen.serial

    async def _poll_full(self, target: driver_pb2.Target) -> driver_pb2.PollResult:
        """Everything: the TCP API's answers, and the web server's pages where there is a login."""
        port = rpc.port_of(target)
        found = await self._reads.several(target.address, port, FULL_READS)
        reading = sample.read(found["stats"], found.get("summary"), found.get("pools"))
        shown = fault_report.inferred(reading.sample, reading.odd)
        known = details.recognise(found.get("version", {})) or miner_pb2.Identity(
            make=MAKE, model=reading.model
        )
        if not target.credentials.password:
            told = details.details(known, found.get("pools", {}), {}, {}, found, faults_known=False)
            return driver_pb2.PollResult(sample=reading.sample, details=told, faults=shown)
        pages: dict[str, Mapping[str, Any]] = {
            "get_system_info": await self._web.get(target, "get_system_info")
        }
        seen = details.identity(pages["get_system_info"], model=reading.model)
        identities.check(target, seen_mac=seen.mac, seen_serial=seen.serial)
        self._bindings.bind(target.address, port, reading.hardware_id, mac=seen.mac, serial=seen.serial)
        for name in ("get_miner_conf", "summary", "get_blink_status", "stats"):
            pages[name] = await self._page(target, name)
        sample.settle(reading, work_mode=conf.work_mode(pages["get_miner_conf"]))
        web_boards.add(reading.sample, pages["stats"])
        listed = fault_report.listed(pages["summary"])
        told = details.details(
            seen,
            found.get("pools", {}),
            pages["get_miner_conf"],
            pages["get_blink_status"],
            {**found, "web": pages},
            faults_known=listed is not None,
        )
        return driver_pb2.PollResult(
            sample=reading.sample,
            details=told,
            faults=fault_report.merged(listed or [], shown),
            mac=seen.mac,
            serial=seen.serial,
        )

    async def _page(self, target: driver_pb2.Target, name: str) -> Mapping[str, Any]:
        """A page that not every firmware has."""
        try:
            return await self._web.get(target, name)
        except UnsupportedError:
            return {}


def _agrees(target: driver_pb2.Target, mac: str, serial: str) -> bool:
    expected = identities.mac(target.expected_mac)
    if expected:
        return mac == expected
    return not target.expected_serial or serial == target.expected_serial
