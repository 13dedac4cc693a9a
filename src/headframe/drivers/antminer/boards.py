"""Hash boards, from `stats`: flat keys with the chain's number at their end.

Chains count from 1 and some models leave out numbers. A chain is fitted where the firmware gives it a
temperature key or finds chips on it; a fitted chain without chips is a lost board.

`chain_acs` draws each chip: o works, x does not, - was not found.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from headframe.drivers.cgminer import values
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_CHAINS = 16
CHIP_WORKS = "o"


def read(stats: Mapping[str, Any], unit_hs: float, odd: list[str]) -> list[miner_pb2.Component]:
    """One component a fitted board, in slot order. `unit_hs` is what hashrates are given in.

    The expected number of chips is the highest found on any board: boards of a miner are alike.
    """
    chains = list(_fitted(stats, odd))
    expected = max((chips for _, chips in chains), default=0)
    return [_board(stats, chain, chips, expected, unit_hs=unit_hs, odd=odd) for chain, chips in chains]


def _fitted(stats: Mapping[str, Any], odd: list[str]) -> Iterator[tuple[int, int]]:
    for chain in range(1, MAX_CHAINS + 1):
        key = f"chain_acn{chain}"
        if key not in stats:
            continue
        chips = values.count(stats, key, odd) or 0
        if chips or f"temp{chain}" in stats or f"temp2_{chain}" in stats:
            yield chain, chips


def _board(
    stats: Mapping[str, Any], chain: int, found: int, expected: int, *, unit_hs: float, odd: list[str]
) -> miner_pb2.Component:
    drawing = stats.get(f"chain_acs{chain}")
    working = drawing.count(CHIP_WORKS) if found and isinstance(drawing, str) and drawing.strip() else found
    working = min(working, found)
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
        slot=chain - 1,
        status=_status(working, found, expected),
        serial=values.text(stats, f"chain_sn{chain}"),
        hashrate_hs=values.hashrate(stats, f"chain_rate{chain}", unit_hs, odd),
        expected_hashrate_hs=values.hashrate(stats, f"chain_rateideal{chain}", unit_hs, odd),
        temperature_c=_hottest(stats, f"temp_pcb{chain}", f"temp{chain}", odd),
        chip_temperature_c=_hottest(stats, f"temp_chip{chain}", f"temp2_{chain}", odd),
        frequency_hz=values.frequency(stats, f"freq_avg{chain}", odd)
        or values.frequency(stats, f"freq{chain}", odd),
        chips_working=working,
        chips_expected=expected or None,
        hardware_errors=values.count(stats, f"chain_hw{chain}", odd),
    )


def _status(working: int, found: int, expected: int) -> miner_pb2.ComponentStatus:
    if not found:
        return miner_pb2.COMPONENT_STATUS_OFFLINE
    if working < found or found < expected:
        return miner_pb2.COMPONENT_STATUS_WARNING
    return miner_pb2.COMPONENT_STATUS_HEALTHY


def _hottest(stats: Mapping[str, Any], sensors: str, single: str, odd: list[str]) -> float | None:
    """The hottest of the sensors given as "73-45-64-65", else the one given alone."""
    listed = stats.get(sensors)
    if isinstance(listed, str):
        found = [value for part in listed.split("-") if part and (value := values.as_number(part))]
        plausible = [value for value in found if value <= values.TEMPERATURE_HIGH_C]
        if len(plausible) < len(found):
            odd.append(sensors)
        if plausible:
            return max(plausible)
    return values.temperature(stats, single, odd)
