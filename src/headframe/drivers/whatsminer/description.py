"""What the driver says of itself before any device is known."""

from headframe.driver import CONTRACT_VERSION
from headframe.drivers.whatsminer.api2 import protocol as api2
from headframe.drivers.whatsminer.api3 import protocol as api3
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

MAKE = "MicroBT"
VERSION = "1.0.0"
MAX_POOLS = 3
POWER_MODES = ("low", "normal", "high")
MAX_LIMIT_WATTS = 99_999.0
API2_ACCOUNT = "admin"
API3_ACCOUNT = "super"
DEFAULT_CREDENTIALS = ((API2_ACCOUNT, "admin"), (API3_ACCOUNT, "super"))

COMMANDS = (
    miner_pb2.COMMAND_KIND_REBOOT,
    miner_pb2.COMMAND_KIND_START_MINING,
    miner_pb2.COMMAND_KIND_STOP_MINING,
    miner_pb2.COMMAND_KIND_SET_POWER_TARGET,
    miner_pb2.COMMAND_KIND_CURTAIL,
    miner_pb2.COMMAND_KIND_UNCURTAIL,
    miner_pb2.COMMAND_KIND_UPDATE_POOLS,
    miner_pb2.COMMAND_KIND_BLINK_LED,
    miner_pb2.COMMAND_KIND_UPDATE_PASSWORD,
    miner_pb2.COMMAND_KIND_UPDATE_FIRMWARE,
    miner_pb2.COMMAND_KIND_DOWNLOAD_LOGS,
)


def capabilities() -> miner_pb2.Capabilities:
    """What every WhatsMiner can do. Watts have no published floor: the miner refuses what it cannot."""
    return miner_pb2.Capabilities(
        commands=COMMANDS,
        power_target=miner_pb2.PowerTargetCapability(
            max_watts=MAX_LIMIT_WATTS, min_percent=0.0, max_percent=100.0, modes=POWER_MODES
        ),
        max_pools=MAX_POOLS,
        curtailment_levels=[
            miner_pb2.CURTAILMENT_LEVEL_FULL,
            miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY,
        ],
        needs_credentials=True,
        components=[
            miner_pb2.COMPONENT_KIND_HASH_BOARD,
            miner_pb2.COMPONENT_KIND_PSU,
            miner_pb2.COMPONENT_KIND_FAN,
        ],
    )


def describe() -> driver_pb2.DescribeResponse:
    """The whole description."""
    return driver_pb2.DescribeResponse(
        contract_version=CONTRACT_VERSION,
        name="whatsminer",
        version=VERSION,
        makes=[MAKE],
        ports=[
            driver_pb2.PortSpec(name=api2.PORT_NAME, default_port=api2.DEFAULT_PORT),
            driver_pb2.PortSpec(name=api3.PORT_NAME, default_port=api3.DEFAULT_PORT),
        ],
        capabilities=capabilities(),
        default_credentials=[
            miner_pb2.Credentials(username=user, password=password) for user, password in DEFAULT_CREDENTIALS
        ],
        probe_order=10,
    )
