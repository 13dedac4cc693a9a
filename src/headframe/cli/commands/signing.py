"""`commands sign`: an admin's signature on commands that wait for it."""

import sys
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.batches import batch_id
from headframe.cli.commands.group import app
from headframe.cli.commands.intents import Signable, payload_words, signable_of
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.errors import CONFIRMATION_NEEDED, NOT_CONFIRMED, CliError, usage
from headframe.cli.keys.changing import ring_of
from headframe.cli.keys.documents import body_of
from headframe.cli.keys.group import DEFAULT_KEYS_DIR, KeysDir, PassphraseFile
from headframe.cli.keys.ring import ADMIN, Ring
from headframe.cli.options import Yes
from headframe.cli.output import Grid
from headframe.cli.running import Api, command
from headframe.cli.units import duration

AT_ONCE = 200
"""Signatures a request."""
MAX_NAMED = 10


@command(app, "awaiting", "headframe commands awaiting")
def awaiting(api: Api) -> None:
    """List what waits for an admin's signature, and whose that may be."""
    found = api.client.get("/commands/awaiting-signature")
    api.out.show(found, lambda: _show_awaiting(api, found))


@command(app, "sign", "headframe commands sign last", "headframe commands sign --all --yes")
def sign(
    api: Api,
    *,
    batch: Annotated[
        str | None, typer.Argument(metavar="BATCH", help="Id of the batch, or `last`.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Everything that waits.")] = False,
    keys_dir: KeysDir = DEFAULT_KEYS_DIR,
    passphrase_file: PassphraseFile = None,
    yes: Yes = False,
) -> None:
    """Sign commands that wait, with the admin key of this machine. They go out at once.

    What is shown before is read from the bytes that are signed, not from what the server says of them.
    """
    if (batch is None) != every:
        raise usage("say what to sign: a batch, or --all")
    waiting = _waiting(api) if batch is None else [batch_id(api, batch)]
    ring = ring_of(api, keys_dir, passphrase_file)
    found = {each: _signables(api, ring, each) for each in waiting}
    if not any(found.values()):
        api.out.show({"signed": 0}, lambda: api.out.line("Nothing waits for a signature."))
        return
    for name, signables in found.items():
        _show(api, name, signables)
    _be_sure(sum(map(len, found.values())), yes=yes)
    signed = sum(_signed(api, ring, name, signables) for name, signables in found.items())
    api.out.show({"signed": signed}, lambda: api.out.line(f"{signed} commands signed; they go out now."))


def _waiting(api: Api) -> list[str]:
    return [each["batch"]["id"] for each in api.client.get("/commands/awaiting-signature")["batches"]]


def _signables(api: Api, ring: Ring, batch: str) -> list[Signable]:
    rows = api.client.rows(f"/batches/{batch}/intents", "intents")
    return [signable_of(row, ring.org_id) for row in rows]


def _signed(api: Api, ring: Ring, batch: str, signables: list[Signable]) -> int:
    admin, count = ring.load(ADMIN), 0
    for start in range(0, len(signables), AT_ONCE):
        documents = [each.document.countersigned(admin) for each in signables[start : start + AT_ONCE]]
        body = {"intents": [body_of(each) for each in documents]}
        count += api.client.post(f"/batches/{batch}/cosignatures", body)["count"]
    return count


def _show(api: Api, batch: str, signables: list[Signable]) -> None:
    """What is to be done, in the words of the payloads themselves."""
    if api.out.as_json:
        return
    by_words: dict[str, list[str]] = {}
    for each in signables:
        by_words.setdefault(payload_words(each.payload), []).append(each.miner)
    api.out.line(f"Batch {batch}:")
    for words, miners in by_words.items():
        named = ", ".join(miners[:MAX_NAMED]) + (", ..." if len(miners) > MAX_NAMED else "")
        api.out.line(f"  {words}")
        api.out.line(f"    {len(miners)} miners: {named}")


def _be_sure(count: int, *, yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CliError(
            CONFIRMATION_NEEDED, f"this signs {count} commands", "Say --yes to do it; nothing was signed."
        )
    if not typer.confirm(f"Sign {count} commands?", err=True):
        raise CliError(NOT_CONFIRMED, "nothing was signed")


def _show_awaiting(api: Api, found: Body) -> None:
    if not found["batches"]:
        api.out.line("Nothing waits for a signature.")
        return
    now = now_ms()
    rows = [
        [
            each["batch"]["id"],
            each["batch"]["actor"]["display_name"],
            each["batch"]["title"],
            str(each["waiting"]),
            f"in {duration((each['expires_at_ms'] - now) / 1000)}",
        ]
        for each in found["batches"]
    ]
    api.out.grid(Grid(("batch", "by", "what", "waiting", "expires"), rows, frozenset(("waiting",))))
    api.out.note(
        f"An admin signs with one of the keys {', '.join(found['admin_key_ids'])}:"
        " headframe commands sign BATCH"
    )
