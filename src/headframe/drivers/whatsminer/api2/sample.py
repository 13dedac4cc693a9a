"""An API 2 miner's answers as a sample. Hashrates come in MH/s (also "HS RT"), voltages in 10 mV."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headframe.driver import ProtocolError
from headframe.drivers.cgminer import answers, values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.cgminer.pools import any_configured, any_connected
from headframe.drivers.whatsminer import sample as shared
from headframe.wire.gen.miner.v1 import miner_pb2

_HASHRATES = ("MHS 5s", "HS RT", "MHS 1m", "MHS 5m", "MHS 15m", "MHS av")
_MEGA = 1e6


@dataclass(slots=True)
class Reading:
    """A sample with what else its answers told. `odd` names the keys whose values could not be true."""

    sample: miner_pb2.Sample
    mac: str
    odd: list[str]
    has_pools: bool | None
    ramping: bool

    @property
    def is_plainly_mining(self) -> bool:
        """Whether nothing suggests that it was told to stop: its averages fall slowly once it was."""
        found = self.sample
        return found.hashrate_hs > found.expected_hashrate_hs / 2 and found.pool_connected


def read(
    summary_answer: Mapping[str, Any],
    devs_answer: Mapping[str, Any] | None,
    pools_answer: Mapping[str, Any] | None,
) -> Reading:
    """The sample in the answers to summary, devs and pools.

    Raises:
        ProtocolError: there is no summary, or its hashrate makes no sense.
    """
    summary = answers.first(summary_answer, "SUMMARY")
    if not summary:
        raise ProtocolError("the answer holds no summary")
    odd: list[str] = []
    rows = answers.section(devs_answer, "DEVS") if devs_answer else []
    boards = [_board(row, position, odd) for position, row in enumerate(rows)]
    speeds = (values.fan(summary, "Fan Speed In", odd), values.fan(summary, "Fan Speed Out", odd))
    reading = Reading(
        _sample(summary, speeds, odd),
        mac(summary.get("MAC")),
        odd,
        has_pools=None,
        ramping=any(row.get("Upfreq Complete") == 0 for row in rows),
    )
    parts = [*boards, *shared.fans(speeds), *_psu(summary, odd)]
    reading.sample.components.extend(parts)
    board_c = shared.hottest_board(boards)
    if board_c is None:
        board_c = values.temperature(summary, "Temperature", odd)
    if board_c is not None:
        reading.sample.board_temperature_c = board_c
    if pools_answer is not None:
        _add_pools(reading, answers.section(pools_answer, "POOLS"))
    settle(reading, stopped=None)
    return reading


def settle(reading: Reading, *, stopped: bool | None) -> None:
    """Work out the mining state; `stopped` is the miner's word for having been switched off."""
    found = reading.sample
    found.mining_state = shared.state(
        hashrate_hs=found.hashrate_hs if found.HasField("hashrate_hs") else None,
        stopped=stopped,
        ramping=reading.ramping,
        pool_connected=found.pool_connected if found.HasField("pool_connected") else None,
        has_pools=reading.has_pools,
        uptime_seconds=found.uptime_seconds if found.HasField("uptime_seconds") else None,
    )


def _sample(
    summary: Mapping[str, Any], speeds: tuple[float | None, float | None], odd: list[str]
) -> miner_pb2.Sample:
    expected = values.hashrate(summary, "Factory GHS", 1e9, odd)
    draw = values.power(summary, "Power_RT", odd)
    return miner_pb2.Sample(
        hashrate_hs=_hashrate(summary, odd),
        expected_hashrate_hs=expected or values.hashrate(summary, "Target MHS", _MEGA, odd),
        power_watts=draw if draw is not None else values.power(summary, "Power", odd),
        power_target_watts=values.power(summary, "Power Limit", odd),
        chip_temperature_c=values.temperature(summary, "Chip Temp Max", odd),
        inlet_temperature_c=values.temperature(summary, "Env Temp", odd),
        fan_rpm=shared.mean_turning(speeds),
        uptime_seconds=_first_total(summary, ("Uptime", "Elapsed"), odd),
        shares_accepted=values.total(summary, "Accepted", odd),
        shares_rejected=values.total(summary, "Rejected", odd),
    )


def _hashrate(source: Mapping[str, Any], odd: list[str]) -> float | None:
    for key in _HASHRATES:
        if key in source:
            found = values.hashrate(source, key, _MEGA, odd)
            if found is None and odd and odd[-1] == key:
                raise ProtocolError(f"{key!r} is out of range")
            if found is not None:
                return found
    return None


def _first_total(source: Mapping[str, Any], keys: tuple[str, ...], odd: list[str]) -> int | None:
    for key in keys:
        found = values.total(source, key, odd)
        if found is not None:
            return found
    return None


def _board(row: Mapping[str, Any], position: int, odd: list[str]) -> miner_pb2.Component:
    rate = next((values.hashrate(row, key, _MEGA, odd) for key in _HASHRATES if key in row), None)
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
        slot=shared.slot(row, ("Slot", "ASC"), position),
        status=shared.board_status(row, "Status"),
        serial=values.text(row, "PCB SN"),
        hashrate_hs=rate,
        expected_hashrate_hs=values.hashrate(row, "Factory GHS", 1e9, odd),
        temperature_c=values.temperature(row, "Temperature", odd),
        chip_temperature_c=values.temperature(row, "Chip Temp Max", odd),
        frequency_hz=values.frequency(row, "Chip Frequency", odd) or values.frequency(row, "Frequency", odd),
        chips_working=values.count(row, "Effective Chips", odd),
        hardware_errors=values.count(row, "Hardware Errors", odd),
    )


def _psu(summary: Mapping[str, Any], odd: list[str]) -> list[miner_pb2.Component]:
    centivolts = values.number(summary, "Voltage", 0.0, values.VOLTAGE_LIMIT_V * 100, odd)
    current = values.number(summary, "Power Current", 0.0, values.CURRENT_LIMIT_A, odd)
    rpm = values.fan(summary, "Power Fanspeed", odd)
    draw = values.power(summary, "Power_RT", odd)
    if draw is None:
        draw = values.power(summary, "Power", odd)
    if centivolts is None and current is None and rpm is None and draw is None:
        return []
    return [
        miner_pb2.Component(
            kind=miner_pb2.COMPONENT_KIND_PSU,
            power_watts=draw,
            voltage_v=None if centivolts is None else centivolts / 100,
            current_a=current,
            rpm=rpm,
        )
    ]


def _add_pools(reading: Reading, rows: list[Mapping[str, Any]]) -> None:
    reading.has_pools = any_configured(rows)
    if reading.has_pools:
        reading.sample.pool_connected = any_connected(rows)
    for key, name in (("Accepted", "shares_accepted"), ("Rejected", "shares_rejected")):
        if not reading.sample.HasField("shares_accepted" if key == "Accepted" else "shares_rejected"):
            shares = [values.total(row, key, reading.odd) for row in rows]
            if shares and None not in shares:
                setattr(reading.sample, name, min(sum(s for s in shares if s), values.TOTAL_LIMIT))
