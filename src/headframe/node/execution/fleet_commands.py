"""Commands that change what this node knows of devices: discover, pair, unpair."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from google.protobuf.message import DecodeError

from headframe.core.commands.envelope import CommandEnvelope
from headframe.core.commands.payloads import Discover, Pair, SealedSecret
from headframe.core.devices import Credentials, Endpoint
from headframe.core.errors import Code, HeadframeError
from headframe.core.pairing import PairingOutcome
from headframe.core.targets import TargetPolicy, parse_targets
from headframe.kit.sealing import SealPurpose
from headframe.node.discovery.discovery import Discovery
from headframe.node.discovery.records import progress_to_wire
from headframe.node.discovery.session import DiscoverySession
from headframe.node.execution.device_commands import SecretOpener
from headframe.node.execution.outcome import Outcome, failed, succeeded
from headframe.node.execution.ports import Progress
from headframe.node.inventory import Inventory, identity_of
from headframe.node.pairing.pairing import Pairing, PairingTarget
from headframe.wire.convert.devices import credentials_from_wire
from headframe.wire.convert.found import found_to_wire
from headframe.wire.convert.pairing import pairing_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

PROGRESS_SECONDS = 0.5
"""How often a running discovery tells how far it is."""

TOLD_SECONDS = 30.0
"""How long a command waits for the server to have what it found. Past it the events follow later."""

Tell = Callable[[int, gateway_pb2.Event], None]
Told = Callable[[], Awaitable[None]]


async def _wait_told(told: Told) -> None:
    """What a command found is at the server before its outcome is: who sees the one sees the other."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TOLD_SECONDS):
            await told()


class DiscoverCommands:
    """The handler of DISCOVER. A discovery that nobody wants any more ends with what it found."""

    def __init__(self, discovery: Discovery, policy: TargetPolicy, tell: Tell, told: Told) -> None:
        self._discovery = discovery
        self._policy = policy
        self._tell = tell
        self._told = told
        self._running: dict[str, asyncio.Event] = {}

    def cancel(self, command_id: str) -> None:
        """End a discovery early; unknown ids are fine."""
        cancelled = self._running.get(command_id)
        if cancelled:
            cancelled.set()

    async def __call__(self, envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        """Scan, identify, and tell each device as it is found."""
        payload = envelope.payload
        if not isinstance(payload, Discover):
            raise HeadframeError(Code.INVALID_REQUEST, "the payload is no discovery")
        targets = parse_targets(payload.targets, self._policy)
        cancelled = self._running[envelope.command_id] = asyncio.Event()
        try:
            async with self._discovery.session(targets, payload.drivers) as session:
                async with self._reporting(session, envelope.command_id):
                    await self._stream(session, envelope.command_id, cancelled)
                found = session.progress.devices_found
        finally:
            del self._running[envelope.command_id]
        await _wait_told(self._told)
        return succeeded(f"found {found} miners" + (", ended early" if cancelled.is_set() else ""))

    async def _stream(self, session: DiscoverySession, command_id: str, cancelled: asyncio.Event) -> None:
        ending = asyncio.ensure_future(cancelled.wait())
        streaming = asyncio.ensure_future(self._tell_found(session, command_id))
        try:
            await asyncio.wait({ending, streaming}, return_when=asyncio.FIRST_COMPLETED)
            if streaming.done():
                streaming.result()
        finally:
            for task in (ending, streaming):
                task.cancel()
            await asyncio.gather(ending, streaming, return_exceptions=True)

    async def _tell_found(self, session: DiscoverySession, command_id: str) -> None:
        async for device in session:
            self._tell(0, gateway_pb2.Event(discovered=found_to_wire(device, command_id=command_id)))

    @contextlib.asynccontextmanager
    async def _reporting(self, session: DiscoverySession, command_id: str) -> AsyncIterator[None]:
        def report() -> None:
            progress = progress_to_wire(session.progress, command_id)
            self._tell(0, gateway_pb2.Event(discovery_progress=progress))

        async def regularly() -> None:
            while True:
                report()
                await asyncio.sleep(PROGRESS_SECONDS)

        task = asyncio.create_task(regularly())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            report()


class PairCommands:
    """The handlers of PAIR and UNPAIR."""

    def __init__(
        self,
        *,
        inventory: Inventory,
        pairing: Pairing,
        secrets: SecretOpener,
        tell: Tell,
        told: Told,
        poll_soon: Callable[[int], None],
    ) -> None:
        self._inventory = inventory
        self._pairing = pairing
        self._secrets = secrets
        self._tell = tell
        self._told = told
        self._poll_soon = poll_soon

    async def pair(self, envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        """Find a login that works for one owned device."""
        payload = envelope.payload
        if not isinstance(payload, Pair):
            raise HeadframeError(Code.INVALID_REQUEST, "the payload is no pairing")
        outcome = await self._pairing.pair(
            self._target(envelope.device_id),
            [self._login(secret) for secret in payload.credentials],
            try_defaults=payload.try_defaults,
        )
        await self._report(envelope.device_id, outcome)
        if outcome.problem:
            return failed(outcome.problem)
        return succeeded(outcome.status.value.lower().replace("_", " "))

    async def unpair(self, envelope: CommandEnvelope, _progress: Progress) -> Outcome:
        """Forget a device's login."""
        await self._report(envelope.device_id, await self._pairing.unpair(envelope.device_id))
        return succeeded()

    async def _report(self, device_id: int, outcome: PairingOutcome) -> None:
        self._tell(device_id, gateway_pb2.Event(pairing=pairing_to_wire(outcome)))
        self._poll_soon(device_id)
        await _wait_told(self._told)

    def _target(self, device_id: int) -> PairingTarget:
        device = self._inventory.get(device_id)
        if device is None:
            raise HeadframeError(Code.DEVICE_NOT_OWNED, "this node does not own the device")
        endpoint = Endpoint(device.address, dict(device.ports))
        return PairingTarget(device_id, device.driver, endpoint, identity_of(device))

    def _login(self, secret: SealedSecret) -> Credentials:
        opened = self._secrets.open(secret, SealPurpose.PAIR_CREDENTIALS)
        try:
            return credentials_from_wire(miner_pb2.Credentials.FromString(opened))
        except (DecodeError, ValueError):
            # The cause may hold the login.
            raise HeadframeError(Code.COMMAND_UNTRUSTED, "what was sealed is no login") from None
