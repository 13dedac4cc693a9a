"""From the rig's answers to who it is, what it can do, its pools and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.http import vendor_json
from headframe.drivers.http.untrusted import member, members
from headframe.drivers.proto_rig.sample import GHS, MAX_BOARDS, MAX_FANS, MAX_PSUS, slot_of
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_POOLS = 3
EFFICIENCY = "Efficiency"
MAXIMUM_HASHRATE = "MaximumHashrate"
MODES = (EFFICIENCY, MAXIMUM_HASHRATE)
"""The rig's performance modes, from least to most power."""

COMMANDS = (
    miner_pb2.COMMAND_KIND_REBOOT,
    miner_pb2.COMMAND_KIND_START_MINING,
    miner_pb2.COMMAND_KIND_STOP_MINING,
    miner_pb2.COMMAND_KIND_SET_POWER_TARGET,
    miner_pb2.COMMAND_KIND_CURTAIL,
    miner_pb2.COMMAND_KIND_UNCURTAIL,
    miner_pb2.COMMAND_KIND_UPDATE_POOLS,
    miner_pb2.COMMAND_KIND_BLINK_LED,
    miner_pb2.COMMAND_KIND_SET_COOLING_MODE,
    miner_pb2.COMMAND_KIND_UPDATE_PASSWORD,
    miner_pb2.COMMAND_KIND_UPDATE_FIRMWARE,
    miner_pb2.COMMAND_KIND_DOWNLOAD_LOGS,
)

_COOLING_MODES = {
    "Auto": miner_pb2.COOLING_MODE_AUTO,
    "Manual": miner_pb2.COOLING_MODE_MANUAL,
    "Off": miner_pb2.COOLING_MODE_IMMERSION,
}

_BOARD_STATUSES = {
    "Running": miner_pb2.COMPONENT_STATUS_HEALTHY,
    "Stopped": miner_pb2.COMPONENT_STATUS_DISABLED,
    "Updating": miner_pb2.COMPONENT_STATUS_DISABLED,
    "Error": miner_pb2.COMPONENT_STATUS_CRITICAL,
    "Overheated": miner_pb2.COMPONENT_STATUS_CRITICAL,
}

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a full poll reads beside the sample. One that the rig does not give is empty; errors: None."""

    pairing: Answer = field(default_factory=dict)
    system: Answer = field(default_factory=dict)
    network: Answer = field(default_factory=dict)
    hardware: Answer = field(default_factory=dict)
    pools: Answer = field(default_factory=dict)
    target: Answer = field(default_factory=dict)
    boards: Mapping[str, Answer] = field(default_factory=dict)
    errors: Any = None


def identity_of(pairing: Answer, system: Answer, network: Answer) -> miner_pb2.Identity:
    """Who the rig is."""
    told = member(system, "system-info")
    wired = member(network, "network-info")
    return miner_pb2.Identity(
        mac=mac(pairing.get("mac")) or mac(wired.get("mac")),
        serial=values.text(pairing, "cb_sn") or values.text(told, "cb_sn"),
        make=values.text(told, "manufacturer") or "Proto",
        model=values.text(told, "model") or values.text(told, "product_name") or "Rig",
        firmware=values.text(member(told, "os"), "version"),
        hostname=values.text(wired, "hostname") or values.text(member(told, "os"), "hostname"),
        control_board=" ".join(
            word for word in (values.text(told, "board"), values.text(told, "soc")) if word
        ),
    )


def capabilities_of(target: Answer) -> miner_pb2.Capabilities:
    """What a rig can do; the bounds of its power target where it told them."""
    low = values.power(target, "power_target_min_watts", [])
    high = values.power(target, "power_target_max_watts", [])
    nominal = values.power(target, "default_power_target_watts", [])
    return miner_pb2.Capabilities(
        commands=COMMANDS,
        power_target=miner_pb2.PowerTargetCapability(
            min_watts=low,
            max_watts=high,
            min_percent=100 * low / nominal if low is not None and nominal else None,
            max_percent=100 * high / nominal if high is not None and nominal else None,
            modes=MODES,
        ),
        max_pools=MAX_POOLS,
        curtailment_levels=[
            miner_pb2.CURTAILMENT_LEVEL_FULL,
            miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY,
        ],
        cooling_modes=_COOLING_MODES.values(),
        needs_credentials=True,
        components=[
            miner_pb2.COMPONENT_KIND_HASH_BOARD,
            miner_pb2.COMPONENT_KIND_PSU,
            miner_pb2.COMPONENT_KIND_FAN,
            miner_pb2.COMPONENT_KIND_CONTROL_BOARD,
        ],
    )


def pools_of(answer: Answer) -> list[miner_pb2.Pool]:
    """The pools by priority."""
    listed = members(answer, "pools", MAX_POOLS * 4)
    listed.sort(key=lambda pool: values.count(pool, "priority", []) or 0)
    return [_pool(pool) for pool in listed if values.text(pool, "url")]


def add_shares(sample: miner_pb2.Sample, pools: list[miner_pb2.Pool]) -> None:
    """The rig counts shares by pool; the sample wants their sum, and whether any pool is alive."""
    accepted = [pool.shares_accepted for pool in pools if pool.HasField("shares_accepted")]
    rejected = [pool.shares_rejected for pool in pools if pool.HasField("shares_rejected")]
    if accepted:
        sample.shares_accepted = min(sum(accepted), values.TOTAL_LIMIT)
    if rejected:
        sample.shares_rejected = min(sum(rejected), values.TOTAL_LIMIT)
    if any(pool.HasField("active") for pool in pools):
        sample.pool_connected = any(pool.active for pool in pools)


def add_hardware(sample: miner_pb2.Sample, hardware: Answer) -> None:
    """Names, serial numbers and chip counts of the parts, beside what they measure."""
    told = member(hardware, "hardware-info")
    parts = {(item.kind, item.slot): item for item in sample.components}
    for item in members(told, "hashboards-info", MAX_BOARDS):
        board = parts.get((miner_pb2.COMPONENT_KIND_HASH_BOARD, slot_of(item, [])))
        if board is not None and board.serial in {"", values.text(item, "hb_sn")}:
            board.name = " ".join(
                word for word in (values.text(item, "board"), values.text(item, "mining_asic")) if word
            )
            board.serial = values.text(item, "hb_sn")
            chips = values.count(item, "mining_asic_count", [])
            if chips is not None:
                board.chips_expected = chips
    for item in members(told, "psus-info", MAX_PSUS):
        psu = parts.get((miner_pb2.COMPONENT_KIND_PSU, slot_of(item, [])))
        if psu is not None:
            psu.name = " ".join(
                word for word in (values.text(item, "manufacturer"), values.text(item, "model")) if word
            )
            psu.serial = psu.serial or values.text(item, "psu_sn")
    for item in members(told, "fans-info", MAX_FANS):
        fan = parts.get((miner_pb2.COMPONENT_KIND_FAN, slot_of(item, [])))
        if fan is not None:
            fan.name = values.text(item, "name")
    control = member(told, "cb-info")
    if control:
        sample.components.add(
            kind=miner_pb2.COMPONENT_KIND_CONTROL_BOARD,
            name=" ".join(
                word
                for word in (values.text(control, "machine_name"), values.text(control, "board_id"))
                if word
            ),
            serial=values.text(control, "serial_number"),
        )


def add_board_stats(sample: miner_pb2.Sample, stats: Mapping[str, Answer]) -> None:
    """Status, hottest chip and expected hashrate of each board, by its serial number."""
    for board in sample.components:
        told = member(stats.get(board.serial, {}), "hashboard-stats")
        if board.kind != miner_pb2.COMPONENT_KIND_HASH_BOARD or not told:
            continue
        board.status = _BOARD_STATUSES.get(
            values.text(told, "status"), miner_pb2.COMPONENT_STATUS_UNSPECIFIED
        )
        expected = values.hashrate(told, "ideal_hashrate_ghs", GHS, [])
        if expected is not None:
            board.expected_hashrate_hs = expected
        hottest = values.temperature(told, "max_asic_temp_c", [])
        if hottest is not None:
            board.chip_temperature_c = hottest
            sample.chip_temperature_c = max(hottest, sample.chip_temperature_c)


def details_of(answers: Answers, readings: Mapping[str, Any]) -> driver_pb2.Details:
    """All that a full poll adds to a sample. `readings` are the answers that the sample came from."""
    fan_mode = values.text(member(member(readings, "cooling"), "cooling-status"), "fan_mode")
    return driver_pb2.Details(
        identity=identity_of(answers.pairing, answers.system, answers.network),
        capabilities=capabilities_of(answers.target),
        pools=pools_of(answers.pools),
        faults_known=answers.errors is not None,
        power_mode=values.text(answers.target, "performance_mode"),
        cooling_mode=_COOLING_MODES.get(fan_mode, miner_pb2.COOLING_MODE_UNSPECIFIED),
        vendor_json=vendor_json(
            {
                **readings,
                "pairing": answers.pairing,
                "system": answers.system,
                "network": answers.network,
                "hardware": answers.hardware,
                "pools": answers.pools,
                "target": answers.target,
                "boards": answers.boards,
                "errors": answers.errors,
            }
        ),
    )


def _pool(pool: Answer) -> miner_pb2.Pool:
    state = values.text(pool, "status") or values.text(pool, "connection_status")
    return miner_pb2.Pool(
        url=values.text(pool, "url"),
        username=values.text(pool, "user"),
        active={"Active": True, "Idle": False, "Dead": False}.get(state),
        alive={"Active": True, "Idle": True, "Dead": False}.get(state),
        shares_accepted=values.total(pool, "accepted", []),
        shares_rejected=values.total(pool, "rejected", []),
    )
