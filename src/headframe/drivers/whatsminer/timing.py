"""How long the driver waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Bounds on every wait. A command's own deadline, kept by the SDK, may end it sooner."""

    request_seconds: float = 10.0
    verify_seconds: float = 45.0
    """How long a written value may take to be read back; btminer restarts for some of them."""
    verify_interval_seconds: float = 1.0
    reboot_seconds: float = 30.0
    """How long an accepted reboot may take to be seen."""
    transfer_seconds: float = 300.0
    """One log archive or one firmware image."""
    returned_seconds: float = 600.0
    """From a written image to the new firmware's first answer."""
