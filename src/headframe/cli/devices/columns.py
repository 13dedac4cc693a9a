"""Columns of device lists: their names, and how a row shows in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headframe.cli.client import Body
from headframe.cli.errors import usage
from headframe.cli.output import Grid
from headframe.cli.units import (
    UNKNOWN,
    age,
    count,
    duration,
    efficiency,
    hashrate,
    power,
    speed,
    temperature,
    voltage,
)

Show = Callable[[Body, int], str]


@dataclass(frozen=True, slots=True)
class Column:
    """`show` takes a row and the server's time (ms)."""

    name: str
    show: Show
    is_number: bool = False


def _text(name: str, key: str = "") -> Column:
    return Column(name, lambda row, _now: str(row[key or name] or UNKNOWN))


def _unit(name: str, key: str, unit: Callable[[float | None], str]) -> Column:
    return Column(name, lambda row, _now: unit(row[key]), is_number=True)


def _since(name: str, key: str) -> Column:
    return Column(name, lambda row, now: age(row[key], now), is_number=True)


def _total(name: str, key: str) -> Column:
    return Column(name, lambda row, _now: count(row[key]), is_number=True)


def hottest(row: Body) -> float | None:
    """The highest temperature of boards and chips."""
    known = [row[key] for key in ("board_temperature_c", "chip_temperature_c") if row[key] is not None]
    return max(known, default=None)


def slot(row: Body) -> str:
    """Where in its rack a miner stands."""
    place = row["placement"]
    return f"{place['row']}-{place['column']}" if place and place["row"] else UNKNOWN


def problem(row: Body) -> str:
    """What is wrong with reaching it."""
    return f"[{row['problem']['code']}] {row['problem']['message']}" if row["problem"] else UNKNOWN


COLUMNS = {
    column.name: column
    for column in (
        Column("id", lambda row, _now: str(row["id"]), is_number=True),
        _text("name"), _text("status"), _text("make"), _text("model"), _text("firmware"), _text("mac"),
        _text("serial"), _text("ip", "address"), _text("hostname"), _text("control_board"), _text("driver"),
        _text("pairing"), _text("state", "mining_state"),
        Column("node", lambda row, _now: str(row["node_id"] or UNKNOWN), is_number=True),
        _unit("hashrate", "hashrate_hs", hashrate), _unit("expected", "expected_hashrate_hs", hashrate),
        _unit("power", "power_watts", power), _unit("target", "power_target_watts", power),
        _unit("efficiency", "efficiency_j_per_h", efficiency),
        Column("temp", lambda row, _now: temperature(hottest(row)), is_number=True),
        _unit("chip", "chip_temperature_c", temperature), _unit("board", "board_temperature_c", temperature),
        _unit("inlet", "inlet_temperature_c", temperature), _unit("fan", "fan_rpm", speed),
        _unit("voltage", "input_voltage_v", voltage), _unit("uptime", "uptime_seconds", duration),
        _since("age", "last_report_ms"), _since("since", "status_since_ms"),
        _since("discovered", "discovered_at_ms"),
        _text("site", "site_name"), _text("building", "building_name"), _text("rack", "rack_name"),
        Column("slot", lambda row, _now: slot(row)),
        Column("groups", lambda row, _now: ", ".join(row["groups"]) or UNKNOWN),
        _total("faults", "fault_count"), _text("severity", "worst_fault"),
        _text("pool", "pool_url"), _text("worker", "pool_user"),
        _total("accepted", "shares_accepted"), _total("rejected", "shares_rejected"),
        Column("problem", lambda row, _now: problem(row)),
    )
}  # fmt: skip
DEFAULT = (
    "id", "name", "status", "model", "ip", "hashrate", "power", "efficiency", "temp", "uptime", "age",
)  # fmt: skip
FOUND = ("id", "name", "make", "model", "ip", "mac", "driver", "pairing")
"""What is known right after a discovery."""


def chosen(names: str | None) -> Sequence[Column]:
    """Columns by comma; the usual ones without."""
    wanted = [name.strip() for name in names.split(",")] if names else DEFAULT
    unknown = [name for name in wanted if name not in COLUMNS]
    if unknown:
        raise usage(f"no column {unknown[0]!r}", f"Columns: {', '.join(COLUMNS)}.")
    return [COLUMNS[name] for name in wanted]


def grid(columns: Sequence[Column], rows: Sequence[Body], now_ms: int) -> Grid:
    """Rows as a table."""
    return Grid(
        [column.name for column in columns],
        [[column.show(row, now_ms) for column in columns] for row in rows],
        frozenset(column.name for column in columns if column.is_number),
    )
