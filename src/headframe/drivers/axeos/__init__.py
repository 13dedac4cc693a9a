"""Bitaxe and its kin: miners that run AxeOS (ESP-Miner). No login, one JSON answer, plain HTTP on port 80."""

from headframe.drivers.axeos.driver import AxeosDriver


def driver() -> AxeosDriver:
    """The driver, for `headframe.drivers`."""
    return AxeosDriver()
