"""Where the node's own code counts and measures: the ports of polling and execution."""

from prometheus_client import Histogram

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import CommandKind
from headframe.core.errors import Code
from headframe.kit.monitoring.meters import Meters
from headframe.node.metrics import names

DEPTHS = {True: "full", False: "fast"}


class PollMeters:
    """The `PollMeter` of polling. Each pair of driver and depth is looked up once."""

    def __init__(self, meters: Meters) -> None:
        self._seconds = meters.histogram(names.POLL_SECONDS)
        self._errors = meters.counter(names.POLL_ERRORS)
        self._by_driver: dict[tuple[str, bool], Histogram] = {}

    def polled(self, driver: str, *, full: bool, seconds: float) -> None:
        """A plugin answered for a miner."""
        found = self._by_driver.get((driver, full))
        if found is None:
            found = self._by_driver[driver, full] = self._seconds.labels(driver, DEPTHS[full])
        found.observe(seconds)

    def failed(self, driver: str, code: Code, polls: int = 1) -> None:
        """Polls gave no sample."""
        self._errors.labels(driver, code.value).inc(polls)


class CommandMeters:
    """The `CommandMeter` of execution."""

    def __init__(self, meters: Meters) -> None:
        self._seconds = meters.histogram(names.COMMAND_SECONDS)
        self._ended = meters.counter(names.COMMANDS)
        self._refused = meters.counter(names.COMMAND_REFUSALS)

    def refused(self, code: Code) -> None:
        """A command was not taken."""
        self._refused.labels(code.value).inc()

    def executed(self, kind: CommandKind, seconds: float) -> None:
        """A driver was done with a command."""
        self._seconds.labels(kind.value).observe(seconds)

    def ended(self, kind: CommandKind, outcome: CommandPhase) -> None:
        """A command has its outcome."""
        self._ended.labels(kind.value, outcome.value).inc()
