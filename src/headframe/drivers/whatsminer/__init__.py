"""WhatsMiner: MicroBT's btminer over its API 2 (and the older 1) and over its API 3."""

from headframe.driver import Driver
from headframe.drivers.whatsminer.device import WhatsMinerDriver


def driver() -> Driver:
    """A new driver, for one plugin process."""
    return WhatsMinerDriver()
