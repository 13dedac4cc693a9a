"""The node's session with its server: connect, say hello, carry commands down and answers up, for ever.

One session is a group of tasks that live and end together: the ControlStream, the two uploads and the
heartbeat. When any of them ends, all do, and the next session starts after a jittered pause. Nothing that
matters lives only here: results stay in the journal, samples in their outbox, ownership on disk.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.node.control.link import GatewayLink
from headframe.node.control.upline import UpLine
from headframe.node.execution.executor import Executor
from headframe.node.inventory import Inventory
from headframe.node.uploads.uploads import Uploads
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

PROTOCOL_VERSIONS = (1, 1)
"""Lowest and highest version of the gateway protocol that this node speaks."""


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """How a session is kept."""

    node_id: str
    software_version: str
    incarnation: bytes
    encryption_public_key: bytes
    heartbeat_seconds: float = 10.0
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 30.0


class SessionEndedError(Exception):
    """This session is over; the next one starts after a pause."""


class ControlSession:
    """Keeps one session alive."""

    def __init__(
        self,
        *,
        config: SessionConfig,
        link: GatewayLink,
        up: UpLine,
        executor: Executor,
        inventory: Inventory,
        uploads: Uploads,
        describe: Callable[[gateway_pb2.HeartbeatRequest], None],
        drivers: Callable[[], list[str]],
        last_sequence: Callable[[], Awaitable[int]],
        cancel: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._config = config
        self._link = link
        self._up = up
        self._executor = executor
        self._inventory = inventory
        self._uploads = uploads
        self._describe = describe
        self._drivers = drivers
        self._last_sequence = last_sequence
        self._cancel = cancel
        self._clock = clock

    async def run(self) -> None:
        """Hold sessions until cancelled."""
        pause = self._config.first_pause_seconds
        while True:
            started = self._clock.elapsed()
            reason = await self._one_session()
            log.warning("session_ended", reason=reason)
            lived = self._clock.elapsed() - started
            healthy = lived > self._config.longest_pause_seconds
            pause = self._config.first_pause_seconds if healthy else pause * 2
            pause = min(pause, self._config.longest_pause_seconds)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def _one_session(self) -> str:
        reasons: list[str] = []
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._control(group))
        except* (SessionEndedError, HeadframeError) as ended:
            reasons = [str(error) for error in ended.exceptions]
        finally:
            self._up.close()
        return "; ".join(reasons)

    async def _control(self, group: asyncio.TaskGroup) -> None:
        self._executor.stream_began()
        async for down in self._link.control(self._up.open()):
            match down.WhichOneof("message"):
                case "welcome":
                    self._up.send(gateway_pb2.ControlUp(hello=await self._hello(down.welcome)))
                case "accepted":
                    await self._accepted(down.accepted, group)
                case "command":
                    self._executor.receive(down.command)
                case "cancel":
                    self._cancel(down.cancel.command_id)
                case "ownership_changed":
                    if down.ownership_changed.version > self._inventory.version:
                        await self._fetch_ownership()  # the commands behind it may rely on it
                case "results_acknowledged":
                    await self._executor.confirmed(down.results_acknowledged.result_sequences)
                case "goaway":
                    raise SessionEndedError(f"the server said goodbye: {down.goaway.message}")
                case _:
                    pass  # a message of a newer server, or the answer to a ping
        raise SessionEndedError("the server ended the stream")

    async def _hello(self, welcome: gateway_pb2.Welcome) -> gateway_pb2.Hello:
        low, high = PROTOCOL_VERSIONS
        if welcome.max_protocol_version < low or welcome.min_protocol_version > high:
            raise HeadframeError(
                Code.UNSUPPORTED_VERSION,
                f"this node speaks protocol {low} to {high}, the server {welcome.min_protocol_version}"
                f" to {welcome.max_protocol_version}: update the older one",
            )
        return gateway_pb2.Hello(
            min_protocol_version=low,
            max_protocol_version=high,
            node_id=self._config.node_id,
            software_version=self._config.software_version,
            stream_nonce=random.SystemRandom().randbytes(16),
            last_sequence=await self._last_sequence(),
            ownership_version=self._inventory.version,
            incarnation=self._config.incarnation,
            bundle=gateway_pb2.KeyBundle(encryption_x25519=self._config.encryption_public_key),
            drivers=self._drivers(),
        )

    async def _accepted(self, accepted: gateway_pb2.HelloAccepted, group: asyncio.TaskGroup) -> None:
        self._uploads.telemetry.resume_after(accepted.telemetry_acknowledged)
        self._uploads.events.resume_after(accepted.events_acknowledged)
        self._up.accept()
        await self._fetch_ownership()
        await self._executor.resend()
        group.create_task(self._upload_telemetry())
        group.create_task(self._upload_events())
        group.create_task(self._heartbeat())

    async def _fetch_ownership(self) -> None:
        request = gateway_pb2.GetOwnershipRequest(
            node_id=self._config.node_id, known_version=self._inventory.version
        )
        self._inventory.replace(await self._link.get_ownership(request))

    async def _upload_telemetry(self) -> None:
        async for ack in self._link.telemetry(self._uploads.telemetry.stream()):
            self._uploads.telemetry.acknowledge(ack.batch_sequence)

    async def _upload_events(self) -> None:
        async for ack in self._link.events(self._uploads.events.stream()):
            self._uploads.events.acknowledge(ack.batch_sequence)

    async def _heartbeat(self) -> None:
        while True:
            request = gateway_pb2.HeartbeatRequest(
                node_id=self._config.node_id,
                at_ms=self._clock.now_ms(),
                devices_owned=len(self._inventory),
                software_version=self._config.software_version,
            )
            self._describe(request)
            await self._link.heartbeat(request)
            await asyncio.sleep(self._config.heartbeat_seconds)
