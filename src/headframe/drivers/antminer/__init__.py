"""Antminer with Bitmain's stock firmware: cgminer's TCP API to read, the web server's CGI to write."""

from headframe.driver import Driver
from headframe.drivers.antminer.device import AntminerDriver


def driver() -> Driver:
    """A new driver, for one plugin process."""
    return AntminerDriver()
