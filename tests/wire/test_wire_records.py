"""Records on the wire: every one comes back as it went, and what a newer peer says is handled as promised."""

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from headframe.core.commands.kinds import CommandKind
from headframe.core.devices import Credentials, Endpoint, Identity, PairingStatus
from headframe.core.errors import Code, HeadframeError, Problem
from headframe.wire.convert import (
    actors,
    commands,
    details,
    devices,
    enums,
    found,
    pairing,
    payloads,
    problems,
    standings,
    texts,
)
from headframe.wire.errors import DRIVER_CODES, problem_of_driver_error, raise_driver_error
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.gateway.v1 import gateway_pb2
from headframe.wire.gen.miner.v1 import miner_pb2
from tests.wire import wire_strategies as some

ROUND_TRIPS = {
    "identity": (some.IDENTITY, devices.identity_to_wire, devices.identity_from_wire),
    "capabilities": (some.CAPABILITIES, devices.capabilities_to_wire, devices.capabilities_from_wire),
    "owned device": (some.OWNED_DEVICE, devices.owned_device_to_wire, devices.owned_device_from_wire),
    "credentials": (some.CREDENTIALS, devices.credentials_to_wire, devices.credentials_from_wire),
    "details": (some.DETAILS, details.details_to_wire, details.details_from_wire),
    "pool": (some.POOL, details.pool_to_wire, details.pool_from_wire),
    "fault": (some.FAULT, details.fault_to_wire, details.fault_from_wire),
    "payload": (some.PAYLOAD, payloads.payload_to_wire, payloads.payload_from_wire),
    "command": (some.BASED, commands.command_to_wire, commands.command_from_wire),
    "ack": (some.ACK, commands.ack_to_wire, commands.ack_from_wire),
    "standing": (some.STANDING, standings.standing_to_wire, standings.standing_from_wire),
    "conflict": (some.CONFLICT, standings.conflict_to_wire, standings.conflict_from_wire),
    "problem": (some.PROBLEM, problems.problem_to_wire, problems.problem_from_wire),
    "found": (some.FOUND, lambda device: found.found_to_wire(device, command_id="c"), found.found_from_wire),
    "plugin": (some.PLUGIN, found.plugin_to_wire, found.plugin_from_wire),
    "pairing": (some.PAIRING, pairing.pairing_to_wire, pairing.pairing_from_wire),
}


@pytest.mark.parametrize("name", ROUND_TRIPS)
@given(data=st.data())
@settings(max_examples=60)
def test_round_trip(name: str, data: Any) -> None:
    strategy, to_wire, from_wire = ROUND_TRIPS[name]
    record = data.draw(strategy)
    message = to_wire(record)
    assert from_wire(type(message).FromString(message.SerializeToString())) == record


ENUMS = {
    "mining state": (enums.MINING_STATES, miner_pb2.MiningState, True),
    "component kind": (enums.COMPONENT_KINDS, miner_pb2.ComponentKind, False),
    "component status": (enums.COMPONENT_STATUSES, miner_pb2.ComponentStatus, True),
    "severity": (enums.SEVERITIES, miner_pb2.Severity, False),
    "command kind": (enums.COMMAND_KINDS, miner_pb2.CommandKind, False),
    "curtailment level": (enums.CURTAILMENT_LEVELS, miner_pb2.CurtailmentLevel, False),
    "cooling mode": (enums.COOLING_MODES, miner_pb2.CoolingMode, False),
    "pairing status": (enums.PAIRING_STATUSES, gateway_pb2.PairingStatus, False),
    "actor type": (enums.ACTOR_TYPES, gateway_pb2.Actor.Type, False),
    "aspect": (enums.ASPECTS, gateway_pb2.Aspect, False),
    "command phase": (enums.COMMAND_PHASES, gateway_pb2.CommandPhase, False),
}


@pytest.mark.parametrize("name", ENUMS)
def test_enum_tables_are_total_and_keep_names(name: str) -> None:
    table, wire, zero_is_a_member = ENUMS[name]
    members = type(next(iter(table.to_wire)))
    assert set(table.to_wire) == set(members)
    assert set(table.to_core) == {number for number in wire.values() if number or zero_is_a_member}
    for member, number in table.to_wire.items():
        if number:
            assert wire.Name(number).endswith(f"_{member.value}")


def test_every_precedence_has_its_number_on_the_wire() -> None:
    names = {gateway_pb2.Precedence.Name(number) for number in enums.PRECEDENCES.to_wire.values()}
    assert names == {f"PRECEDENCE_{each.name}" for each in enums.PRECEDENCES.to_wire}
    assert len(names) == len(gateway_pb2.Precedence.values()) - 1


def test_every_payload_kind_has_a_member_of_the_oneof() -> None:
    fields = {field.name for field in miner_pb2.CommandPayload.DESCRIPTOR.oneofs_by_name["payload"].fields}
    assert {kind.value.lower() for kind in CommandKind} == fields == set(payloads._FROM_WIRE)


NEWER = {
    "payload": lambda: payloads.payload_from_wire(miner_pb2.CommandPayload()),
    "level": lambda: payloads.payload_from_wire(miner_pb2.CommandPayload(curtail={"level": 9})),
    "cooling": lambda: payloads.payload_from_wire(miner_pb2.CommandPayload(set_cooling_mode={"mode": 9})),
    "phase": lambda: commands.ack_from_wire(gateway_pb2.CommandAck(phase=99)),
    "actor": lambda: actors.actor_from_wire(gateway_pb2.Actor(type=99)),
    "aspect": lambda: standings.conflict_from_wire(gateway_pb2.Conflict(aspect=99)),
    "hold": lambda: standings.standing_from_wire(gateway_pb2.DeviceStanding(holds=[{"priority": 99}])),
}


@pytest.mark.parametrize("name", NEWER)
def test_what_must_be_acted_on_and_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(HeadframeError) as raised:
        NEWER[name]()
    assert raised.value.code is Code.UNSUPPORTED_VERSION


BROKEN = {
    "no target": {"set_power_target": {}},
    "nan": {"set_power_target": {"watts": float("nan")}},
    "no password": {"update_password": {"username": "root"}},
    "pool secret": {"update_pools": {"pools": [{"url": "x", "sealed_password": b"\xff"}]}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_payload_is_refused(name: str) -> None:
    with pytest.raises(HeadframeError) as raised:
        payloads.payload_from_wire(miner_pb2.CommandPayload(**BROKEN[name]))
    assert raised.value.code is Code.INVALID_REQUEST


def test_command_without_an_id_is_refused() -> None:
    with pytest.raises(HeadframeError, match="command_id"):
        commands.command_from_wire(gateway_pb2.Command(payload={"reboot": {}}))


def test_capabilities_of_a_newer_driver_are_read_as_far_as_known() -> None:
    message = miner_pb2.Capabilities(commands=[1, 99], cooling_modes=[88], max_pools=3)
    read = devices.capabilities_from_wire(message)
    assert (read.commands, read.cooling_modes, read.max_pools) == ({CommandKind.REBOOT}, frozenset(), 3)


def test_target_carries_expectations_and_one_login() -> None:
    target = devices.target_to_wire(
        Endpoint("10.0.0.5", {"api": 4028}),
        Identity(mac="aa:bb:cc:dd:ee:ff", serial="S1", model="S21", firmware="f"),
        device_key="k",
        credentials=Credentials("root", "pw"),
    )
    assert devices.endpoint_of_target(target) == Endpoint("10.0.0.5", {"api": 4028})
    assert (target.expected_mac, target.expected_serial) == ("aa:bb:cc:dd:ee:ff", "S1")
    assert devices.credentials_from_wire(target.credentials) == Credentials("root", "pw")
    bare = devices.target_to_wire(Endpoint("10.0.0.5"), Identity(), device_key="k")
    assert not bare.HasField("credentials")


def test_details_of_a_driver_travel_without_pool_passwords() -> None:
    given_ = driver_pb2.Details(
        identity={"mac": "m"},
        pools=[{"url": "u", "username": "w", "sealed_password": b"secret", "alive": True}],
        led_on=False,
        power_mode="eco",
        cooling_mode=miner_pb2.COOLING_MODE_AUTO,
        vendor_json=b"{}",
    )
    sent = details.details_from_driver(given_)
    assert b"secret" not in sent.SerializeToString()
    assert given_.pools[0].sealed_password == b"secret"
    read = details.details_from_wire(sent)
    assert (read.settings.led_on, read.settings.power_mode, read.settings.cooling_mode) == (
        False,
        "eco",
        "AUTO",
    )
    assert read.settings.pools[0].alive is True
    assert (read.identity, read.capabilities) == (Identity(mac="m"), None)


@pytest.mark.parametrize(
    "excess",
    [
        {"vendor_json": bytes(details.MAX_VENDOR_JSON_BYTES + 1)},
        {"pools": [{"url": "x"}] * (details.MAX_POOLS + 1)},
    ],
)
def test_details_beyond_their_bounds_are_refused_on_both_sides(excess: dict[str, Any]) -> None:
    with pytest.raises(HeadframeError) as raised:
        details.details_from_driver(driver_pb2.Details(**excess))
    assert raised.value.code is Code.DEVICE_PROTOCOL
    with pytest.raises(HeadframeError) as raised:
        details.details_from_wire(gateway_pb2.DeviceDetails(**excess))
    assert raised.value.code is Code.INVALID_REQUEST


def test_only_a_full_poll_that_can_tell_closes_faults() -> None:
    fault = {"code": "fan.lost"}
    assert details.faults_report(driver_pb2.PollResult(faults=[fault])) is None
    assert details.faults_report(driver_pb2.PollResult(details={})) is None
    silent = details.faults_report(driver_pb2.PollResult(details={"faults_known": True}))
    assert silent is not None
    assert not silent.faults
    told = details.faults_report(driver_pb2.PollResult(details={}, faults=[fault]))
    assert told is not None
    assert told.faults[0].code == "fan.lost"


def test_faults_are_taken_once_and_completed() -> None:
    same = miner_pb2.Fault(code="fan.lost", severity=2)
    read = details.faults_from_wire([same, same, miner_pb2.Fault()])
    assert [fault.code for fault in read] == ["fan.lost", details.UNKNOWN_FAULT_CODE]
    assert read[1].severity is details.UNSTATED_SEVERITY
    with pytest.raises(HeadframeError):
        details.faults_from_wire([same] * (details.MAX_FAULTS + 1))


def test_problem_of_a_newer_peer_keeps_its_code_in_words() -> None:
    read = problems.problem_from_wire(gateway_pb2.Problem(code="brand_new", message="odd"))
    assert read == Problem(Code.INTERNAL, "brand_new: odd")
    assert problems.problem_from_wire(gateway_pb2.Problem()) is None
    assert problems.problem_to_wire(None) is None


def test_pairing_status_not_known_here_does_not_work() -> None:
    assert pairing.pairing_status_from_wire(99) is PairingStatus.FAILED
    assert not pairing.pairing_status_from_wire(0).works


def test_every_driver_error_kind_has_a_code_of_its_own() -> None:
    assert set(DRIVER_CODES) == set(driver_pb2.ErrorKind.values()) - {0}
    assert len(set(DRIVER_CODES.values())) == len(DRIVER_CODES)


def test_driver_error_not_known_here_leaves_a_write_open() -> None:
    error = driver_pb2.DriverError(kind=99, message="m", vendor_code="v")
    assert problem_of_driver_error(error) == Problem(Code.DEVICE_PROTOCOL, "m", "v")
    assert problem_of_driver_error(error, is_write=True).code is Code.OUTCOME_UNKNOWN
    with pytest.raises(HeadframeError) as raised:
        raise_driver_error(driver_pb2.DriverError(kind=driver_pb2.ERROR_KIND_TIMEOUT))
    assert raised.value.code is Code.DEVICE_TIMEOUT


def test_texts_of_devices_are_bounded_and_fit_a_database() -> None:
    message = miner_pb2.Identity(model="S21\0\0", serial="a\x1b[31mb", hostname="h" * (texts.MAX_NAME + 1))
    assert devices.identity_from_wire(message) == Identity(model="S21", serial="a [31mb")
    long = gateway_pb2.Problem(code="busy", message="x" * 10_000)
    problem = problems.problem_from_wire(long)
    assert problem is not None
    assert len(problem.message) == texts.MAX_MESSAGE
    assert problem.message.endswith(texts.CUT)


@given(st.text(max_size=300))
def test_texts_never_hold_control_characters(text: str) -> None:
    for cleaned in (texts.name_of(text), texts.message_of(text)):
        assert not any(ord(character) < 32 or ord(character) == 127 for character in cleaned)


GOOD_FIND = {"device_key": "mac:x", "driver": "antminer", "address": "10.0.0.1"}


@pytest.mark.parametrize("wrong", [{"device_key": ""}, {"driver": ""}, {"address": "miner.example"}])
def test_a_find_that_cannot_be_one_is_refused(wrong: dict[str, str]) -> None:
    assert found.found_from_wire(gateway_pb2.DiscoveredDevice(**GOOD_FIND)).endpoint.address == "10.0.0.1"
    with pytest.raises(HeadframeError) as raised:
        found.found_from_wire(gateway_pb2.DiscoveredDevice(**(GOOD_FIND | wrong)))
    assert raised.value.code is Code.INVALID_REQUEST
