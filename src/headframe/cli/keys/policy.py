"""`keys policy`: which commands need an admin's signature beside the server's."""

from typing import Annotated, Any

import typer

from headframe.cli.errors import usage
from headframe.cli.keys.changing import change, ring_of
from headframe.cli.keys.group import DEFAULT_KEYS_DIR, KeysDir, PassphraseFile, app
from headframe.cli.running import Api, command
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.records import COSIGN_CLASSES, KeysetPolicy

CLASSES = {kind.value.lower(): kind.value for kind in COSIGN_CLASSES}


@command(
    app,
    "policy",
    "headframe keys policy --all",
    "headframe keys policy --cosign update_pools --cosign update_firmware",
    "headframe keys policy --none",
)
def policy(
    api: Api,
    *,
    cosign: Annotated[
        list[str] | None, typer.Option(help=f"A kind of command: {', '.join(sorted(CLASSES))}.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All of those.")] = False,
    none: Annotated[bool, typer.Option("--none", help="No command needs it.")] = False,
    keys_dir: KeysDir = DEFAULT_KEYS_DIR,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say which commands wait for an admin's signature: exactly these from now on.

    Nodes refuse them without one, whatever the server says. Sign with `headframe commands sign`.
    """
    if bool(cosign) + every + none != 1:
        raise usage("say which: --cosign KIND, --all or --none")
    classes = _classes(cosign or (list(CLASSES) if every else []))

    def name(_current: TrustedKeyset) -> dict[str, Any]:
        return {"policy": KeysetPolicy(classes)}

    ring = ring_of(api, keys_dir, passphrase_file)
    change(api, ring, managed={"cosign_classes": sorted(classes)}, operator=name)


def _classes(words: list[str]) -> frozenset[str]:
    unknown = [word for word in words if word.lower() not in CLASSES]
    if unknown:
        raise usage(f"there is no {unknown[0]!r}", f"There are: {', '.join(sorted(CLASSES))}.")
    return frozenset(CLASSES[word.lower()] for word in words)
