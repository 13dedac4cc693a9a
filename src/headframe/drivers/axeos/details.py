"""From AxeOS answers to who the miner is, what it can do, its pools and its faults."""

from collections.abc import Mapping
from typing import Any

from headframe.drivers.axeos.presets import mode_of, presets_of
from headframe.drivers.axeos.sample import is_paused, pool_connected
from headframe.drivers.cgminer import values
from headframe.drivers.cgminer.identity import mac
from headframe.drivers.http import vendor_json
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAX_POOLS = 2

BASE_COMMANDS = (
    miner_pb2.COMMAND_KIND_REBOOT,
    miner_pb2.COMMAND_KIND_UPDATE_POOLS,
    miner_pb2.COMMAND_KIND_BLINK_LED,
    miner_pb2.COMMAND_KIND_SET_COOLING_MODE,
    miner_pb2.COMMAND_KIND_UPDATE_FIRMWARE,
)
PAUSE_COMMANDS = (miner_pb2.COMMAND_KIND_START_MINING, miner_pb2.COMMAND_KIND_STOP_MINING)
CURTAIL_COMMANDS = (miner_pb2.COMMAND_KIND_CURTAIL, miner_pb2.COMMAND_KIND_UNCURTAIL)

# ESP-Miner `main/device_config.h`: board versions before the firmware named the model itself.
_BOARDS = {
    "Max": ("2.2", "102"),
    "Ultra": ("0.11", "201", "202", "203", "204", "205", "207"),
    "Hex": ("302", "303"),
    "Supra": ("400", "401", "402", "403"),
    "Gamma": ("600", "601", "602"),
    "GammaDuo": ("650",),
    "SupraHex": ("701", "702"),
    "GammaTurbo": ("800", "801"),
}
_MODELS = {board: model for model, boards in _BOARDS.items() for board in boards}

Answer = Mapping[str, Any]


def is_axeos(info: Answer) -> bool:
    """Whether an answer of `/api/system/info` is that of an AxeOS miner."""
    return bool(mac(info.get("macAddr"))) and "ASICModel" in info and "hashRate" in info


def identity_of(info: Answer, asic: Answer) -> miner_pb2.Identity:
    """Who the miner is. AxeOS knows no serial number."""
    named = values.text(asic, "deviceModel") or values.text(info, "deviceModel")
    board = values.text(info, "boardVersion")
    model = named or _MODELS.get(board, "") or values.text(info, "ASICModel")
    return miner_pb2.Identity(
        mac=mac(info.get("macAddr")),
        make="NerdAxe" if named.lower().startswith("nerd") else "Bitaxe",
        model=model,
        firmware=values.text(info, "version"),
        hostname=values.text(info, "hostname"),
        control_board=board,
    )


def capabilities_of(info: Answer, asic: Answer) -> miner_pb2.Capabilities:
    """What this very miner can do, by what its firmware shows."""
    commands = list(BASE_COMMANDS)
    levels = []
    power_target = None
    if presets_of(asic) is not None:
        commands.append(miner_pb2.COMMAND_KIND_SET_POWER_TARGET)
        power_target = miner_pb2.PowerTargetCapability(modes=["eco", "standard"])
        levels.append(miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY)
    if is_paused(info) is not None:
        commands.extend(PAUSE_COMMANDS)
        levels.insert(0, miner_pb2.CURTAILMENT_LEVEL_FULL)
    if levels:
        commands.extend(CURTAIL_COMMANDS)
    return miner_pb2.Capabilities(
        commands=commands,
        power_target=power_target,
        max_pools=MAX_POOLS,
        curtailment_levels=levels,
        cooling_modes=[miner_pb2.COOLING_MODE_AUTO, miner_pb2.COOLING_MODE_MANUAL],
        needs_credentials=False,
        components=[
            miner_pb2.COMPONENT_KIND_HASH_BOARD,
            miner_pb2.COMPONENT_KIND_PSU,
            miner_pb2.COMPONENT_KIND_FAN,
        ],
    )


def pools_of(info: Answer) -> list[miner_pb2.Pool]:
    """The primary and the fallback pool. AxeOS counts shares of the whole miner, not of a pool."""
    on_fallback = values.flag(info, "isUsingFallbackStratum")
    connected = pool_connected(info)
    pools = []
    for is_fallback, key in ((False, "stratum"), (True, "fallbackStratum")):
        host = values.text(info, f"{key}URL")
        if not host:
            continue
        is_active = None if on_fallback is None else on_fallback == is_fallback
        pools.append(
            miner_pb2.Pool(
                url=_pool_url(
                    host, values.count(info, f"{key}Port", []), values.count(info, f"{key}TLS", [])
                ),
                username=values.text(info, f"{key}User"),
                active=is_active,
                alive=connected if is_active else None,
            )
        )
    return pools


def faults_of(info: Answer) -> list[miner_pb2.Fault]:
    """The two faults that AxeOS tells of: its protection against heat, and its regulator's."""
    faults = []
    if values.flag(info, "overheat_mode"):
        faults.append(
            miner_pb2.Fault(
                code="hash_board.over_temperature",
                severity=miner_pb2.SEVERITY_CRITICAL,
                component_kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
                component_slot=0,
                message="The miner has overheated and protects itself until it is set and restarted.",
                vendor_code="overheat_mode",
            )
        )
    power_fault = values.text(info, "power_fault")
    if power_fault:
        faults.append(
            miner_pb2.Fault(
                code="psu.fault",
                severity=miner_pb2.SEVERITY_CRITICAL,
                component_kind=miner_pb2.COMPONENT_KIND_PSU,
                component_slot=0,
                message=f"The voltage regulator reports: {power_fault}",
                vendor_code=power_fault,
            )
        )
    return faults


def details_of(info: Answer, asic: Answer) -> driver_pb2.Details:
    """All that a full poll adds to a sample."""
    is_auto = values.flag(info, "autofanspeed")
    return driver_pb2.Details(
        identity=identity_of(info, asic),
        capabilities=capabilities_of(info, asic),
        pools=pools_of(info),
        faults_known="overheat_mode" in info,
        power_mode=mode_of(info, asic),
        cooling_mode=_COOLING[is_auto],
        vendor_json=vendor_json({"info": info, "asic": asic} if asic else {"info": info}),
    )


_COOLING = {
    None: miner_pb2.COOLING_MODE_UNSPECIFIED,
    True: miner_pb2.COOLING_MODE_AUTO,
    False: miner_pb2.COOLING_MODE_MANUAL,
}


def _pool_url(host: str, port: int | None, tls: int | None) -> str:
    """`stratumURL` holds a bare host; some versions kept a scheme that somebody typed."""
    scheme, found, rest = host.partition("://")
    if not found:
        scheme, rest = ("stratum+ssl" if tls else "stratum+tcp"), host
    return f"{scheme}://{rest}:{port}" if port else f"{scheme}://{rest}"
