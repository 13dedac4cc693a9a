"""How long the driver waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Bounds on every wait. A command's own deadline, kept by the SDK, may end it sooner."""

    connect_seconds: float = 4.0
    request_seconds: float = 10.0
    verify_seconds: float = 45.0
    """How long a written setting may take to be read back; the mining program restarts for some of them."""
    verify_interval_seconds: float = 1.0
    reboot_seconds: float = 45.0
    """How long an accepted reboot may take to be seen."""
    transfer_seconds: float = 120.0
    """One log."""
    upload_seconds: float = 900.0
    """One firmware image, and the miner's writing it."""
    returned_seconds: float = 600.0
    """From a written image to the new firmware's first answer."""
    identity_seconds: float = 600.0
    """How long a hardware number that was matched to a MAC may stand for it (see `bindings`)."""
