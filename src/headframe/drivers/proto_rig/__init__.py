"""Proto rigs over their REST interface (Mining Development Kit API, version 1.8)."""

from headframe.drivers.proto_rig.driver import ProtoRigDriver


def driver() -> ProtoRigDriver:
    """The driver, for `headframe.drivers`."""
    return ProtoRigDriver()
