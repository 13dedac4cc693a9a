"""From the library's MinerData to the wire's messages.

MinerData is typed by the library's own stubs; `Any` here, because those are not part of its releases'
promises and every field is checked before it is believed.
"""

import json
import math
from collections.abc import Iterable
from typing import Any

from pyasic_rs.data import HashRateUnit

from headframe.driver import WrongDeviceError
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_VENDOR_JSON_BYTES = 256 * 1024
HZ_PER_MHZ = 1e6
PLAUSIBLE_C = (-60.0, 250.0)
STATES = {
    "Mining": miner_pb2.MINING_STATE_MINING,
    "Stable": miner_pb2.MINING_STATE_MINING,
    "Tuning": miner_pb2.MINING_STATE_MINING,
    "DegradedMining": miner_pb2.MINING_STATE_MINING,
    "Starting": miner_pb2.MINING_STATE_STARTING,
    "Initializing": miner_pb2.MINING_STATE_STARTING,
    "Restarting": miner_pb2.MINING_STATE_STARTING,
    "AdjustingClockVoltage": miner_pb2.MINING_STATE_STARTING,
    "AdjustingFrequency": miner_pb2.MINING_STATE_STARTING,
    "AdjustingVoltage": miner_pb2.MINING_STATE_STARTING,
    "Paused": miner_pb2.MINING_STATE_STOPPED,
    "Stopped": miner_pb2.MINING_STATE_STOPPED,
    "Stopping": miner_pb2.MINING_STATE_STOPPED,
    "Suspended": miner_pb2.MINING_STATE_STOPPED,
    "Idling": miner_pb2.MINING_STATE_STOPPED,
    "CoolingDown": miner_pb2.MINING_STATE_FAULT,
    "Error": miner_pb2.MINING_STATE_FAULT,
}
SEVERITIES = {
    "Error": miner_pb2.SEVERITY_MAJOR,
    "Warning": miner_pb2.SEVERITY_MINOR,
    "Info": miner_pb2.SEVERITY_INFO,
}
COMPONENTS = {
    "HashBoard": miner_pb2.COMPONENT_KIND_HASH_BOARD,
    "PowerSupply": miner_pb2.COMPONENT_KIND_PSU,
    "Fan": miner_pb2.COMPONENT_KIND_FAN,
    "ControlBoard": miner_pb2.COMPONENT_KIND_CONTROL_BOARD,
}


def finite(value: float | None) -> float | None:
    """The value, where it is a number."""
    return value if value is not None and math.isfinite(value) else None


def celsius(value: float | None) -> float | None:
    """The temperature, where a machine can have it. The library gives 0 for a sensor it did not find."""
    low, high = PLAUSIBLE_C
    return value if value is not None and value != 0 and low < value < high else None


def hashes(rate: Any) -> float | None:
    """A HashRate in H/s."""
    return None if rate is None else finite(rate.as_unit(HashRateUnit.H).value)


def hashes_less(data: Any, other: Any) -> bool:
    """Whether one reading's hashrate is known to be lower than another's."""
    ours, theirs = hashes(data.hashrate), hashes(other.hashrate)
    return ours is not None and theirs is not None and ours < theirs


def mac_of(data: Any) -> str:
    """The MAC as the wire spells it."""
    return (data.mac or "").lower()


def mining_state(data: Any) -> miner_pb2.MiningState:
    """What the miner says. "Mining" alone is the library's default and counts only with a hashrate."""
    if data.operating_state is not None:
        name = type(data.operating_state).__name__
        return STATES.get(name, miner_pb2.MINING_STATE_UNSPECIFIED)
    if not data.is_mining:
        return miner_pb2.MINING_STATE_STOPPED
    return miner_pb2.MINING_STATE_MINING if hashes(data.hashrate) else miner_pb2.MINING_STATE_UNSPECIFIED


def sample(data: Any) -> miner_pb2.Sample:
    """Measurements of the whole and of its parts."""
    parts = components(data)
    fans = [part.rpm for part in parts if part.kind == miner_pb2.COMPONENT_KIND_FAN and part.rpm > 0]
    pools = [pool for group in data.pools for pool in group.pools]
    return miner_pb2.Sample(
        hashrate_hs=hashes(data.hashrate),
        expected_hashrate_hs=hashes(data.expected_hashrate),
        power_watts=finite(data.wattage),
        power_target_watts=power_target(data),
        board_temperature_c=hottest(board.board_temperature for board in data.hashboards),
        chip_temperature_c=hottest(board.outlet_chip_temperature for board in data.hashboards),
        inlet_temperature_c=celsius(data.fluid_temperature),
        fan_rpm=sum(fans) / len(fans) if fans else None,
        uptime_seconds=int(data.uptime.total_seconds()) if data.uptime is not None else None,
        shares_accepted=total(pool.accepted_shares for pool in pools),
        shares_rejected=total(pool.rejected_shares for pool in pools),
        mining_state=mining_state(data),
        pool_connected=connected(pools),
        components=parts,
    )


def power_target(data: Any) -> float | None:
    """The limit in watts, where the miner is tuned by one."""
    return None if data.tuning_target is None else finite(data.tuning_target.watts)


def hottest(values: Iterable[float | None]) -> float | None:
    """The highest plausible temperature."""
    return max((found for value in values if (found := celsius(value)) is not None), default=None)


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def connected(pools: list[Any]) -> bool | None:
    """Whether some pool is alive and in use; None where the miner lists none."""
    return any(pool.alive and pool.active for pool in pools) if pools else None


def components(data: Any) -> list[miner_pb2.Component]:
    """Boards, fans and the PSU's fans."""
    boards = [board_component(board) for board in data.hashboards]
    named = [("fan", fan) for fan in data.fans] + [("PSU fan", fan) for fan in data.psu_fans]
    fans = [
        miner_pb2.Component(
            kind=miner_pb2.COMPONENT_KIND_FAN, slot=slot, name=f"{name} {fan.position}", rpm=finite(fan.rpm)
        )
        for slot, (name, fan) in enumerate(named)
    ]
    return boards + fans


def board_component(board: Any) -> miner_pb2.Component:
    """One hash board."""
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
        slot=board.position,
        status=board_status(board),
        serial=board.serial_number or "",
        hashrate_hs=hashes(board.hashrate),
        expected_hashrate_hs=hashes(board.expected_hashrate),
        temperature_c=celsius(board.board_temperature),
        chip_temperature_c=celsius(board.outlet_chip_temperature),
        inlet_temperature_c=celsius(board.inlet_chip_temperature),
        voltage_v=finite(board.voltage),
        frequency_hz=None if board.frequency is None else finite(board.frequency * HZ_PER_MHZ),
        chips_working=board.working_chips,
        chips_expected=board.expected_chips,
    )


def board_status(board: Any) -> miner_pb2.ComponentStatus:
    """Judged by its chips, where the miner counts them."""
    if board.active is False:
        return miner_pb2.COMPONENT_STATUS_DISABLED
    if board.working_chips is None or board.expected_chips is None:
        return miner_pb2.COMPONENT_STATUS_UNSPECIFIED
    if board.working_chips == 0:
        return miner_pb2.COMPONENT_STATUS_OFFLINE
    whole = board.working_chips >= board.expected_chips
    return miner_pb2.COMPONENT_STATUS_HEALTHY if whole else miner_pb2.COMPONENT_STATUS_WARNING


def identity(data: Any) -> miner_pb2.Identity:
    """Who it is, in the library's names of makes and models."""
    info, board = data.device_info, data.control_board_version
    return miner_pb2.Identity(
        mac=mac_of(data),
        serial=data.serial_number or "",
        make=info.make,
        model=info.model,
        firmware=data.firmware_version or info.firmware,
        hostname=data.hostname or "",
        control_board=board.name if board is not None else "",
    )


def pools(data: Any) -> list[miner_pb2.Pool]:
    """Pools in their order, without passwords."""
    return [
        miner_pb2.Pool(
            url=str(pool.url) if pool.url is not None else "",
            username=pool.user or "",
            active=pool.active,
            alive=pool.alive,
            shares_accepted=pool.accepted_shares,
            shares_rejected=pool.rejected_shares,
        )
        for group in data.pools
        for pool in group.pools
    ]


def faults(data: Any) -> list[miner_pb2.Fault]:
    """The miner's messages; the library's numbers are the vendor's."""
    return [fault(message) for message in data.messages]


def fault(message: Any) -> miner_pb2.Fault:
    """One message."""
    part = message.component
    return miner_pb2.Fault(
        code="vendor.unknown",
        severity=SEVERITIES.get(str(message.severity), miner_pb2.SEVERITY_UNSPECIFIED),
        component_kind=COMPONENTS.get(type(part).__name__, miner_pb2.COMPONENT_KIND_UNSPECIFIED),
        component_slot=getattr(part, "idx", None),
        message=message.message,
        vendor_code=str(message.code),
        since_ms=message.timestamp * 1000 if message.timestamp > 0 else None,
    )


def details(data: Any, capabilities: miner_pb2.Capabilities) -> driver_pb2.Details:
    """What a full poll adds. Silence about faults is no health: many makes are read without them."""
    return driver_pb2.Details(
        identity=identity(data),
        capabilities=capabilities,
        pools=pools(data),
        faults_known=bool(data.messages),
        led_on=data.light_flashing,
        vendor_json=vendor_json(data),
    )


def vendor_json(data: Any) -> bytes:
    """The library's whole answer; without single chips where it would be too long."""
    table = data.model_dump()
    text = json.dumps(table, default=str).encode()
    if len(text) <= MAX_VENDOR_JSON_BYTES:
        return text
    for board in table.get("hashboards", ()):
        board.pop("chips", None)
    text = json.dumps(table, default=str).encode()
    return text if len(text) <= MAX_VENDOR_JSON_BYTES else b""


def check_identity(target: driver_pb2.Target, data: Any) -> None:
    """Raise WrongDeviceError where the answer is another miner's."""
    wrong_mac = target.expected_mac and data.mac and mac_of(data) != target.expected_mac.lower()
    serial = data.serial_number
    wrong_serial = target.expected_serial and serial and serial != target.expected_serial
    if wrong_mac or wrong_serial:
        raise WrongDeviceError("another miner answers at this address")
