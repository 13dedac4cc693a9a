"""From the rig's telemetry, mining and cooling answers to a sample.

Telemetry names its units; another unit than the one in the specification makes a value unknown.
"""

from collections.abc import Mapping
from typing import Any

from headframe.drivers.cgminer import values
from headframe.drivers.http.untrusted import member, members
from headframe.wire.gen.miner.v1 import miner_pb2

GHS = 1e9
THS = 1e12
JOULES_PER_HASH_OF_JTH = 1e-12
MAX_JTH = 10_000.0
MAX_BOARDS = 16
MAX_PSUS = 8
MAX_FANS = 32
MAX_CHIPS = 1_024

Answer = Mapping[str, Any]

MINING_STATES = {
    "Uninitialized": miner_pb2.MINING_STATE_STARTING,
    "PoweringOn": miner_pb2.MINING_STATE_STARTING,
    "Mining": miner_pb2.MINING_STATE_MINING,
    "DegradedMining": miner_pb2.MINING_STATE_MINING,
    "PoweringOff": miner_pb2.MINING_STATE_STOPPED,
    "Stopped": miner_pb2.MINING_STATE_STOPPED,
    "Curtailed": miner_pb2.MINING_STATE_STOPPED,
    "NoPools": miner_pb2.MINING_STATE_NO_POOL,
    "Error": miner_pb2.MINING_STATE_FAULT,
}


def sample_of(telemetry: Answer, mining: Answer, cooling: Answer) -> miner_pb2.Sample:
    """The sample of three answers; any of them may be empty."""
    odd: list[str] = []
    miner = member(telemetry, "miner")
    status = member(mining, "mining-status")
    boards = [_board(item, odd) for item in members(telemetry, "hashboards", MAX_BOARDS)]
    psus = [_psu(item, odd) for item in members(telemetry, "psus", MAX_PSUS)]
    fans = fans_of(cooling, odd)
    hashrate = _measure(miner, "hashrate", "TH/s", values.HASHRATE_LIMIT_HS / THS, odd)
    power = _measure(miner, "power", "W", values.POWER_LIMIT_WATTS, odd)
    return miner_pb2.Sample(
        hashrate_hs=values.hashrate(status, "hashrate_ghs", GHS, odd) if hashrate is None else hashrate * THS,
        expected_hashrate_hs=values.hashrate(status, "ideal_hashrate_ghs", GHS, odd),
        power_watts=values.power(status, "power_usage_watts", odd) if power is None else power,
        power_target_watts=values.power(status, "power_target_watts", odd),
        board_temperature_c=_highest(boards, "temperature_c"),
        chip_temperature_c=_highest(boards, "chip_temperature_c"),
        inlet_temperature_c=_lowest(boards, "inlet_temperature_c"),
        fan_rpm=_mean([fan.rpm for fan in fans if fan.rpm > 0]),
        input_voltage_v=_mean([psu.input_voltage_v for psu in psus if psu.HasField("input_voltage_v")]),
        uptime_seconds=values.total(status, "reboot_uptime_s", odd),
        mining_state=MINING_STATES.get(values.text(status, "status"), miner_pb2.MINING_STATE_UNSPECIFIED),
        pool_connected=False if values.text(status, "status") == "NoPools" else None,
        components=[*boards, *psus, *fans],
    )


def fans_of(cooling: Answer, odd: list[str]) -> list[miner_pb2.Component]:
    """The fans; the rig counts them from 1."""
    found = []
    for fan in members(member(cooling, "cooling-status"), "fans", MAX_FANS):
        # The specification says "percentage"; firmware 1.8.0 writes "speed_percentage".
        key = "percentage" if "percentage" in fan else "speed_percentage"
        duty = values.number(fan, key, 0, 100, odd)
        found.append(
            miner_pb2.Component(
                kind=miner_pb2.COMPONENT_KIND_FAN,
                slot=slot_of(fan, odd),
                rpm=values.fan(fan, "rpm", odd),
                duty_ratio=None if duty is None else duty / 100,
            )
        )
    return found


def slot_of(source: Answer, odd: list[str]) -> int:
    """A slot from 0, of one that the rig counts from 1."""
    return max((values.count(source, "slot", odd) or 1) - 1, 0)


def _board(board: Answer, odd: list[str]) -> miner_pb2.Component:
    heat = member(board, "temperature")
    hashrate = _measure(board, "hashrate", "TH/s", values.HASHRATE_LIMIT_HS / THS, odd)
    efficiency = _measure(board, "efficiency", "J/TH", MAX_JTH, odd)
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
        slot=values.count(board, "index", odd) or 0,
        serial=values.text(board, "serial_number"),
        hashrate_hs=None if hashrate is None else hashrate * THS,
        temperature_c=values.temperature(heat, "average", odd),
        chip_temperature_c=_hottest_chip(member(board, "asics")),
        inlet_temperature_c=values.temperature(heat, "inlet", odd),
        outlet_temperature_c=values.temperature(heat, "outlet", odd),
        power_watts=_measure(board, "power", "W", values.POWER_LIMIT_WATTS, odd),
        voltage_v=_measure(board, "voltage", "V", values.VOLTAGE_LIMIT_V, odd),
        current_a=_measure(board, "current", "A", values.CURRENT_LIMIT_A, odd),
        efficiency_j_per_h=None if efficiency is None else efficiency * JOULES_PER_HASH_OF_JTH,
        chips_working=_chips_working(member(board, "asics")),
    )


def _psu(psu: Answer, odd: list[str]) -> miner_pb2.Component:
    """A power supply: its draw from the wall, and what it gives to the boards."""
    heat = member(psu, "temperature")
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_PSU,
        slot=values.count(psu, "index", odd) or 0,
        serial=values.text(psu, "serial_number"),
        temperature_c=values.temperature(heat, "hotspot", odd),
        inlet_temperature_c=values.temperature(heat, "ambient", odd),
        power_watts=values.power(member(psu, "power"), "input", odd),
        voltage_v=values.number(member(psu, "voltage"), "output", 0, values.VOLTAGE_LIMIT_V, odd),
        current_a=values.number(member(psu, "current"), "output", 0, values.CURRENT_LIMIT_A, odd),
        input_voltage_v=values.number(member(psu, "voltage"), "input", 0, values.VOLTAGE_LIMIT_V, odd),
    )


def _measure(source: Answer, key: str, unit: str, high: float, odd: list[str]) -> float | None:
    measured = member(source, key)
    if measured.get("unit") != unit:
        return None
    return values.number(measured, "value", 0, high, odd)


def _hottest_chip(asics: Answer) -> float | None:
    chips = _series(asics, "temperature")
    return values.hottest(
        *(chip for chip in chips if values.TEMPERATURE_LOW_C <= chip <= values.TEMPERATURE_HIGH_C and chip)
    )


def _chips_working(asics: Answer) -> int | None:
    chips = _series(asics, "hashrate")
    return sum(1 for chip in chips if chip > 0) if chips else None


def _series(asics: Answer, key: str) -> list[float]:
    listed = member(asics, key).get("values")
    if not isinstance(listed, list):
        return []
    numbers = (values.as_number(item) for item in listed[:MAX_CHIPS])
    return [number for number in numbers if number is not None]


def _mean(readings: list[float]) -> float | None:
    return sum(readings) / len(readings) if readings else None


def _highest(components: list[miner_pb2.Component], field: str) -> float | None:
    return max((getattr(item, field) for item in components if item.HasField(field)), default=None)


def _lowest(components: list[miner_pb2.Component], field: str) -> float | None:
    return min((getattr(item, field) for item in components if item.HasField(field)), default=None)
