"""Commands without a value: reboot, start, stop, uncurtail."""

import typer

from headframe.cli.commands.group import app
from headframe.cli.commands.issuing import Act, Choice, Manner, issue
from headframe.cli.options import (
    DEFAULT_WAIT_SECONDS,
    DryRun,
    Every,
    FilterOption,
    Miners,
    Stagger,
    Timeout,
    Wait,
    Yes,
)
from headframe.cli.running import Api, command


def _plain(group: typer.Typer, name: str, kind: str, words: str, *examples: str) -> None:
    def act(
        api: Api,
        *,
        miners: Miners = None,
        filter_text: FilterOption = None,
        every: Every = False,
        wait: Wait = False,
        timeout: Timeout = DEFAULT_WAIT_SECONDS,
        stagger: Stagger = 0.0,
        yes: Yes = False,
        dry_run: DryRun = False,
    ) -> None:
        manner = Manner(wait, timeout, stagger, yes, dry_run)
        issue(api, Choice(miners, filter_text, every), Act({"kind": kind}), manner)

    act.__name__, act.__doc__ = name, words
    command(group, name, *examples)(act)


_plain(
    app, "reboot", "REBOOT", "Restart miners.",
    "headframe commands reboot 12", "headframe commands reboot --filter 'status:error' --stagger 2 --wait",
)  # fmt: skip
_plain(
    app, "start", "START_MINING", "Wake miners, so that they hash.",
    "headframe commands start --filter 'status:idle' --wait",
)  # fmt: skip
_plain(
    app, "stop", "STOP_MINING", "Put miners to sleep: they hash nothing until they are started.",
    "headframe commands stop --filter 'model:S19*' --wait", "headframe commands stop 12 13 --yes",
)  # fmt: skip
_plain(
    app, "uncurtail", "UNCURTAIL", "Lift the curtailment of miners.",
    "headframe commands uncurtail --filter 'status:curtailed' --wait",
)  # fmt: skip
