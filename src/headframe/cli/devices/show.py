"""`devices show`: everything known of one miner, with the age of what is shown."""

from headframe.cli import units
from headframe.cli.client import Body
from headframe.cli.commands.rows import command_grid
from headframe.cli.devices.columns import problem
from headframe.cli.devices.group import app
from headframe.cli.options import OneMiner
from headframe.cli.output import Grid, Output
from headframe.cli.running import Api, command
from headframe.cli.selecting import device_id

LAST_COMMANDS = 5
_NUMBERS = frozenset(
    ("slot", "hashrate", "temp", "chip", "in", "out", "power", "volts", "amps", "clock", "fan", "chips")
)


@command(
    app,
    "show",
    "headframe devices show 12",
    "headframe devices show 10.0.3.17",
    "headframe devices show 02:00:00:3a:11:7f",
)
def show_device(api: Api, *, miner: OneMiner) -> None:
    """Show one miner: state, boards, power supplies, fans, pools, faults, last commands."""
    number = device_id(api.client, miner)
    detail = api.client.get(f"/devices/{number}")
    commands = api.client.get(f"/devices/{number}/commands", limit=LAST_COMMANDS)["commands"]
    api.out.show({**detail, "last_commands": commands}, lambda: _show(api.out, detail, commands))


def _show(out: Output, detail: Body, commands: list[Body]) -> None:
    row, now = detail["device"], detail["now_ms"]
    out.line(f"{row['name']}  {row['status']} for {units.age(row['status_since_ms'], now)}")
    out.facts(_identity(row, now))
    out.line()
    reported = row["last_report_ms"]
    age = f"reported {units.age(reported, now)} ago" if reported else "it has not reported yet"
    out.line(f"Measurements ({age})")
    out.facts(_measured(detail))
    _section(out, f"Parts ({age})", parts(detail["components"]))
    _section(out, "Pools (as of the last full poll)", pools(detail["pools"]))
    _faults(out, detail["faults"], now)
    _section(out, "Last commands", command_grid(commands, now))


def _section(out: Output, title: str, grid: Grid) -> None:
    out.line()
    if grid.rows:
        out.line(title)
        out.grid(grid)
    else:
        out.line(f"{title.partition(' (')[0]}: none known")


def _identity(row: Body, now: int) -> list[tuple[str, str]]:
    places = [row["site_name"], row["building_name"], row["rack_name"]]
    return [
        ("id", str(row["id"])),
        ("model", f"{row['make']} {row['model']}".strip()),
        ("firmware", row["firmware"]),
        ("address", f"{row['address']} ({'answers' if row['reachable'] else 'does not answer'})"),
        ("mac", row["mac"]),
        ("serial", row["serial"]),
        ("hostname", row["hostname"]),
        ("control board", row["control_board"]),
        ("driver", row["driver"]),
        ("node", _owner(row)),
        ("pairing", row["pairing"]),
        ("place", " / ".join(place for place in places if place)),
        ("groups", ", ".join(row["groups"])),
        ("problem", problem(row) if row["problem"] else ""),
        ("discovered", f"{units.age(row['discovered_at_ms'], now)} ago"),
    ]


def _owner(row: Body) -> str:
    if row["moving_to_node_id"] is not None:
        return f"{row['node_id']}, on its way to {row['moving_to_node_id']}"
    return str(row["node_id"] or "none owns it")


def _measured(detail: Body) -> list[tuple[str, str]]:
    row = detail["device"]
    return [
        ("state", row["mining_state"] or units.UNKNOWN),
        (
            "hashrate",
            f"{units.hashrate(row['hashrate_hs'])} of {units.hashrate(row['expected_hashrate_hs'])}",
        ),
        ("power", f"{units.power(row['power_watts'])}, target {units.power(row['power_target_watts'])}"),
        ("efficiency", units.efficiency(row["efficiency_j_per_h"])),
        ("temperatures", _temperatures(row)),
        ("fans", units.speed(row["fan_rpm"])),
        ("input", units.voltage(row["input_voltage_v"])),
        ("uptime", units.duration(row["uptime_seconds"])),
        (
            "shares",
            f"{units.count(row['shares_accepted'])} accepted, {units.count(row['shares_rejected'])} rejected",
        ),
        ("power mode", detail["power_mode"]),
        ("cooling", detail["cooling_mode"]),
        ("light", {True: "on", False: "off", None: ""}[detail["led_on"]]),
    ]


def _temperatures(row: Body) -> str:
    named = (
        ("boards", "board_temperature_c"),
        ("chips", "chip_temperature_c"),
        ("inlet", "inlet_temperature_c"),
    )
    return ", ".join(f"{name} {units.temperature(row[key])}" for name, key in named)


def parts(components: list[Body]) -> Grid:
    """Boards, power supplies, fans and sensors; columns that none of them fills are left out."""
    titles = ("part", "slot", "status", *_PART_COLUMNS, "serial")
    rows = [
        [
            part["name"] or part["kind"].lower().replace("_", " "),
            str(part["slot"]),
            part["status"],
            *(show(part) for show in _PART_COLUMNS.values()),
            part["serial"] or units.UNKNOWN,
        ]
        for part in components
    ]
    used = [at for at in range(len(titles)) if any(row[at] != units.UNKNOWN for row in rows)]
    return Grid([titles[at] for at in used], [[row[at] for at in used] for row in rows], _NUMBERS)


def _chips(part: Body) -> str:
    if part["chips_working"] is None and part["chips_expected"] is None:
        return units.UNKNOWN
    return f"{units.count(part['chips_working'])}/{units.count(part['chips_expected'])}"


def _fan(part: Body) -> str:
    if part["rpm"] is None:
        return units.percent(part["duty_ratio"])
    return units.speed(part["rpm"])


_PART_COLUMNS = {
    "hashrate": lambda part: units.hashrate(part["hashrate_hs"]),
    "temp": lambda part: units.temperature(part["temperature_c"]),
    "chip": lambda part: units.temperature(part["chip_temperature_c"]),
    "in": lambda part: units.temperature(part["inlet_temperature_c"]),
    "out": lambda part: units.temperature(part["outlet_temperature_c"]),
    "power": lambda part: units.power(part["power_watts"]),
    "volts": lambda part: units.voltage(part["voltage_v"]),
    "amps": lambda part: units.current(part["current_a"]),
    "clock": lambda part: units.frequency(part["frequency_hz"]),
    "fan": _fan,
    "chips": _chips,
}


def pools(entries: list[Body]) -> Grid:
    """Pools by priority."""
    state = {True: "yes", False: "no", None: units.UNKNOWN}
    rows = [
        [
            str(priority),
            pool["url"],
            pool["username"] or units.UNKNOWN,
            state[pool["active"]],
            state[pool["alive"]],
            units.count(pool["shares_accepted"]),
            units.count(pool["shares_rejected"]),
        ]
        for priority, pool in enumerate(entries, 1)
    ]
    titles = ("priority", "url", "worker", "in use", "alive", "accepted", "rejected")
    return Grid(titles, rows, frozenset(("priority", "accepted", "rejected")))


def _faults(out: Output, faults: list[Body], now: int) -> None:
    out.line()
    if not faults:
        out.line("Faults: none open")
        return
    out.line("Faults")
    for fault in faults:
        part = f"{fault['component_kind']} {fault['component_slot']}: " if fault["component_kind"] else ""
        vendor = f" (vendor code {fault['vendor_code']})" if fault["vendor_code"] else ""
        out.line(f"  {fault['severity']} {fault['code']}  {part}{fault['message']}{vendor}")
        out.line(
            f"    first seen {units.age(fault['first_seen_ms'], now)} ago,"
            f" last {units.age(fault['last_seen_ms'], now)} ago"
        )
        out.line(f"    {fault['action']}")
