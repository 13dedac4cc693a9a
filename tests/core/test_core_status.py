"""DeviceStatus: the two tables of its module, row by row, and the precedence between the rows."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from headframe.core.devices import ComponentStatus, Severity
from headframe.core.status import (
    DEGRADED_BELOW_RATIO,
    TRANSITIONS,
    DeviceStatus,
    ReportFacts,
    ends_transition,
    reported_status,
    status_at,
)
from headframe.core.telemetry import MiningState

S = DeviceStatus
M = MiningState

FACTS = st.builds(
    ReportFacts,
    mining_state=st.sampled_from(M),
    hashrate_hs=st.none() | st.floats(0, 1e15),
    expected_hashrate_hs=st.none() | st.floats(0, 1e15),
    pool_connected=st.sampled_from([None, True, False]),
    worst_fault=st.none() | st.sampled_from(Severity),
    component_statuses=st.frozensets(st.sampled_from(ComponentStatus)),
    curtailed=st.booleans(),
)

ROWS: list[tuple[dict[str, Any], DeviceStatus]] = [
    ({"mining_state": M.UPDATING, "worst_fault": Severity.CRITICAL}, S.UPDATING),
    ({"mining_state": M.FAULT, "curtailed": True}, S.ERROR),
    ({"mining_state": M.STOPPED, "worst_fault": Severity.CRITICAL}, S.ERROR),
    ({"mining_state": M.STOPPED, "curtailed": True}, S.CURTAILED),
    ({"mining_state": M.MINING, "hashrate_hs": 1.0, "curtailed": True}, S.CURTAILED),
    ({"mining_state": M.STOPPED, "pool_connected": False, "hashrate_hs": 0.0}, S.IDLE),
    ({"mining_state": M.NO_POOL}, S.NEEDS_POOL),
    ({"mining_state": M.MINING, "pool_connected": False, "hashrate_hs": 1.0}, S.NEEDS_POOL),
    ({"mining_state": M.MINING, "worst_fault": Severity.MAJOR, "hashrate_hs": 1.0}, S.DEGRADED),
    ({"mining_state": M.MINING, "component_statuses": {ComponentStatus.OFFLINE}}, S.DEGRADED),
    ({"mining_state": M.STARTING, "component_statuses": {ComponentStatus.CRITICAL}}, S.DEGRADED),
    ({"mining_state": M.STARTING, "hashrate_hs": 0.0, "expected_hashrate_hs": 100.0}, S.HASHING),
    ({}, S.IDLE),
    ({"hashrate_hs": 0.0}, S.IDLE),
    ({"hashrate_hs": 5.0}, S.HASHING),
    ({"mining_state": M.MINING}, S.HASHING),
    ({"mining_state": M.MINING, "hashrate_hs": 0.0}, S.DEGRADED),
    ({"mining_state": M.MINING, "hashrate_hs": 79.9, "expected_hashrate_hs": 100.0}, S.DEGRADED),
    ({"mining_state": M.MINING, "hashrate_hs": 80.0, "expected_hashrate_hs": 100.0}, S.HASHING),
    ({"mining_state": M.MINING, "hashrate_hs": 80.0, "expected_hashrate_hs": 0.0}, S.HASHING),
    ({"mining_state": M.MINING, "worst_fault": Severity.MINOR, "hashrate_hs": 1.0}, S.HASHING),
    ({"mining_state": M.MINING, "component_statuses": {ComponentStatus.DISABLED}}, S.HASHING),
]


@pytest.mark.parametrize(("facts", "status"), ROWS)
def test_reported_rows(facts: dict[str, Any], status: DeviceStatus) -> None:
    assert reported_status(ReportFacts(**facts)) is status


@given(FACTS)
def test_a_report_is_never_about_contact(facts: ReportFacts) -> None:
    assert reported_status(facts) not in (S.OFFLINE, S.UNAVAILABLE, S.REBOOTING)


@given(FACTS)
def test_what_hashes_too_little_never_shows_as_hashing(facts: ReportFacts) -> None:
    if facts.mining_state is M.STARTING or facts.hashrate_hs is None or not facts.expected_hashrate_hs:
        return
    if facts.hashrate_hs < DEGRADED_BELOW_RATIO * facts.expected_hashrate_hs:
        assert reported_status(facts) is not S.HASHING


@given(FACTS)
def test_a_critical_fault_shows_unless_firmware_is_written(facts: ReportFacts) -> None:
    if facts.worst_fault is Severity.CRITICAL:
        assert reported_status(facts) in (S.ERROR, S.UPDATING)


OVERLAY: list[tuple[dict[str, Any], DeviceStatus]] = [
    ({}, S.HASHING),
    ({"now_ms": 61_000}, S.HASHING),
    ({"now_ms": 61_001}, S.OFFLINE),
    ({"now_ms": 0}, S.HASHING),
    ({"device_in_contact": False}, S.OFFLINE),
    ({"reported": None, "last_report_ms": None}, S.OFFLINE),
    ({"transition": S.REBOOTING, "transition_until_ms": 2_001}, S.REBOOTING),
    ({"transition": S.REBOOTING, "transition_until_ms": 2_000}, S.HASHING),
    ({"transition": S.UPDATING, "transition_until_ms": 2_001, "device_in_contact": False}, S.UPDATING),
    ({"transition": S.REBOOTING, "transition_until_ms": 90_000, "now_ms": 80_000}, S.REBOOTING),
    ({"node_in_contact": False}, S.UNAVAILABLE),
    ({"node_in_contact": False, "transition": S.REBOOTING, "transition_until_ms": 9_000}, S.UNAVAILABLE),
    ({"node_in_contact": False, "reported": None, "last_report_ms": None}, S.UNAVAILABLE),
]


@pytest.mark.parametrize(("change", "status"), OVERLAY)
def test_overlay_rows(change: dict[str, Any], status: DeviceStatus) -> None:
    base: dict[str, Any] = {
        "reported": S.HASHING,
        "last_report_ms": 1_000,
        "now_ms": 2_000,
        "offline_after_ms": 60_000,
        "node_in_contact": True,
    }
    assert status_at(**(base | change)) is status


@given(
    reported=st.none() | st.sampled_from(S),
    last_report_ms=st.none() | st.integers(0, 10**6),
    now_ms=st.integers(0, 10**6),
    device_in_contact=st.booleans(),
    transition=st.none() | st.sampled_from(sorted(TRANSITIONS)),
    transition_until_ms=st.none() | st.integers(0, 10**6),
)
def test_a_node_out_of_contact_wins_over_everything(**state: Any) -> None:
    assert status_at(node_in_contact=False, **state) is S.UNAVAILABLE
    assert status_at(node_in_contact=True, **state) is not S.UNAVAILABLE or state["reported"] is S.UNAVAILABLE


@pytest.mark.parametrize(
    ("report_ms", "uptime_seconds", "over"),
    [
        (100_000, None, False),
        (100_001, None, True),
        (103_000, 86_400, False),
        (190_000, 60, True),
        (103_000, 0, True),
        (103_000, 8, True),
        (103_000, 9, False),
    ],
)
def test_a_reboot_is_over_with_a_report_from_after_it(
    report_ms: int, uptime_seconds: int | None, *, over: bool
) -> None:
    assert ends_transition(100_000, report_ms, uptime_seconds) is over


def test_ranks_sort_by_need() -> None:
    assert min(S, key=lambda status: status.rank) is S.ERROR
    assert len({status.rank for status in S}) == len(S)
