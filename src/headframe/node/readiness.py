"""Whether a node is ready: its server hears it, its drivers take calls, its disk takes what is measured."""

from headframe.node.control.upline import UpLine
from headframe.node.plugins.host import PluginHost
from headframe.node.uploads.uploads import Uploads

FEW_UNWRITTEN_BATCHES = 16
"""So many batches wait for the disk when it is busy; more when it takes nothing."""


class Readiness:
    """The checks of one node."""

    def __init__(self, up: UpLine, host: PluginHost, uploads: Uploads) -> None:
        self._up = up
        self._host = host
        self._uploads = uploads

    async def control(self) -> str:
        """The ControlStream."""
        if self._up.connected:
            return ""
        return "the ControlStream is down: polls go on and are kept, commands cannot come"

    async def plugins(self) -> str:
        """Every plugin that is installed and allowed."""
        silent = [each for each in self._host.statuses() if not each.running]
        return "; ".join(
            f"{each.name} is {each.state.value}" + (f": {each.last_error}" if each.last_error else "")
            for each in silent
        )

    async def spool(self) -> str:
        """The disk behind what is measured."""
        unwritten = self._uploads.telemetry.unwritten_batches + self._uploads.events.unwritten_batches
        if unwritten <= FEW_UNWRITTEN_BATCHES:
            return ""
        return f"{unwritten} batches wait for a disk that takes nothing"
