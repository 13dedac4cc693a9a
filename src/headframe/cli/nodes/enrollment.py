"""`nodes enroll-code`, `pending`, `approve`, `reject`: letting nodes in."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.errors import CONFIRMATION_NEEDED, FILE_EXISTS, CliError
from headframe.cli.nodes.group import app
from headframe.cli.nodes.listing import node_grid
from headframe.cli.output import Grid
from headframe.cli.places import node_named
from headframe.cli.running import Api, command
from headframe.cli.units import UNKNOWN, age
from headframe.core.errors import Code
from headframe.kit.files import create_private

EnrollmentName = Annotated[
    str, typer.Argument(metavar="ENROLLMENT", help="Id of an enrollment, its beginning, or the node's name.")
]
ConsoleWords = Annotated[str | None, typer.Option(help="What the node's console shows; asked for without.")]
OtherName = Annotated[str | None, typer.Option(help="Another name than the one that the node brought.")]
InPlaceOf = Annotated[
    str | None, typer.Option("--as", help="A node that it stands in for: it takes over its miners.")
]
PENDING = "PENDING"


@command(app, "enroll-code", "headframe nodes enroll-code --ca-out mine-ca.pem")
def enroll_code(
    api: Api,
    *,
    ca_out: Annotated[
        Path | None, typer.Option(help="File for the server's own authority, to carry to the node.")
    ] = None,
) -> None:
    """Make a one-time code for a node. Shown once; good for 15 minutes."""
    made = api.client.post("/enrollment-codes", {})
    if ca_out is not None and made["authority_pem"]:
        _write_new(ca_out, made["authority_pem"])
    api.out.show(made, lambda: _show_code(api, made, ca_out))


@command(app, "pending", "headframe nodes pending", "headframe nodes pending --all")
def pending(
    api: Api,
    *,
    every: Annotated[bool, typer.Option("--all", help="Those that were decided, too.")] = False,
) -> None:
    """List nodes that wait to be let in, with the words of the keys that reached the server."""
    found = [each for each in api.client.get_list("/enrollments") if every or each["state"] == PENDING]
    api.out.show({"enrollments": found}, lambda: api.out.grid(_grid(found)))


@command(
    app, "approve",
    "headframe nodes approve hall-1",
    "headframe nodes approve hall-1 --words 'zoo abandon ...' --as old-hall",
)  # fmt: skip
def approve(
    api: Api,
    *,
    enrollment: EnrollmentName,
    words: ConsoleWords = None,
    name: OtherName = None,
    in_place_of: InPlaceOf = None,
) -> None:
    """Let a node in. Read the words off the node's own console: the server compares them with its keys."""
    asking = enrollment_named(api, enrollment)
    body: Body = {"words": words if words is not None else asked_words(asking), "name": name}
    if in_place_of is not None:
        body["node_id"] = node_named(api.client, in_place_of)["id"]
    node = api.client.post(f"/enrollments/{asking['id']}/approve", body)
    api.out.show(node, lambda: api.out.grid(node_grid([node])))


@command(app, "reject", "headframe nodes reject hall-1")
def reject(api: Api, *, enrollment: EnrollmentName) -> None:
    """Turn a node away."""
    rejected = api.client.post(f"/enrollments/{enrollment_named(api, enrollment)['id']}/reject", {})
    api.out.show(rejected, lambda: api.out.line(f"{rejected['node_name']} was turned away."))


def asked_words(asking: Body) -> str:
    """The words, from whoever sits before this terminal."""
    if not sys.stdin.isatty():
        raise CliError(
            CONFIRMATION_NEEDED,
            "the words on the node's console are needed",
            "Give them with --words; nothing was done.",
        )
    typer.echo(
        f"The node {asking['node_name']} shows ten words on its own console. Paste them here.", err=True
    )
    return str(typer.prompt("Words", err=True))


def enrollment_named(api: Api, word: str) -> Body:
    """The pending one of that name, else the one whose id begins so."""
    found = api.client.get_list("/enrollments")
    waiting = [each for each in found if each["state"] == PENDING]
    named = [each for each in waiting if each["node_name"].casefold() == word.casefold()]
    chosen = named or [each for each in found if each["id"].startswith(word.casefold())]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        ids = ", ".join(each["id"] for each in chosen)
        raise CliError(Code.CONFLICT, f"several nodes fit {word!r}", f"Name one by its id: {ids}.")
    names = ", ".join(each["node_name"] for each in waiting)
    raise CliError(
        Code.NOT_FOUND,
        f"no node {word!r} waits to be let in",
        f"There wait: {names}." if names else "None waits: run `headframe node enroll` on the node.",
    )


def _show_code(api: Api, made: Body, ca_out: Path | None) -> None:
    ca = f" --ca {ca_out.name}" if ca_out and made["authority_pem"] else ""
    api.out.line("On the node, within 15 minutes:")
    api.out.line(f"  headframe node enroll --server {made['server_url']}{ca} --code {made['code']}")
    api.out.line("Then, with the ten words that it shows:")
    api.out.line("  headframe nodes approve NAME")
    if made["authority_pem"] and ca_out is None:
        api.out.note(
            "The server's certificate is by an authority of its own: get that with --ca-out FILE, carry it to"
            " the node, and give it there with --ca FILE."
        )


def _grid(found: list[Body]) -> Grid:
    now = now_ms()
    rows = [
        [
            each["id"],
            each["node_name"],
            each["state"],
            f"{age(each['created_at_ms'], now)} ago",
            " ".join(each["fingerprint"]["words"]),
            str(each["replaces"] or UNKNOWN),
        ]
        for each in found
    ]
    return Grid(("id", "node", "state", "asked", "words", "new keys of"), rows)


def _write_new(path: Path, text: str) -> None:
    try:
        create_private(path, text.encode())
    except FileExistsError as error:
        raise CliError(FILE_EXISTS, f"{path} is there already", "Choose another file.") from error
