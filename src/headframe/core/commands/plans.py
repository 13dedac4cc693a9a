"""What a command would do to a selection: who can, who cannot and why, and the estimated power effect.

Pure: rows and capabilities in, a plan out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from headframe.core.capabilities import Capabilities
from headframe.core.commands.kinds import POLICIES
from headframe.core.commands.payloads import (
    CommandPayload,
    Curtail,
    CurtailmentLevel,
    SetPowerTarget,
    StartMining,
    StopMining,
    Uncurtail,
)
from headframe.core.commands.records import BatchRecord
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.core.fleet import DeviceRow
from headframe.core.selection import Selection

NO_CAPABILITIES = Capabilities()
LEAVING = Problem(Code.CONFLICT, "it is on its way to another node")


@dataclass(frozen=True, slots=True)
class Refused:
    """A device that the command will not be sent to. `row` is None for an id that does not exist."""

    device_id: int
    problem: Problem
    row: DeviceRow | None = None


@dataclass(frozen=True, slots=True)
class PowerEffect:
    """An estimate, never a measurement: the change of power over the devices it could be told for."""

    delta_watts: float | None
    devices_estimated: int
    devices_unknown: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A selection judged against a payload."""

    accepted: Sequence[DeviceRow]
    refused: Sequence[Refused]
    effect: PowerEffect = field(default_factory=lambda: PowerEffect(None, 0, 0))

    @property
    def count(self) -> int:
        """Devices selected."""
        return len(self.accepted) + len(self.refused)

    def reasons(self) -> Mapping[tuple[Code, str], Sequence[Refused]]:
        """Refusals by code and words, the most frequent first."""
        grouped: dict[tuple[Code, str], list[Refused]] = {}
        for entry in self.refused:
            grouped.setdefault((entry.problem.code, entry.problem.message), []).append(entry)
        return dict(sorted(grouped.items(), key=lambda item: -len(item[1])))


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan, and how many of the accepted wait for a node that is out of contact."""

    plan: Plan
    title: str
    waiting_for_node: int


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of an act. `left_out`: devices without a command; 0 when `replayed`."""

    batch: BatchRecord
    replayed: bool
    left_out: int


class Refusals(StrEnum):
    """What becomes of devices that cannot carry the command out."""

    RECORD = "record"
    LEAVE_OUT = "leave_out"


def make_plan(
    selection: Selection, payload: CommandPayload, capabilities: Mapping[int, Capabilities]
) -> Plan:
    """Judge each selected device."""
    accepted: list[DeviceRow] = []
    refused = [
        Refused(device_id, Problem(Code.NOT_FOUND, "there is no such miner"))
        for device_id in selection.missing
    ]
    for row in selection.rows:
        problem = refusal(row, payload, capabilities.get(row.id, NO_CAPABILITIES))
        if problem:
            refused.append(Refused(row.id, problem, row))
        else:
            accepted.append(row)
    return Plan(accepted, refused, power_effect(accepted, payload, capabilities))


def refusal(row: DeviceRow, payload: CommandPayload, capabilities: Capabilities) -> Problem | None:
    """Why `payload` is not sent to this device; None when it can be."""
    if row.node_id is None:
        return Problem(Code.DEVICE_NOT_OWNED, "no node owns it")
    if row.moving_to_node_id is not None:
        return LEAVING
    if POLICIES[payload.kind].needs_pairing and not row.pairing.works:
        return Problem(Code.DEVICE_NOT_PAIRED, f"it is not paired ({row.pairing})")
    reason = capabilities.refusal(payload)
    return Problem(Code.UNSUPPORTED_BY_DEVICE, reason) if reason else None


def power_effect(
    rows: Iterable[DeviceRow], payload: CommandPayload, capabilities: Mapping[int, Capabilities]
) -> PowerEffect:
    """Sum of what can be told. Kinds that do not change power have no effect at all."""
    if not isinstance(payload, SetPowerTarget | StartMining | StopMining | Curtail | Uncurtail):
        return PowerEffect(None, 0, 0)
    deltas = [_delta(row, payload, capabilities.get(row.id, NO_CAPABILITIES)) for row in rows]
    known = [delta for delta in deltas if delta is not None]
    return PowerEffect(sum(known) if known else None, len(known), len(deltas) - len(known))


def _delta(row: DeviceRow, payload: CommandPayload, capabilities: Capabilities) -> float | None:
    present = row.sample.power_watts if row.sample else None
    aim = _aim(row, payload, capabilities)
    return None if present is None or aim is None else aim - present


def _aim(row: DeviceRow, payload: CommandPayload, capabilities: Capabilities) -> float | None:
    """Power the device should settle at; None where nobody can tell beforehand."""
    target = row.sample.power_target_watts if row.sample else None
    match payload:
        case SetPowerTarget(watts=float() | int() as watts):
            return float(watts)
        case SetPowerTarget(percent=float() | int() as percent):
            nominal = capabilities.power_target.max_watts
            return None if nominal is None else nominal * percent / 100
        case StopMining() | Curtail(level=CurtailmentLevel.FULL):
            return 0.0
        case StartMining() | Uncurtail():
            return target
        case _:
            return None


def none_can(plan: Plan) -> HeadframeError:
    """The commonest refusal, as the reason why the whole act was refused."""
    (code, reason), entries = next(iter(plan.reasons().items()))
    return HeadframeError(code, f"None of {plan.count} miners can do this; {len(entries)}: {reason}.")
