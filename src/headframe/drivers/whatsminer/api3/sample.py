"""An API 3 miner's answers as a sample. Hashrates come in TH/s, the PSU's output voltage in 10 mV."""

from dataclasses import dataclass

from headframe.driver import ProtocolError
from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.whatsminer import sample as shared
from headframe.drivers.whatsminer.api3.protocol import Section, part, rows
from headframe.wire.gen.miner.v1 import miner_pb2

_HASHRATES = ("hash-realtime", "hash-1min", "hash-15min", "hash-average")
_TERA = 1e12


@dataclass(slots=True)
class Reading:
    """A sample with what else its answers told. `odd` names the keys whose values could not be true."""

    sample: miner_pb2.Sample
    mac: str
    serial: str
    odd: list[str]


def read(info: Section, status: Section) -> Reading:
    """The sample in `get.device.info` and `get.miner.status` of summary, edevs and pools.

    Raises:
        ProtocolError: there is no summary, or its hashrate makes no sense.
    """
    summary = part(status, "summary")
    if not summary:
        raise ProtocolError("the answer holds no summary")
    odd: list[str] = []
    boards = _boards(summary, rows(status, "edevs"), part(info, "miner"), odd)
    speeds = (values.fan(summary, "fan-speed-in", odd), values.fan(summary, "fan-speed-out", odd))
    psu = _psu(part(info, "power"), summary, odd)
    found = _sample(summary, speeds, odd)
    found.components.extend([*boards, *shared.fans(speeds), psu])
    board_c = shared.hottest_board(boards)
    if board_c is not None:
        found.board_temperature_c = board_c
    if psu.HasField("input_voltage_v"):
        found.input_voltage_v = psu.input_voltage_v
    has_pools = _add_pools(found, status, odd)
    _settle(found, summary, info, has_pools=has_pools)
    return Reading(
        found,
        mac(part(info, "network").get("mac")),
        values.text(part(info, "miner"), "miner-sn"),
        odd,
    )


def _sample(summary: Section, speeds: tuple[float | None, float | None], odd: list[str]) -> miner_pb2.Sample:
    draw = values.power(summary, "power-realtime", odd)
    uptime = values.total(summary, "bootup-time", odd)
    elapsed = values.total(summary, "elapsed", odd)
    return miner_pb2.Sample(
        hashrate_hs=_hashrate(summary, odd),
        expected_hashrate_hs=values.hashrate(summary, "factory-hash", _TERA, odd),
        power_watts=draw if draw is not None else values.power(summary, "power-5min", odd),
        power_target_watts=values.power(summary, "power-limit", odd),
        chip_temperature_c=values.temperature(summary, "chip-temp-max", odd),
        inlet_temperature_c=values.temperature(summary, "environment-temperature", odd),
        fan_rpm=shared.mean_turning(speeds),
        # Both are on the device, and the larger one is the longer-lived clock whatever the firmware meant.
        uptime_seconds=max((t for t in (uptime, elapsed) if t is not None), default=None),
    )


def _hashrate(summary: Section, odd: list[str]) -> float | None:
    for key in _HASHRATES:
        found = values.hashrate(summary, key, _TERA, odd)
        if found is None and odd and odd[-1] == key:
            raise ProtocolError(f"{key!r} is out of range")
        if found is not None:
            return found
    return None


def _boards(
    summary: Section, edevs: list[Section], miner: Section, odd: list[str]
) -> list[miner_pb2.Component]:
    temperatures = summary.get("board-temperature")
    by_slot = dict(enumerate(temperatures)) if isinstance(temperatures, list) else {}
    found = []
    for position, row in enumerate(edevs):
        slot = shared.slot(row, ("slot", "id"), position)
        found.append(_board(row, slot, by_slot.get(slot), values.text(miner, f"pcbsn{slot}"), odd))
    return found


def _board(row: Section, slot: int, celsius: object, serial: str, odd: list[str]) -> miner_pb2.Component:
    rate = values.hashrate(row, "hash-realtime", _TERA, odd)
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
        slot=slot,
        status=shared.board_status(row, "status"),
        serial=serial,
        hashrate_hs=rate if rate is not None else values.hashrate(row, "hash-average", _TERA, odd),
        expected_hashrate_hs=values.hashrate(row, "factory-hash", _TERA, odd),
        temperature_c=values.temperature({"board-temperature": celsius}, "board-temperature", odd),
        chip_temperature_c=values.temperature(row, "chip-temp-max", odd),
        frequency_hz=values.frequency(row, "freq", odd),
        chips_working=values.count(row, "effective-chips", odd),
    )


def _psu(power: Section, summary: Section, odd: list[str]) -> miner_pb2.Component:
    centivolts = values.number(power, "vout", 0.0, values.VOLTAGE_LIMIT_V * 100, odd)
    draw = values.power(power, "pin", odd)
    return miner_pb2.Component(
        kind=miner_pb2.COMPONENT_KIND_PSU,
        name=values.text(power, "model") or values.text(power, "type"),
        serial=values.text(power, "sn"),
        power_watts=draw if draw is not None else values.power(summary, "power-realtime", odd),
        voltage_v=None if centivolts is None else centivolts / 100,
        input_voltage_v=values.number(power, "vin", 0.0, values.VOLTAGE_LIMIT_V, odd),
        current_a=values.number(power, "iin", 0.0, values.CURRENT_LIMIT_A, odd),
        temperature_c=values.temperature(power, "temp0", odd),
        rpm=values.fan(power, "fanspeed", odd),
    )


def _add_pools(found: miner_pb2.Sample, status: Section, odd: list[str]) -> bool | None:
    pools = rows(status, "pools")
    if "pools" not in status:
        return None
    has_pools = any(values.text(row, "url") for row in pools)
    if has_pools:
        found.pool_connected = any(
            row.get("stratum-active") is True and row.get("status") == "alive" for row in pools
        )
    accepted = [values.total(row, "accepted", odd) for row in pools]
    rejected = [values.total(row, "rejected", odd) for row in pools]
    if any(share is not None for share in accepted):
        found.shares_accepted = min(sum(s for s in accepted if s), values.TOTAL_LIMIT)
    if any(share is not None for share in rejected):
        found.shares_rejected = min(sum(s for s in rejected if s), values.TOTAL_LIMIT)
    return has_pools


def _settle(found: miner_pb2.Sample, summary: Section, info: Section, *, has_pools: bool | None) -> None:
    found.mining_state = shared.state(
        hashrate_hs=found.hashrate_hs if found.HasField("hashrate_hs") else None,
        stopped=values.flag(part(info, "miner"), "working") is False,
        ramping=values.as_number(summary.get("up-freq-finish")) == 0,
        pool_connected=found.pool_connected if found.HasField("pool_connected") else None,
        has_pools=has_pools,
        uptime_seconds=found.uptime_seconds if found.HasField("uptime_seconds") else None,
    )
