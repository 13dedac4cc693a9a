"""Imaginary miners: no sockets, real state, and a fault menu. For development, demonstrations and tests.

`settings` documents the file named by HEADFRAME_VIRTUAL_CONFIG, `faults` the menu and the reserved
addresses that ask for each fault.
"""

import os
from pathlib import Path

from headframe.drivers.virtual.device import VirtualDriver
from headframe.drivers.virtual.settings import Settings, load

CONFIG_VARIABLE = "HEADFRAME_VIRTUAL_CONFIG"


def driver() -> VirtualDriver:
    """The driver, with its settings from the file that HEADFRAME_VIRTUAL_CONFIG names, if any."""
    path = os.environ.get(CONFIG_VARIABLE)
    return VirtualDriver(load(Path(path)) if path else Settings())
