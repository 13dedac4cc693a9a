"""What becomes of one poll's answer: a sample, events for what changed, a reason to ask less often.

Events are sent on change only: a fleet at rest sends samples, and once an hour what each miner itself says.
"""

from dataclasses import dataclass

from headframe.core.devices import is_same_device
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.node.inventory import Inventory, identity_of
from headframe.node.polling.ports import UNMEASURED, PollMeter, PollSink
from headframe.node.polling.schedule import Wait
from headframe.wire.convert.details import details_from_driver, faults_report
from headframe.wire.convert.problems import problem_to_wire
from headframe.wire.convert.samples import sample_from_wire
from headframe.wire.convert.vendor_json import harmless_vendor_json
from headframe.wire.errors import problem_of_driver_error
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2

FAILURES_BEFORE_OFFLINE = 2
"""One lost answer is noise; two running are news."""

FAILURES_BEFORE_SEARCH = 3
"""After so many, the device may have got another address."""

LOOK_AGAIN_MS = 60_000
"""A device whose health changes all the time is read in full this often for it, and no oftener."""

VENDOR_ANSWERS_EVERY_MS = 3_600_000
"""A device's own answers change with every poll; where nothing else does, they are sent this often."""

_ASK_PEOPLE = frozenset({Code.DEVICE_AUTHENTICATION_NEEDED, Code.DEVICE_AUTHENTICATION_REJECTED})


@dataclass(slots=True)
class _Known:
    reachable: bool | None = None
    problem: Problem | None = None
    details: bytes = b""
    details_at_ms: int = 0
    faults: bytes | None = None
    health: tuple[object, ...] = ()
    looked_at_ms: int = 0


class Answers:
    """Compares each answer with the one before and tells the sink what is new."""

    def __init__(self, inventory: Inventory, sink: PollSink, meter: PollMeter = UNMEASURED) -> None:
        self._inventory = inventory
        self._sink = sink
        self._meter = meter
        self._known: dict[int, _Known] = {}

    @property
    def reachable(self) -> int:
        """Devices that answered last time, or have not been silent for long enough to be news."""
        return sum(known.reachable is True for known in self._known.values())

    def forget(self, device_id: int) -> None:
        """A device is no longer ours."""
        self._known.pop(device_id, None)

    def tell_again(self) -> None:
        """Whoever was told what is known has forgotten it: all of it is news once more."""
        self._known.clear()

    def take(self, device_id: int, result: driver_pb2.PollResult) -> Wait | None:
        """Use an answer; None when it is good, else how to go on."""
        problem = self._problem(device_id, result)
        if problem is not None:
            device = self._inventory.get(device_id)
            self._meter.failed(device.driver if device else "", problem.code)
            return Wait.ASK_PEOPLE if problem.code in _ASK_PEOPLE else Wait.RETRY
        known = self._known.setdefault(device_id, _Known())
        self._sink.sample(sample_from_wire(result.sample, device_id=device_id, at_ms=result.at_ms))
        if known.reachable is not True:
            known.reachable, known.problem = True, None
            self._tell_contact(device_id, reachable=True, problem=None)
        if result.HasField("details"):
            self._take_details(device_id, known, result)
        return None

    def wants_full(self, device_id: int, result: driver_pb2.PollResult) -> bool:
        """Whether a good fast answer shows another health than before: its faults are then to be read now."""
        known = self._known.setdefault(device_id, _Known())
        before, known.health = known.health, _health(result)
        if not before or before == known.health or result.at_ms - known.looked_at_ms < LOOK_AGAIN_MS:
            return False
        known.looked_at_ms = result.at_ms
        return True

    def failed(self, device_id: int, result: driver_pb2.PollResult, failures: int) -> None:
        """Tell people about a failure once it is more than noise."""
        problem = self._problem(device_id, result)
        if problem is None:
            return
        known = self._known.setdefault(device_id, _Known())
        certain = problem.code in _ASK_PEOPLE or problem.code is Code.DEVICE_MISMATCH
        if not certain and failures < FAILURES_BEFORE_OFFLINE:
            return
        if known.reachable is not False or known.problem != problem:
            known.reachable, known.problem = False, problem
            self._tell_contact(device_id, reachable=False, problem=problem)
        if problem.code is Code.DEVICE_MISMATCH or failures == FAILURES_BEFORE_SEARCH:
            self._sink.moved(device_id, problem)

    def _problem(self, device_id: int, result: driver_pb2.PollResult) -> Problem | None:
        if result.HasField("error"):
            return problem_of_driver_error(result.error)
        device = self._inventory.get(device_id)
        if device and is_same_device(identity_of(device), result.mac, result.serial) is False:
            return Problem(Code.DEVICE_MISMATCH, f"{result.mac or result.serial} answers at {device.address}")
        return None

    def _tell_contact(self, device_id: int, *, reachable: bool, problem: Problem | None) -> None:
        device = self._inventory.get(device_id)
        contact = gateway_pb2.DeviceContact(
            reachable=reachable, problem=problem_to_wire(problem), address=device.address if device else ""
        )
        self._sink.event(device_id, gateway_pb2.Event(contact=contact))

    def _take_details(self, device_id: int, known: _Known, result: driver_pb2.PollResult) -> None:
        try:
            details, faults = details_from_driver(result.details), faults_report(result)
        except HeadframeError as error:
            self._tell_contact(device_id, reachable=True, problem=Problem.of(error))
            return
        settings = gateway_pb2.DeviceDetails()
        settings.CopyFrom(details)
        settings.ClearField("vendor_json")  # its counters change with every poll
        for pool in settings.pools:
            pool.ClearField("shares_accepted")
            pool.ClearField("shares_rejected")
        fingerprint = settings.SerializeToString(deterministic=True)
        is_due = result.at_ms - known.details_at_ms >= VENDOR_ANSWERS_EVERY_MS
        if fingerprint != known.details or (is_due and details.vendor_json):
            known.details, known.details_at_ms = fingerprint, result.at_ms
            details.vendor_json = harmless_vendor_json(details.vendor_json)
            self._sink.event(device_id, gateway_pb2.Event(details=details))
        if faults is not None:
            encoded = faults.SerializeToString(deterministic=True)
            if encoded != known.faults:
                known.faults = encoded
                self._sink.event(device_id, gateway_pb2.Event(faults=faults))


def _health(result: driver_pb2.PollResult) -> tuple[object, ...]:
    """What changes when something breaks or mends, and not from poll to poll."""
    sample = result.sample
    statuses = (component.status for component in sample.components)
    return (sample.mining_state, sample.HasField("pool_connected") and sample.pool_connected, *statuses)
