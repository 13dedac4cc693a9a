"""Issue a command: preview, confirmation, the act, its outcomes."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import typer

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import report
from headframe.cli.errors import CONFIRMATION_NEEDED, NOT_CONFIRMED, CliError
from headframe.cli.following import follow_batch
from headframe.cli.output import Output
from headframe.cli.running import Api
from headframe.cli.selecting import selector
from headframe.cli.units import power
from headframe.core.errors import TABLE, Code


@dataclass(frozen=True, slots=True)
class Choice:
    """Which miners, as they were named."""

    miners: Sequence[str] | None
    filter_text: str | None
    every: bool


@dataclass(frozen=True, slots=True)
class Manner:
    """How to go about it."""

    wait: bool = False
    timeout: float = 0.0
    stagger: float = 0.0
    yes: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A command as the API takes it. It may hold a password, so it is never shown.

    `finish` is called once the act is confirmed, and gives the body that is sent: for what is too much to
    be done for a preview. `final` acts cannot be taken back.
    """

    body: Mapping[str, object] = field(repr=False)
    finish: Callable[[], Mapping[str, object]] | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """What was shown before, and the batch that was made: with its outcomes where they were waited for."""

    preview: Body
    batch: Body


def issue(api: Api, choice: Choice, act: Act, manner: Manner) -> None:
    """Show what would happen, ask, do it, and tell what came of it."""
    issued = order(api, choice, act, manner)
    if issued:
        report(api, issued.batch, extra={"preview": issued.preview})


def order(api: Api, choice: Choice, act: Act, manner: Manner) -> Issued | None:
    """Show what would happen, ask and do it; None where no more than a preview was asked for."""
    miners = list(choice.miners) if choice.miners else None
    chosen = selector(api.client, miners, choice.filter_text, every=choice.every)
    request: Body = {"selector": chosen, "command": act.body}
    preview = api.client.post("/commands/preview", request)
    if manner.dry_run:
        api.out.show({"preview": preview}, lambda: show_preview(api.out, preview))
        return None
    if not api.out.as_json:
        show_preview(api.out, preview)
    _check_can(preview)
    question = f"{preview['title']}: {preview['can']} miners?"
    confirm(question, preview["selected"], yes=manner.yes, named=not (choice.every or act.final))
    if act.finish:
        request["command"] = act.finish()
    request |= {"stagger_seconds": manner.stagger, "expected_count": preview["selected"]}
    batch = api.client.post("/commands", request)["batch"]
    if manner.wait:
        batch = follow_batch(api, batch["id"], seconds=manner.timeout)
    return Issued(preview, batch)


def show_preview(out: Output, preview: Body) -> None:
    """How many can, how many cannot and why, and what it does to power."""
    out.line(f"{preview['title']}: {preview['selected']} miners selected, {preview['can']} can do it")
    if preview["waiting_for_node"]:
        out.line(f"  {preview['waiting_for_node']} of them wait for a node that is out of contact")
    for entry in preview["reasons"]:
        names = ", ".join(each["name"] or str(each["device_id"]) for each in entry["examples"])
        more = ", ..." if entry["count"] > len(entry["examples"]) else ""
        out.line(f"  {entry['count']} cannot: {entry['reason']} [{entry['code']}] ({names}{more})")
    effect = preview["power_effect"]
    if effect["delta_watts"] is not None:
        unknown = f", not known of {effect['devices_unknown']}" if effect["devices_unknown"] else ""
        sign = "+" if effect["delta_watts"] >= 0 else "-"
        out.line(
            f"  power, estimated: {sign}{power(abs(effect['delta_watts']))}"
            f" from {effect['devices_estimated']} miners{unknown}"
        )


def confirm(question: str, miners: int, *, yes: bool, named: bool = False) -> None:
    """Ask before more than one miner is touched.

    Where nobody can be asked `--yes` is needed, unless whoever wrote the script has `named` the miners and
    what is done to them can be taken back.
    """
    if yes or miners <= 1:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        if named:
            return
        raise CliError(
            CONFIRMATION_NEEDED, f"this concerns {miners} miners", "Say --yes to do it; nothing was done."
        )
    if not typer.confirm(question, err=True):
        raise CliError(NOT_CONFIRMED, "nothing was done")


def _check_can(preview: Body) -> None:
    if preview["can"]:
        return
    if not preview["selected"]:
        raise CliError(
            Code.NOT_FOUND, "no miner matches", "See which do: headframe devices list --filter ..."
        )
    first = preview["reasons"][0]
    raise CliError(
        first["code"],
        f"none of {preview['selected']} miners can do this; {first['count']}: {first['reason']}",
        TABLE[Code(first["code"])].action,
    )
