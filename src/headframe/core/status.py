"""DeviceStatus: the one word a fleet list shows for a miner, in two pure steps.

`reported_status` runs at ingest and its result is stored beside the last report. `status_at` runs at read
time, in every list, count, export and chart; SQL mirrors it as a CASE whose WHENs are its table, in order.

reported_status, first row that holds (a comparison with unknown never holds):

| # | holds when | status |
|---|---|---|
| 1 | mining_state = UPDATING | UPDATING |
| 2 | mining_state = FAULT, or worst open fault = CRITICAL | ERROR |
| 3 | curtailed | CURTAILED |
| 4 | mining_state = STOPPED | IDLE |
| 5 | mining_state = NO_POOL, or pool_connected = false | NEEDS_POOL |
| 6 | worst open fault = MAJOR, or some component CRITICAL or OFFLINE | DEGRADED |
| 7 | mining_state = STARTING | HASHING |
| 8 | mining_state = UNKNOWN, and hashrate 0 or unknown | IDLE |
| 9 | hashrate = 0, or hashrate < DEGRADED_BELOW_RATIO * expected (expected > 0) | DEGRADED |
| 10 | otherwise | HASHING |

status_at, first row that holds:

| # | holds when | status |
|---|---|---|
| 1 | node not in contact | UNAVAILABLE |
| 2 | transition set, and now < transition_until | the transition |
| 3 | no report yet, or device not in contact, or now - last_report > offline_after | OFFLINE |
| 4 | otherwise | the reported status |
"""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from headframe.core.devices import ComponentStatus, Severity
from headframe.core.telemetry import MiningState


class DeviceStatus(StrEnum):
    """What people see. Derived, never stored as such. From most to least in need of a person."""

    ERROR = "ERROR"
    OFFLINE = "OFFLINE"
    UNAVAILABLE = "UNAVAILABLE"
    NEEDS_POOL = "NEEDS_POOL"
    DEGRADED = "DEGRADED"
    UPDATING = "UPDATING"
    REBOOTING = "REBOOTING"
    CURTAILED = "CURTAILED"
    IDLE = "IDLE"
    HASHING = "HASHING"

    @property
    def rank(self) -> int:
        """Position in the order of need, 0 the most urgent: what a sort by status uses."""
        return _RANKS[self]


_RANKS = {status: rank for rank, status in enumerate(DeviceStatus)}

TRANSITIONS = frozenset({DeviceStatus.REBOOTING, DeviceStatus.UPDATING})
"""Statuses that a command puts on a device for a bounded time, over what it last reported."""

DEGRADED_BELOW_RATIO = 0.8
"""Of the expected hashrate. A miner that lost one board of four stands at 0.75 and must show; short
averages swing by about a tenth in health and must not."""

DEFAULT_OFFLINE_AFTER_MS = 60_000
"""Three polls of the slowest fast loop (20 s): one lost answer is no outage."""

UPTIME_SLACK_MS = 5_000
"""Uptime counts whole seconds, and some firmwares start counting when they mine: what a boot may seem
to precede the command that caused it."""


class ReportFacts(NamedTuple):
    """What `reported_status` looks at, of each sample that comes. None is unknown.

    `worst_fault` is the highest severity among open faults; `component_statuses` those in the sample;
    `curtailed` tells that a curtailment is in force on the device.
    """

    mining_state: MiningState = MiningState.UNKNOWN
    hashrate_hs: float | None = None
    expected_hashrate_hs: float | None = None
    pool_connected: bool | None = None
    worst_fault: Severity | None = None
    component_statuses: Collection[ComponentStatus] = ()
    curtailed: bool = False


def reported_status(facts: ReportFacts) -> DeviceStatus:  # noqa: PLR0911 - one return a row of the table
    """The status a report stands for, by the table above."""
    state = facts.mining_state
    if state is MiningState.UPDATING:
        return DeviceStatus.UPDATING
    if state is MiningState.FAULT or facts.worst_fault is Severity.CRITICAL:
        return DeviceStatus.ERROR
    if facts.curtailed:
        return DeviceStatus.CURTAILED
    if state is MiningState.STOPPED:
        return DeviceStatus.IDLE
    if state is MiningState.NO_POOL or facts.pool_connected is False:
        return DeviceStatus.NEEDS_POOL
    if _has_broken_part(facts):
        return DeviceStatus.DEGRADED
    if state is MiningState.STARTING:
        return DeviceStatus.HASHING
    if state is MiningState.UNKNOWN and not facts.hashrate_hs:
        return DeviceStatus.IDLE
    return DeviceStatus.DEGRADED if _hashes_too_little(facts) else DeviceStatus.HASHING


def _has_broken_part(facts: ReportFacts) -> bool:
    statuses = facts.component_statuses
    return (
        facts.worst_fault is Severity.MAJOR
        or ComponentStatus.CRITICAL in statuses
        or ComponentStatus.OFFLINE in statuses
    )


def _hashes_too_little(facts: ReportFacts) -> bool:
    hashrate, expected = facts.hashrate_hs, facts.expected_hashrate_hs
    if hashrate is None:
        return False
    if hashrate == 0:
        return True
    return expected is not None and expected > 0 and hashrate < DEGRADED_BELOW_RATIO * expected


def status_at(
    reported: DeviceStatus | None,
    last_report_ms: int | None,
    now_ms: int,
    *,
    offline_after_ms: int = DEFAULT_OFFLINE_AFTER_MS,
    node_in_contact: bool,
    device_in_contact: bool = True,
    transition: DeviceStatus | None = None,
    transition_until_ms: int | None = None,
) -> DeviceStatus:
    """What to show now, by the table above.

    All times are on the server's clock, `last_report_ms` that of the latest sample. `device_in_contact`
    is False from the node's word that it lost the device until its next report. `transition` is cleared
    at ingest by `ends_transition`.
    """
    if not node_in_contact:
        return DeviceStatus.UNAVAILABLE
    if transition is not None and transition_until_ms is not None and now_ms < transition_until_ms:
        return transition
    if reported is None or last_report_ms is None or not device_in_contact:
        return DeviceStatus.OFFLINE
    return DeviceStatus.OFFLINE if now_ms - last_report_ms > offline_after_ms else reported


def ends_transition(transition_since_ms: int, report_ms: int, uptime_seconds: int | None) -> bool:
    """Whether a report shows the device on the far side of a reboot that began at `transition_since_ms`.

    A miner may answer for some seconds after it took the command: where it tells its uptime, only a boot
    since then counts.
    """
    if report_ms <= transition_since_ms:
        return False
    if uptime_seconds is None:
        return True
    return report_ms - uptime_seconds * 1000 >= transition_since_ms - UPTIME_SLACK_MS
