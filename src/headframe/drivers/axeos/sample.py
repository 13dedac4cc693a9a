"""From `/api/system/info` to a sample.

AxeOS gives GH/s, W, mV, mA, MHz, percent and degrees Celsius. Which fields there are differs between
firmware versions: what is missing stays unset. A chip or regulator at exactly 0 or -1 degrees is how the
firmware writes "no such sensor".
"""

from collections.abc import Mapping
from typing import Any

from headframe.drivers.cgminer import values
from headframe.drivers.http.untrusted import member, members
from headframe.wire.gen.miner.v1 import miner_pb2

GHS = 1e9
MAX_CHIPS = 64
STARTING_SECONDS = 120
"""A miner without hashrate that was switched on no longer ago than this is starting, not failing."""

Info = Mapping[str, Any]


def sample_of(info: Info) -> miner_pb2.Sample:
    """The sample of one answer."""
    odd: list[str] = []
    fans = _fans(info, odd)
    turning = [fan.rpm for fan in fans if fan.rpm > 0]
    sample = miner_pb2.Sample(
        hashrate_hs=values.hashrate(info, "hashRate", GHS, odd),
        expected_hashrate_hs=expected_hashrate(info, odd),
        power_watts=values.power(info, "power", odd),
        chip_temperature_c=values.hottest(sensor(info, "temp", odd), sensor(info, "temp2", odd)),
        fan_rpm=sum(turning) / len(turning) if turning else None,
        input_voltage_v=milli(info, "voltage", values.VOLTAGE_LIMIT_V, odd),
        uptime_seconds=values.total(info, "uptimeSeconds", odd),
        shares_accepted=values.total(info, "sharesAccepted", odd),
        shares_rejected=values.total(info, "sharesRejected", odd),
        pool_connected=pool_connected(info),
    )
    sample.mining_state = mining_state(info, sample)
    sample.components.extend([_board(info, sample, odd), _regulator(info, sample, odd), *fans])
    return sample


def expected_hashrate(info: Info, odd: list[str]) -> float | None:
    """What the firmware expects; older firmware leaves the sum to its UI: cores times frequency."""
    told = values.hashrate(info, "expectedHashrate", GHS, odd)
    if told is not None:
        return told
    frequency = values.frequency(info, "frequency", odd)
    cores = values.count(info, "smallCoreCount", odd)
    chips = values.count(info, "asicCount", odd)
    if not frequency or not cores or not chips:
        return None
    found = frequency * cores * chips
    return found if found <= values.HASHRATE_LIMIT_HS else None


def mining_state(info: Info, sample: miner_pb2.Sample) -> miner_pb2.MiningState:
    """What the miner says it does. It has no word for idle: no hashrate long after start tells nothing."""
    if is_paused(info):
        return miner_pb2.MINING_STATE_STOPPED
    if values.flag(info, "overheat_mode") or values.text(info, "power_fault"):
        return miner_pb2.MINING_STATE_FAULT
    if sample.hashrate_hs:
        return miner_pb2.MINING_STATE_MINING
    if "stratumURL" in info and not values.text(info, "stratumURL"):
        return miner_pb2.MINING_STATE_NO_POOL
    if sample.HasField("uptime_seconds") and sample.uptime_seconds <= STARTING_SECONDS:
        return miner_pb2.MINING_STATE_STARTING
    return miner_pb2.MINING_STATE_UNSPECIFIED


def is_paused(info: Info) -> bool | None:
    """Whether mining is paused; None on firmware before v2.14, which cannot pause."""
    return values.flag(info, "miningPaused")


def pool_connected(info: Info) -> bool | None:
    """Whether the pool connection stands: newer firmware names its address family, IPv4 or IPv6."""
    words = values.text(info, "poolConnectionInfo")
    return words.startswith("IPv") if words else None


def sensor(info: Info, key: str, odd: list[str]) -> float | None:
    """A temperature; None where the board has no such sensor."""
    found = values.temperature(info, key, odd)
    return None if found == -1 else found


def milli(info: Info, key: str, limit: float, odd: list[str]) -> float | None:
    """A voltage or current, from thousandths."""
    found = values.number(info, key, 0.0, limit * 1000, odd)
    return None if found is None else found / 1000


def _board(info: Info, sample: miner_pb2.Sample, odd: list[str]) -> miner_pb2.Component:
    """The board: an AxeOS miner has one, so what the whole miner hashes is what the board does."""
    board = miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
        status=_board_status(info),
        name=values.text(info, "ASICModel"),
        frequency_hz=values.frequency(info, "frequency", odd),
        voltage_v=milli(info, "coreVoltageActual", values.VOLTAGE_LIMIT_V, odd),
        chips_expected=values.count(info, "asicCount", odd),
    )
    for name in ("hashrate_hs", "expected_hashrate_hs", "chip_temperature_c"):
        if sample.HasField(name):
            setattr(board, name, getattr(sample, name))
    chips = members(member(info, "hashrateMonitor"), "asics", MAX_CHIPS)
    if chips:
        errors = sum(values.count(chip, "errorCount", odd) or 0 for chip in chips)
        board.hardware_errors = min(errors, values.COUNT_LIMIT)
        board.chips_working = sum(1 for chip in chips if values.hashrate(chip, "total", GHS, odd))
        board.chips_expected = board.chips_expected or len(chips)
    return board


def _board_status(info: Info) -> miner_pb2.ComponentStatus:
    if values.flag(info, "overheat_mode"):
        return miner_pb2.COMPONENT_STATUS_CRITICAL
    return miner_pb2.COMPONENT_STATUS_DISABLED if is_paused(info) else miner_pb2.COMPONENT_STATUS_UNSPECIFIED


def _regulator(info: Info, sample: miner_pb2.Sample, odd: list[str]) -> miner_pb2.Component:
    """The on-board voltage regulator: what a Bitaxe has for a power supply.

    `current` is that of the input on boards with an INA260, and of the regulator's output on those with a
    TPS546; the firmware does not say which it is.
    """
    regulator = miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_PSU,
        name="voltage regulator",
        temperature_c=sensor(info, "vrTemp", odd),
        current_a=milli(info, "current", values.CURRENT_LIMIT_A, odd),
    )
    if values.text(info, "power_fault"):
        regulator.status = miner_pb2.COMPONENT_STATUS_CRITICAL
    for name in ("power_watts", "input_voltage_v"):
        if sample.HasField(name):
            setattr(regulator, name, getattr(sample, name))
    return regulator


def _fans(info: Info, odd: list[str]) -> list[miner_pb2.Component]:
    duty = values.number(info, "fanspeed", 0.0, 100.0, odd)
    found = []
    for slot, key in enumerate(("fanrpm", "fan2rpm")):
        rpm = values.fan(info, key, odd)
        # A second fan that never turns is one that most boards do not have.
        if rpm is None or (slot and not rpm):
            continue
        found.append(
            miner_pb2.Component(
                kind=miner_pb2.COMPONENT_KIND_FAN,
                slot=slot,
                rpm=rpm,
                duty_ratio=None if duty is None else duty / 100,
            )
        )
    return found
