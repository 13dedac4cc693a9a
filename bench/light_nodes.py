"""Nodes without miners, journals and drivers: what a server sees of a node, over the node's own link."""

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from enrolled import EnrolledNode

from headframe.core.commands.acks import CommandAck, CommandPhase
from headframe.core.errors import HeadframeError
from headframe.core.sessions.possession import stream_message
from headframe.core.telemetry import Sample
from headframe.kit.cancellation import live_together
from headframe.node.control.backoff import Backoff
from headframe.node.control.connect_link import ConnectLink, ServerAddress
from headframe.node.control.session import PING_SECONDS, PROTOCOL_VERSIONS, SessionEndedError
from headframe.node.control.stream_nonce import StreamNonce
from headframe.node.control.upline import UpLine
from headframe.wire.convert.bundles import bundle_to_wire
from headframe.wire.convert.columns import columns_to_wire
from headframe.wire.convert.samples import columns_from_samples
from headframe.wire.gen.gateway.v1 import gateway_pb2

SAMPLE_SECONDS = 10.0


class GivenSession:
    """A `SessionSource` whose session was begun before."""

    def __init__(self, node: EnrolledNode) -> None:
        self._node = node
        self._streams = count(1)

    async def headers(self, method: str, *, stream: bool) -> Mapping[str, str]:
        """As `Handshake` gives them."""
        headers = {"authorization": f"Bearer {self._node.token}"}
        if stream:
            number = next(self._streams)
            proof = self._node.identity.identity.sign(stream_message(self._node.token, method, number))
            headers["headframe-proof"] = f"{number}.{urlsafe_b64encode(proof).decode()}"
        return headers

    def rejected(self) -> None:
        """Nothing to be done: a node whose session ends stays away, and is counted as such."""


@dataclass
class Seen:
    """What the nodes of a run have seen, by the wall clock in ms."""

    connected_at_ms: dict[int, float] = field(default_factory=dict)
    commanded_at_ms: dict[int, float] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def connected(self, node_id: int) -> None:
        """The server accepted the node's hello."""
        self.connected_at_ms[node_id] = now_ms()
        self._changed.set()

    def commanded(self, node_id: int) -> None:
        """A command has reached the node."""
        self.commanded_at_ms[node_id] = now_ms()
        self._changed.set()

    async def filled(self, times: Mapping[int, float], number: int, seconds: float) -> None:
        """Until `number` nodes have a time; or so long, and then what is there is there."""
        deadline = time.monotonic() + seconds
        while len(times) < number and time.monotonic() < deadline:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                return


class LightNode:
    """One node: the calls of the contract over the node's own link, with its own pauses between sessions.

    What it has no use for is left out: journal, drivers, audit. A command is answered when it arrives, and
    a batch of samples, one a device, goes up every ten seconds.
    """

    def __init__(self, node: EnrolledNode, link: ConnectLink, seen: Seen) -> None:
        self._node = node
        self._link = link
        self._seen = seen
        self._up = UpLine()
        self._results = count(1)
        self._last_sequence = 0
        self._batches = 0
        self._told_seconds: float | None = None

    async def run(self) -> None:
        """Hold sessions until cancelled."""
        backoff = Backoff()
        while True:
            began = time.monotonic()
            self._told_seconds = None
            await live_together(self._control, SessionEndedError, HeadframeError)
            self._up.close()
            lived = time.monotonic() - began
            await asyncio.sleep(backoff.after(lived_seconds=lived, told_seconds=self._told_seconds))

    async def _control(self, group: asyncio.TaskGroup) -> None:
        async for down in self._link.control(self._up.open()):
            match down.WhichOneof("message"):
                case "welcome":
                    self._up.send(gateway_pb2.ControlUp(hello=self._hello()))
                case "accepted":
                    await self._accepted(group, down.accepted)
                case "command":
                    self._answer(down.command)
                case "goaway":
                    self._told_seconds = down.goaway.reconnect_after_ms / 1000 or None
                    drained = gateway_pb2.Drained(last_sequence=self._last_sequence)
                    self._up.send(gateway_pb2.ControlUp(drained=drained))
                    self._up.finish()
                case _:
                    pass
        raise SessionEndedError("the stream ended")

    def _hello(self) -> gateway_pb2.Hello:
        low, high = PROTOCOL_VERSIONS
        return gateway_pb2.Hello(
            min_protocol_version=low,
            max_protocol_version=high,
            node_id=str(self._node.node_id),
            software_version="bench",
            stream_nonce=StreamNonce().draw(),
            last_sequence=self._last_sequence,
            incarnation=self._node.identity.incarnation,
            bundle=bundle_to_wire(self._node.identity.bundle()),
        )

    async def _accepted(self, group: asyncio.TaskGroup, accepted: gateway_pb2.HelloAccepted) -> None:
        self._batches = max(self._batches, accepted.telemetry_acknowledged)
        self._up.accept()
        await self._link.get_ownership(gateway_pb2.GetOwnershipRequest(node_id=str(self._node.node_id)))
        self._seen.connected(self._node.node_id)
        for work in (self._ping(), self._heartbeat(), self._telemetry(), self._events()):
            group.create_task(work)

    def _answer(self, command: gateway_pb2.Command) -> None:
        self._seen.commanded(self._node.node_id)
        self._last_sequence = command.sequence
        result = next(self._results)
        self._up.ack(
            CommandAck(
                command.command_id,
                command.sequence,
                CommandPhase.SUCCEEDED,
                int(now_ms()),
                result_sequence=result,
            )
        )

    async def _ping(self) -> None:
        for counter in count(1):
            await asyncio.sleep(PING_SECONDS)
            self._up.send(gateway_pb2.ControlUp(ping=gateway_pb2.Ping(counter=counter, at_ms=int(now_ms()))))

    async def _heartbeat(self) -> None:
        while True:
            request = gateway_pb2.HeartbeatRequest(
                node_id=str(self._node.node_id),
                at_ms=int(now_ms()),
                devices_owned=len(self._node.device_ids),
                software_version="bench",
            )
            await self._link.heartbeat(request)
            await asyncio.sleep(SAMPLE_SECONDS)

    async def _telemetry(self) -> None:
        async for _ in self._link.telemetry(self._samples()):
            pass

    async def _samples(self) -> AsyncIterator[gateway_pb2.TelemetryUp]:
        await asyncio.sleep(self._node.node_id % 100 / 100 * SAMPLE_SECONDS)  # not all at once
        while True:
            self._batches += 1
            yield batch(self._node.device_ids, int(now_ms()), self._batches)
            await asyncio.sleep(SAMPLE_SECONDS)

    async def _events(self) -> None:
        async for _ in self._link.events(_nothing()):
            pass


async def _nothing() -> AsyncIterator[gateway_pb2.EventBatch]:
    await asyncio.Event().wait()
    yield gateway_pb2.EventBatch()


def batch(device_ids: Sequence[int], at_ms: int, sequence: int) -> gateway_pb2.TelemetryUp:
    """One sample a device."""
    samples = [
        Sample(each, at_ms, hashrate_hs=2e14, expected_hashrate_hs=2e14, power_watts=3500.0, fan_rpm=6000.0)
        for each in device_ids
    ]
    columns = columns_to_wire(columns_from_samples(samples), batch_sequence=sequence)
    return gateway_pb2.TelemetryUp(batch=columns)


async def run_node(node: EnrolledNode, address: ServerAddress, seen: Seen) -> None:
    """Hold sessions until cancelled."""
    async with ConnectLink(address, GivenSession(node)) as link:
        await LightNode(node, link, seen).run()


def now_ms() -> float:
    """Wall clock, which both sides of a benchmark read."""
    return time.time() * 1000
