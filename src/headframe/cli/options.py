"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from headframe.core.filters.fields import FIELDS

MAX_STAGGER_SECONDS = 3600.0


def _fields(incomplete: str) -> list[str]:
    return [name for name in FIELDS if name.startswith(incomplete)]


def _terms(incomplete: str) -> list[str]:
    """Completes the last word of a filter: its field, or a value from a fixed list."""
    before, _, word = incomplete.rpartition(" ")
    name, colon, value = word.partition(":")
    before = f"{before} " if before else ""
    if not colon:
        return [f"{before}{field}:" for field in FIELDS if field.startswith(name)]
    choices = FIELDS[name].choices if name in FIELDS else ()
    return [f"{before}{name}:{each.lower()}" for each in choices if each.lower().startswith(value.lower())]


Miners = Annotated[
    list[str] | None,
    typer.Argument(metavar="MINER", help="Miners by id, name, MAC or IP address.", show_default=False),
]
OneMiner = Annotated[str, typer.Argument(metavar="MINER", help="A miner's id, name, MAC or IP address.")]
FilterOption = Annotated[
    str | None,
    typer.Option(
        "--filter", "-f", help="Miners that match, such as 'status:offline model:S21'.",
        autocompletion=_terms, show_default=False,
    ),
]  # fmt: skip
Every = Annotated[bool, typer.Option("--all", help="Every miner.")]
Sort = Annotated[str, typer.Option(help="Field to sort by.", autocompletion=_fields)]
Descending = Annotated[bool, typer.Option("--descending", help="Turn the order round.")]
Limit = Annotated[int, typer.Option(help="Rows to show.", min=1, max=1_000_000)]
Columns = Annotated[str | None, typer.Option(help="Columns to show, by comma; `help` lists them.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for every outcome.")]
Timeout = Annotated[
    float, typer.Option(help="Seconds to wait at most; what runs then runs on.", min=1, max=86_400)
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and stop.")]
Stagger = Annotated[
    float,
    typer.Option(help="Seconds between one miner and the next.", min=0, max=MAX_STAGGER_SECONDS),
]
Username = Annotated[str, typer.Option(help="User name; often not needed.")]
PasswordFile = Annotated[
    Path | None, typer.Option(help="Private file (0600) with the password; asked for on a terminal without.")
]
NodeId = Annotated[int | None, typer.Option("--node", help="Id of the node.", min=1)]
BatchId = Annotated[str, typer.Argument(metavar="BATCH", help="Id of the batch, or `last`.")]

DEFAULT_LIMIT = 100
DEFAULT_WAIT_SECONDS = 3600.0
