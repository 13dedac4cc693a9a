"""Dispatch: due commands of one connected node go out on its line, in sequence.

The store is the queue: a command is claimed, numbered and marked SENT in one transaction, and only then
written to the stream. What a broken stream swallowed is queued again by `requeue_unaccepted`; the node
knows a command by its id and never runs it twice.
"""

import asyncio

from headframe.core.commands.envelope import NODE_ITSELF, CommandEnvelope
from headframe.core.commands.records import CommandRecord
from headframe.kit.clock import Clock
from headframe.server.routing.claims import Claims
from headframe.server.routing.router import NodeLine
from headframe.server.routing.signing import Signer
from headframe.server.services.discovery_desk import DiscoveryDesk, DiscoveryState
from headframe.server.stores.ports import CommandStore
from headframe.wire.convert.documents import document_to_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

SIGNED_AT_ONCE = 256
"""Commands signed in one turn of the event loop: some 20 ms."""

SHORTEST_WAIT_SECONDS = 0.01
LONGEST_WAIT_SECONDS = 5.0
"""How late a command that another process queued is noticed at the worst."""


class Dispatcher:
    """Feeds one line until cancelled, or until its node has a newer one."""

    def __init__(
        self,
        commands: CommandStore,
        desk: DiscoveryDesk,
        signer: Signer,
        clock: Clock,
        *,
        line: NodeLine,
        claims: Claims,
        last_sequence: int,
    ) -> None:
        self._claims = claims
        self._commands = commands
        self._signer = signer
        self._desk = desk
        self._clock = clock
        self._line = line
        self._previous_sequence = last_sequence
        self._ownership_version = 0
        self._cancelled: set[str] = set()

    async def run(self) -> None:
        """Send what is due, then wait until something may be."""
        line = self._line
        while (claimed := await self._claims.due(line)) is not None:
            await self._send_cancels()
            await self._send_ownership(claimed.ownership_version)
            for number, record in enumerate(claimed.commands, 1):
                await line.send(gateway_pb2.ControlDown(command=self._message(record)))
                if number % SIGNED_AT_ONCE == 0:
                    await asyncio.sleep(0)
            if not claimed.more:
                await self._until_due()

    def _message(self, record: CommandRecord) -> gateway_pb2.Command:
        line = self._line
        command = self._signer.signed(
            self._envelope(record), org_id=line.org_id, stream_nonce=line.stream_nonce
        )
        if record.intent is not None:
            command.intent.CopyFrom(document_to_wire(record.intent))
        return command

    async def _send_ownership(self, version: int) -> None:
        if version > self._ownership_version:
            self._ownership_version = version
            changed = gateway_pb2.OwnershipChanged(version=version)
            await self._line.send(gateway_pb2.ControlDown(ownership_changed=changed))

    async def _send_cancels(self) -> None:
        for discovery in self._desk.of_org(self._line.org_id):
            cancelling = discovery.state is DiscoveryState.CANCELLING
            if cancelling and discovery.node_id == self._line.node_id and discovery.id not in self._cancelled:
                self._cancelled.add(discovery.id)
                cancel = gateway_pb2.CancelCommand(command_id=discovery.id)
                await self._line.send(gateway_pb2.ControlDown(cancel=cancel))

    async def _until_due(self) -> None:
        """Until this line is woken, or the time of a command has come, or another process gave it work."""
        line, was_woken = self._line, False
        while not was_woken:
            now_ms = self._clock.now_ms()
            outlook = await self._commands.outlook(line.org_id, line.node_id, now_ms=now_ms)
            if outlook.ownership_version > self._ownership_version:
                return
            seconds = LONGEST_WAIT_SECONDS
            if outlook.next_due_ms is not None:
                seconds = min(seconds, (outlook.next_due_ms - now_ms) / 1000)
            was_woken = (
                await line.woken(max(seconds, SHORTEST_WAIT_SECONDS)) or seconds < LONGEST_WAIT_SECONDS
            )

    def _envelope(self, record: CommandRecord) -> CommandEnvelope:
        previous, self._previous_sequence = self._previous_sequence, record.sequence
        return CommandEnvelope(
            command_id=record.id,
            batch_id=record.batch_id,
            node_id=str(record.node_id),
            sequence=record.sequence,
            previous_sequence=previous,
            lease_epoch=record.lease_epoch,
            actor=record.actor,
            issued_at_ms=record.created_at_ms,
            expires_at_ms=record.expires_at_ms,
            device_id=record.device_id or NODE_ITSELF,
            payload=record.payload,
            base_revision=record.base_revision,
        )
