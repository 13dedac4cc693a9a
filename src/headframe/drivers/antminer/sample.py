"""A stock Antminer's `stats`, `summary` and `pools` as a sample.

Rates come in the unit that `rate_unit` names, GH/s where it names none. There is no power reading: stock
firmware of air-cooled models has none; where a firmware does tell (`chain_power`), it is taken.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headframe.driver import ProtocolError
from headframe.drivers.antminer import boards, fans
from headframe.drivers.antminer.description import model_name
from headframe.drivers.cgminer import answers, values
from headframe.drivers.cgminer.pools import any_configured, any_connected
from headframe.wire.gen.miner.v1 import miner_pb2

_UNITS_HS = {"H": 1.0, "KH": 1e3, "MH": 1e6, "GH": 1e9, "TH": 1e12, "PH": 1e15}
_RATES = ("GHS 5s", "rate_5s", "GHS 1m", "rate_30m", "GHS av", "rate_avg")
_LEADING_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HARDWARE_ID = re.compile(r"[0-9a-fA-F]{8,64}")

STARTING_SECONDS = 900
"""A miner that hashes nothing this soon after its start is starting; later, it does not say why."""

SLEEP_MODE = 1


@dataclass(slots=True)
class Reading:
    """A sample with what else its answers told. `odd` names the keys whose values could not be true."""

    sample: miner_pb2.Sample
    model: str
    hardware_id: str
    odd: list[str]
    has_pools: bool | None
    elapsed_seconds: int | None

    @property
    def is_plainly_mining(self) -> bool:
        """Whether nothing suggests that it was put to sleep: its averages fall slowly once it was."""
        found = self.sample
        return found.hashrate_hs > found.expected_hashrate_hs / 2 and found.pool_connected


def read(
    stats_answer: Mapping[str, Any],
    summary_answer: Mapping[str, Any] | None,
    pools_answer: Mapping[str, Any] | None,
) -> Reading:
    """The sample in the answers to stats, summary and pools.

    Raises:
        ProtocolError: there are no stats, or their hashrate makes no sense.
    """
    records = answers.section(stats_answer, "STATS")
    if not records:
        raise ProtocolError("the answer holds no stats")
    odd: list[str] = []
    stats = next((record for record in records if "Elapsed" in record or "GHS 5s" in record), {})
    summary = answers.first(summary_answer, "SUMMARY") if summary_answer else {}
    unit_hs = unit_of(stats)
    rate = _hashrate(stats or summary, unit_hs, odd)
    found_boards = boards.read(stats, unit_hs, odd)
    found_fans = fans.read(stats, mining=bool(rate), odd=odd)
    elapsed = values.total(stats, "Elapsed", odd)
    found = miner_pb2.Sample(
        hashrate_hs=rate,
        expected_hashrate_hs=values.hashrate(stats, "total_rateideal", unit_hs, odd),
        power_watts=_power(stats),
        board_temperature_c=_highest(found_boards, "temperature_c"),
        chip_temperature_c=_highest(found_boards, "chip_temperature_c"),
        fan_rpm=fans.mean_turning(found_fans),
        uptime_seconds=elapsed,
        shares_accepted=values.total(summary, "Accepted", odd),
        shares_rejected=values.total(summary, "Rejected", odd),
    )
    found.components.extend(found_boards)
    found.components.extend(found_fans)
    reading = Reading(
        found,
        model_name(values.text(records[0], "Type")),
        hardware_id(stats),
        odd,
        has_pools=None,
        elapsed_seconds=elapsed,
    )
    if pools_answer is not None:
        _add_pools(reading, answers.section(pools_answer, "POOLS"))
    settle(reading, work_mode=None)
    return reading


def settle(reading: Reading, *, work_mode: int | None) -> None:
    """Work out the mining state; `work_mode` is the configured one, where it was asked for."""
    found = reading.sample
    if work_mode == SLEEP_MODE:
        found.mining_state = miner_pb2.MINING_STATE_STOPPED
    elif found.hashrate_hs:
        found.mining_state = miner_pb2.MINING_STATE_MINING
    elif reading.has_pools is False or (found.HasField("pool_connected") and not found.pool_connected):
        found.mining_state = miner_pb2.MINING_STATE_NO_POOL
    elif reading.elapsed_seconds is not None and reading.elapsed_seconds < STARTING_SECONDS:
        found.mining_state = miner_pb2.MINING_STATE_STARTING
    else:
        found.mining_state = miner_pb2.MINING_STATE_UNSPECIFIED


def hardware_id(stats: Mapping[str, Any]) -> str:
    """The control board's own number; empty where the firmware has none ("no miner id now", zeros)."""
    found = values.text(stats, "miner_id")
    return found.lower() if _HARDWARE_ID.fullmatch(found) and found.strip("0") else ""


def unit_of(stats: Mapping[str, Any]) -> float:
    """What the hashrates of a `stats` answer are given in, in H/s."""
    name = values.text(stats, "rate_unit").upper().removesuffix("/S")
    return _UNITS_HS.get(name, 1e9)


def _hashrate(stats: Mapping[str, Any], unit_hs: float, odd: list[str]) -> float | None:
    for key in _RATES:
        if key in stats:
            found = values.hashrate(stats, key, unit_hs, odd)
            if found is None and odd and odd[-1] == key:
                raise ProtocolError(f"{key!r} is out of range")
            if found is not None:
                return found
    return None


def _power(stats: Mapping[str, Any]) -> float | None:
    number = _LEADING_NUMBER.match(values.text(stats, "chain_power"))
    watts = float(number.group()) if number else 0.0
    return watts if 0 < watts <= values.POWER_LIMIT_WATTS else None


def _highest(parts: list[miner_pb2.Component], field: str) -> float | None:
    known = [getattr(part, field) for part in parts if part.HasField(field)]
    return max(known) if known else None


def _add_pools(reading: Reading, rows: list[Mapping[str, Any]]) -> None:
    reading.has_pools = any_configured(rows)
    if reading.has_pools:
        reading.sample.pool_connected = any_connected(rows)
