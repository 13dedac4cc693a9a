"""Commands without a value: reboot, start, stop."""

from headframe.cli.commands.acting import Order, act
from headframe.cli.commands.issuing import Act


def _plain(name: str, kind: str, words: str, *examples: str) -> None:
    def issue(order: Order) -> None:
        order.issue(Act({"kind": kind}))

    issue.__name__, issue.__doc__ = name, words
    act(name, *examples)(issue)


_plain(
    "reboot", "REBOOT", "Restart miners.",
    "headframe commands reboot 12", "headframe commands reboot --filter 'status:error' --stagger 2 --wait",
)  # fmt: skip
_plain(
    "start", "START_MINING", "Wake miners, so that they hash.",
    "headframe commands start --filter 'status:idle' --wait",
)  # fmt: skip
_plain(
    "stop", "STOP_MINING", "Put miners to sleep: they hash nothing until they are started.",
    "headframe commands stop --filter 'model:S19*' --wait", "headframe commands stop 12 13 --yes",
)  # fmt: skip
