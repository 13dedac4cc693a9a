"""The node's session with its server: connect, say hello, carry commands down and answers up, for ever.

One session is a group of tasks that live and end together: the ControlStream, the two uploads and the
heartbeat. When any of them ends, all do, and the next session starts after a jittered pause. Nothing that
matters lives only here: results stay in the journal, samples in their outbox, ownership on disk.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from headframe.core.audit.events import NodeEvent
from headframe.core.errors import Code, HeadframeError
from headframe.core.leases.timing import STANDARD
from headframe.core.signing.errors import SigningError
from headframe.kit.cancellation import live_together
from headframe.kit.clock import Clock
from headframe.node.audit.session import SessionAudit
from headframe.node.control.backoff import Backoff
from headframe.node.control.link import GatewayLink
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.control.upline import UpLine
from headframe.node.execution.executor import Executor
from headframe.node.execution.journal_floor import JournalFloor
from headframe.node.inventory import Inventory
from headframe.node.keys.trust import Trust
from headframe.node.uploads.outbox import Outbox
from headframe.node.uploads.uploads import Uploads
from headframe.wire.convert.documents import document_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

PROTOCOL_VERSIONS = (1, 1)
"""Lowest and highest version of the gateway protocol that this node speaks."""

PING_SECONDS = 10.0
"""Between two pings on the ControlStream: both sides hear something at least this often."""

ACK_SECONDS = 30.0
"""A batch was sent and nothing was acknowledged for so long: the link is dead, or the server is too slow."""

SET_BACK = (
    "The node's command journal was put back from a backup. Commands that may have run unknown to it end as"
    " unknown, and are not sent again"
)
RESTORED = (
    "The server knows less than it had acknowledged: its database was restored from a backup."
    " Outcomes of commands and states of miners are told again"
)


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """How a session is kept."""

    node_id: str
    software_version: str
    incarnation: bytes
    bundle: gateway_pb2.KeyBundle
    heartbeat_seconds: float = 10.0


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
        floor: JournalFloor,
        cancel: Callable[[str], None],
        poll_again: Callable[[], None],
        nonce: StreamNonce,
        trust: Trust | None,
        clock: Clock,
        audit: SessionAudit | None = None,
    ) -> None:
        self._config = config
        self._link = link
        self._up = up
        self._executor = executor
        self._inventory = inventory
        self._uploads = uploads
        self._describe = describe
        self._drivers = drivers
        self._floor = floor
        self._cancel = cancel
        self._poll_again = poll_again
        self._nonce = nonce
        self._trust = trust
        self._audit = audit
        self._clock = clock
        self._began = clock.elapsed()
        self._goodbye: gateway_pb2.ControlGoaway | None = None
        self.attempts = 0
        """Sessions that were begun, accepted or not."""
        self.accepted = 0
        """Sessions that the server accepted."""

    async def run(self) -> None:
        """Hold sessions until cancelled."""
        backoff = Backoff()
        while True:
            started = self._clock.elapsed()
            reason, told_seconds = await self._one_session()
            pause = backoff.after(lived_seconds=self._clock.elapsed() - started, told_seconds=told_seconds)
            log.warning("session_ended", reason=reason, next_in_seconds=round(pause, 1))
            await asyncio.sleep(pause)

    async def _one_session(self) -> tuple[str, float | None]:
        """Why it ended, and within which time the server wants the node back, where it said so."""
        self.attempts += 1
        try:
            ends = await live_together(self._control, SessionEndedError, HeadframeError)
        finally:
            self._up.close()
        if self._goodbye is None:
            return "; ".join(map(str, ends)), None
        return f"the server: {self._goodbye.message}", self._goodbye.reconnect_after_ms / 1000 or None

    async def _control(self, group: asyncio.TaskGroup) -> None:
        self._executor.stream_began()
        self._goodbye = None
        async for down in self._link.control(self._up.open()):
            match down.WhichOneof("message"):
                case "welcome":
                    self._up.send(gateway_pb2.ControlUp(hello=await self._hello(down.welcome)))
                    group.create_task(self._ping())
                case "accepted":
                    await self._accepted(down.accepted, group)
                case "goaway":
                    self._goodbye = down.goaway  # uploads may notice the end before this stream does
                    await self._say_last_words()
                case _:
                    await self._hear(down, group)
        raise SessionEndedError("the stream ended")

    async def _hear(self, down: gateway_pb2.ControlDown, group: asyncio.TaskGroup) -> None:
        match down.WhichOneof("message"):
            case "command":
                self._executor.receive(down.command)
            case "cancel":
                self._cancel(down.cancel.command_id)
            case "ownership_changed":
                if down.ownership_changed.version > self._inventory.version:
                    await self._fetch_ownership()  # the commands behind it may rely on it
                    group.create_task(self._tell_applied())
            case "results_acknowledged":
                await self._executor.confirmed(down.results_acknowledged.result_sequences)
            case "keyset_changed":
                await self._believe(down.keyset_changed.keyset)
            case _:
                pass  # a message of a newer server, or the answer to a ping

    async def _ping(self) -> None:
        counter = 0
        while True:
            await asyncio.sleep(PING_SECONDS)
            counter += 1
            ping = gateway_pb2.Ping(counter=counter, at_ms=self._clock.now_ms())
            self._up.send(gateway_pb2.ControlUp(ping=ping))

    async def _believe(self, keyset: gateway_pb2.SignedDocument) -> None:
        """Take a newer Keyset. One that does not follow is refused and told: nothing under it will run."""
        if self._trust is None:
            return
        try:
            self._trust.advance(document_from_wire(keyset))
            await self._note_state()
        except (HeadframeError, SigningError) as error:
            log.warning("keyset_refused", reason=str(error))
            await self._note_refused(NodeEvent.KEYSET_REFUSED, error)
            notice = gateway_pb2.SecurityNotice(code=Code.COMMAND_UNTRUSTED, message=str(error))
            self._uploads.event(0, gateway_pb2.Event(security=notice))

    async def _say_last_words(self) -> None:
        """The server goes: send what is queued, and that this was all. The server then ends the stream."""
        drained = gateway_pb2.Drained(last_sequence=await self._floor.last_sequence())
        self._up.send(gateway_pb2.ControlUp(drained=drained))
        self._up.finish()

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
            stream_nonce=self._nonce.draw(),
            last_sequence=await self._floor.last_sequence(),
            journal_lost=self._floor.lost,
            ownership_version=self._inventory.version,
            incarnation=self._config.incarnation,
            bundle=self._config.bundle,
            keyset_version=self._trust.keyset.version if self._trust else 0,
            drivers=self._drivers(),
        )

    async def _accepted(self, accepted: gateway_pb2.HelloAccepted, group: asyncio.TaskGroup) -> None:
        if self._floor.lost:
            await self._tell_journal_lost()
        if accepted.tell_again:
            await self._tell_again()
        self._up.accept()
        self.accepted += 1
        await self._fetch_ownership()
        await self._executor.resend()
        group.create_task(self._tell_applied())
        group.create_task(self._upload(accepted, group))
        group.create_task(self._heartbeat())
        if self._audit is not None:
            group.create_task(self._audit.upload.run())

    async def _tell_journal_lost(self) -> None:
        """The server has heard it in the hello, and gives up what may have run unknown to this node."""
        notice = gateway_pb2.SecurityNotice(code="journal_set_back", message=SET_BACK)
        self._uploads.event(0, gateway_pb2.Event(security=notice))
        await self._floor.told()

    async def _tell_again(self) -> None:
        """The server's database was restored from a backup: tell what it may have forgotten."""
        log.warning("server_was_restored")
        notice = gateway_pb2.SecurityNotice(code="server_restored", message=RESTORED)
        self._uploads.event(0, gateway_pb2.Event(security=notice))
        await self._executor.tell_again()
        self._poll_again()

    async def _fetch_ownership(self) -> None:
        inventory = self._inventory
        request = gateway_pb2.GetOwnershipRequest(
            node_id=self._config.node_id,
            known_version=inventory.version,
            known_digest=inventory.digest(),
        )
        answer = await self._link.get_ownership(request)
        if answer.wants_held:  # its database was restored from a backup: the list is here
            request.held.CopyFrom(inventory.held)
            answer = await self._link.get_ownership(request)
        try:
            inventory.replace(answer)
        except HeadframeError as error:
            await self._note_refused(NodeEvent.OWNERSHIP_REFUSED, error)
            raise
        await self._note_state()

    async def _note_state(self) -> None:
        if self._audit is not None:
            await self._audit.state.note_state()

    async def _note_refused(self, event: NodeEvent, error: Exception) -> None:
        if self._audit is not None:
            await self._audit.state.refused(event, str(error))

    async def _tell_applied(self) -> None:
        """Say by which list this node acts, once it has left alone, and told of, what it no longer owns.

        Writes of a process before this one may be on the wire for some seconds yet.
        """
        applied = gateway_pb2.OwnershipApplied(version=self._inventory.version)
        await asyncio.sleep(self._began + STANDARD.drain_seconds - self._clock.elapsed())
        await self._executor.let_go()
        await self._uploads.telemetry.sent()
        await self._uploads.events.sent()
        self._up.send(gateway_pb2.ControlUp(ownership_applied=applied))

    async def _upload(self, accepted: gateway_pb2.HelloAccepted, group: asyncio.TaskGroup) -> None:
        """Uploads begin once the spool knows what the server has. Commands do not wait for that."""
        uploads = self._uploads
        if await uploads.telemetry.resume_after(accepted.telemetry_acknowledged) and not accepted.tell_again:
            await self._tell_again()
            await self._executor.resend()
        await uploads.events.resume_after(accepted.events_acknowledged)
        group.create_task(self._upload_telemetry())
        group.create_task(self._upload_events())
        for outbox in (uploads.telemetry, uploads.events):
            group.create_task(_answered(outbox))

    async def _upload_telemetry(self) -> None:
        async for ack in self._link.telemetry(self._uploads.telemetry.stream()):
            await self._uploads.telemetry.acknowledge(ack.batch_sequence)

    async def _upload_events(self) -> None:
        async for ack in self._link.events(self._uploads.events.stream()):
            await self._uploads.events.acknowledge(ack.batch_sequence)

    async def _heartbeat(self) -> None:
        while True:
            request = gateway_pb2.HeartbeatRequest(
                node_id=self._config.node_id,
                at_ms=self._clock.now_ms(),
                devices_owned=len(self._inventory),
                software_version=self._config.software_version,
            )
            self._describe(request)
            await self._floor.keep()
            answer = await self._link.heartbeat(request)
            if self._audit is not None:
                await self._audit.state.witness(answer.audit_head)
            await asyncio.sleep(self._config.heartbeat_seconds)


async def _answered(outbox: Outbox[Any, Any]) -> None:
    """For as long as the server acknowledges what it is sent."""
    await outbox.unanswered(ACK_SECONDS)
    raise SessionEndedError(f"no batch was acknowledged for {ACK_SECONDS:g} s")
