"""The group that the commands on keys hang in, and the options that they share."""

from pathlib import Path
from typing import Annotated

import typer

from headframe.kit.profile import DIRECTORY

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The organisation's keys: who holds them, who may sign what.",
)

DEFAULT_KEYS_DIR = Path(DIRECTORY) / "operator"

KeysDir = Annotated[Path, typer.Option("--keys-dir", help="Where the operator's own keys are kept (0700).")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(help="Private file (0600) with the keys' passphrase; asked for on a terminal without."),
]
