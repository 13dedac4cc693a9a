"""The long tail of makes through the `pyasic_rs` library: Avalon, Braiins OS, LuxOS, VNish, ePIC and others.

The library is fast and wide, and not to be believed in everything; `handles` and `seen` say against what
this driver guards. It uses each vendor's own ports and no others.
"""

from headframe.drivers.asicrs.device import AsicRsDriver


def driver() -> AsicRsDriver:
    """The driver."""
    return AsicRsDriver()
