"""The devices of this node as they are now: what polling and commands heard last, on its way to the server.

Stands before the uploads: everything goes on to them unchanged. Kept in memory alone; a node that was
started reads each device in full within its first turn.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog

from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.devices import Identity
from headframe.core.errors import HeadframeError, Problem
from headframe.core.fleet import OpenFault
from headframe.core.open_faults import settle, worst
from headframe.core.status import DeviceStatus, ReportFacts, ends_transition, reported_status
from headframe.core.telemetry import DeviceSettings, MiningState, Sample
from headframe.kit.clock import Clock
from headframe.node.polling.ports import PollSink
from headframe.wire.convert.components import component_alarms
from headframe.wire.convert.details import details_from_wire, faults_from_wire
from headframe.wire.convert.problems import problem_from_wire
from headframe.wire.gen.gateway.v1 import gateway_pb2

log = structlog.get_logger(__name__)

_EXPECTED = {CommandKind.REBOOT: DeviceStatus.REBOOTING}
"""What can be done on site and takes a device away for a while."""


@dataclass(slots=True)
class LiveDevice:
    """One device. Times are ms since the epoch on this node's clock; None is never, or unknown."""

    known_ms: int
    sample: Sample | None = None
    reported: DeviceStatus | None = None
    reported_since_ms: int | None = None
    lost_ms: int | None = None
    problem: Problem | None = None
    identity: Identity | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    settings: DeviceSettings = field(default_factory=DeviceSettings)
    details_ms: int | None = None
    faults: list[OpenFault] = field(default_factory=list)
    transition: DeviceStatus | None = None
    transition_ms: int = 0
    transition_until_ms: int = 0


class LiveFleet:
    """A `PollSink` that remembers. `curtailed` tells whether a curtailment is in force on a device."""

    def __init__(self, sink: PollSink, clock: Clock, curtailed: Callable[[int], bool]) -> None:
        self._sink = sink
        self._clock = clock
        self._curtailed = curtailed
        self._devices: dict[int, LiveDevice] = {}

    def inventory_changed(self, _changed: Collection[int], removed: Collection[int]) -> None:
        """Forget what is no longer owned."""
        for device_id in removed:
            self._devices.pop(device_id, None)

    def of(self, device_id: int) -> LiveDevice:
        """What is known of an owned device."""
        device = self._devices.get(device_id)
        if device is None:
            device = self._devices[device_id] = LiveDevice(self._clock.now_ms())
        return device

    def is_asleep(self, device_id: int) -> bool | None:
        """Whether it was last seen asleep; None where nobody can say."""
        device = self._devices.get(device_id)
        sample = device.sample if device else None
        if sample is None or sample.mining_state is MiningState.UNKNOWN:
            return None
        return sample.mining_state is MiningState.STOPPED

    def sample(self, sample: Sample) -> None:
        """A device's measurements."""
        self._take_sample(self.of(sample.device_id), sample)
        self._sink.sample(sample)

    def event(self, device_id: int, event: gateway_pb2.Event) -> None:
        """A change on a device, or on the node (0)."""
        self._sink.event(device_id, event)
        if device_id:
            try:
                self._take_event(device_id, self.of(device_id), event)
            except HeadframeError as error:  # beyond a bound: the server refuses it too, and says so
                log.warning("event_not_shown", device_id=device_id, code=error.code)

    def moved(self, device_id: int, problem: Problem) -> None:
        """A device may have another address."""
        self._sink.moved(device_id, problem)

    def expect(self, device_id: int, kind: CommandKind) -> None:
        """A command is on its way that takes the device away for a while."""
        status = _EXPECTED.get(kind)
        if status is not None:
            device, now_ms = self.of(device_id), self._clock.now_ms()
            device.transition, device.transition_ms = status, now_ms
            device.transition_until_ms = now_ms + POLICIES[kind].expected_seconds * 1000

    def expect_nothing(self, device_id: int) -> None:
        """It did not come to that."""
        self.of(device_id).transition = None

    def _take_sample(self, device: LiveDevice, sample: Sample) -> None:
        device.sample = sample
        device.lost_ms = device.problem = None
        if device.transition and ends_transition(device.transition_ms, sample.at_ms, sample.uptime_seconds):
            device.transition = None
        self._judge(device)

    def _take_event(self, device_id: int, device: LiveDevice, event: gateway_pb2.Event) -> None:
        match event.WhichOneof("event"):
            case "contact":
                device.problem = problem_from_wire(event.contact.problem)
                if event.contact.reachable:
                    device.lost_ms = None
                elif device.lost_ms is None:
                    device.lost_ms = event.at_ms
            case "details":
                details = details_from_wire(event.details)
                device.identity = details.identity or device.identity
                device.capabilities = details.capabilities or device.capabilities
                device.settings, device.details_ms = details.settings, event.at_ms
            case "faults":
                told = faults_from_wire(event.faults.faults)
                changes = settle(device_id, device.faults, told, at_ms=event.at_ms)
                device.faults = [*changes.renewed, *changes.opened]
                self._judge(device)
            case _:
                pass

    def _judge(self, device: LiveDevice) -> None:
        sample = device.sample
        if sample is None:
            return
        status = reported_status(
            ReportFacts(
                mining_state=sample.mining_state,
                hashrate_hs=sample.hashrate_hs,
                expected_hashrate_hs=sample.expected_hashrate_hs,
                pool_connected=sample.pool_connected,
                worst_fault=worst(device.faults),
                component_statuses=component_alarms(sample.components),
                curtailed=self._curtailed(sample.device_id),
            )
        )
        if status is not device.reported:
            device.reported, device.reported_since_ms = status, sample.at_ms
