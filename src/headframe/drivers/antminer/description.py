"""What the driver says of itself before any device is known, and what each model can do."""

from fnmatch import fnmatchcase

from headframe.driver import CONTRACT_VERSION
from headframe.drivers.antminer import rpc, web
from headframe.drivers.antminer.conf import MAX_POOLS, MODES
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAKE = "Bitmain"
BRAND = "Antminer "
VERSION = "1.0.0"
DEFAULT_USERNAME = "root"
DEFAULT_PASSWORD = "root"  # noqa: S105 - the account that the vendor ships, published on every label

MODELS_WITH_MODES = ("*S19*", "*T19*", "*S21*", "*T21*")
"""Models whose firmware has a low power mode (work mode 3)."""

MODELS_WITHOUT_FANS = ("*Hyd*", "*Imm*", "*HYD*")
"""Liquid cooled models: there is no fan to set."""

_COMMANDS = (
    miner_pb2.COMMAND_KIND_REBOOT,
    miner_pb2.COMMAND_KIND_START_MINING,
    miner_pb2.COMMAND_KIND_STOP_MINING,
    miner_pb2.COMMAND_KIND_CURTAIL,
    miner_pb2.COMMAND_KIND_UNCURTAIL,
    miner_pb2.COMMAND_KIND_UPDATE_POOLS,
    miner_pb2.COMMAND_KIND_BLINK_LED,
    miner_pb2.COMMAND_KIND_UPDATE_PASSWORD,
    miner_pb2.COMMAND_KIND_UPDATE_FIRMWARE,
    miner_pb2.COMMAND_KIND_DOWNLOAD_LOGS,
)


def capabilities(model: str) -> miner_pb2.Capabilities:
    """What a model can do; an unknown one gets what all have."""
    found = miner_pb2.Capabilities(
        commands=_COMMANDS,
        max_pools=MAX_POOLS,
        curtailment_levels=[miner_pb2.CURTAILMENT_LEVEL_FULL],
        needs_credentials=True,
        components=[miner_pb2.COMPONENT_KIND_HASH_BOARD, miner_pb2.COMPONENT_KIND_FAN],
    )
    if has_modes(model):
        found.commands.append(miner_pb2.COMMAND_KIND_SET_POWER_TARGET)
        found.power_target.modes.extend(MODES)
        found.curtailment_levels.append(miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY)
    if has_fans(model):
        found.commands.append(miner_pb2.COMMAND_KIND_SET_COOLING_MODE)
        found.cooling_modes.extend([miner_pb2.COOLING_MODE_AUTO, miner_pb2.COOLING_MODE_MANUAL])
    return found


def model_name(told: str) -> str:
    """A model without the brand that the firmware puts before it: "S19 Pro"."""
    return told.removeprefix(BRAND)


def has_modes(model: str) -> bool:
    """Whether a model has power modes."""
    return any(fnmatchcase(model, pattern) for pattern in MODELS_WITH_MODES)


def has_fans(model: str) -> bool:
    """Whether a model has fans to set."""
    return not any(fnmatchcase(model, pattern) for pattern in MODELS_WITHOUT_FANS)


def describe() -> driver_pb2.DescribeResponse:
    """The whole description. In the model list the first match wins."""
    patterns = [f"{modes}{fans[1:]}" for fans in MODELS_WITHOUT_FANS for modes in MODELS_WITH_MODES]
    patterns += [*MODELS_WITHOUT_FANS, *MODELS_WITH_MODES]
    return driver_pb2.DescribeResponse(
        contract_version=CONTRACT_VERSION,
        name="antminer",
        version=VERSION,
        makes=[MAKE],
        ports=[
            driver_pb2.PortSpec(name=rpc.PORT_NAME, default_port=rpc.DEFAULT_PORT),
            driver_pb2.PortSpec(name=web.PORT_NAME, default_port=web.DEFAULT_PORT),
        ],
        capabilities=capabilities(""),
        models=[
            driver_pb2.ModelCapabilities(
                model_pattern=pattern, capabilities=capabilities(pattern.replace("*", ""))
            )
            for pattern in patterns
        ],
        default_credentials=[miner_pb2.Credentials(username=DEFAULT_USERNAME, password=DEFAULT_PASSWORD)],
        probe_order=20,
    )
