"""`headframe login`: from name and password to a key in a private file."""

import socket
import sys
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.client import Client
from headframe.cli.errors import NO_SERVER, CliError, usage
from headframe.cli.finding import KEY_VARIABLE, SERVER_VARIABLE, Surroundings, checked_server, read_secret
from headframe.cli.options import PasswordFile
from headframe.cli.output import Output
from headframe.cli.passwords import ask_password
from headframe.cli.running import told
from headframe.core.errors import Code
from headframe.kit.profile import Profile, write_profile

MAX_KEY_NAME = 120
ASK_FOR_KEY = f"Ask an admin for an API key; name its private file by {KEY_VARIABLE}."


class KeyRole(StrEnum):
    """Roles that a key may have; at most one's own."""

    ADMIN = "admin"
    OPERATOR = "operator"
    TECHNICIAN = "technician"
    VIEWER = "viewer"


def login(
    *,
    server: Annotated[str | None, typer.Option(help=f"The server's URL; or {SERVER_VARIABLE}.")] = None,
    name: Annotated[str | None, typer.Option(help="Your name; asked for on a terminal without.")] = None,
    password_file: PasswordFile = None,
    role: Annotated[KeyRole | None, typer.Option(help="Role of the key; your own without.")] = None,
    profile: Annotated[Path | None, typer.Option(help="File to keep server and key in.")] = None,
    tls_ca: Annotated[
        Path | None, typer.Option(help="PEM file of the authority that signed the server's certificate.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Sign in, and keep an API key for this command line in a private file.

    The password is asked for, or read from a file; it is not kept.
    """
    out = Output(as_json=as_json)
    with told(out):
        around = Surroundings.present()
        url = checked_server(server or around.environment.get(SERVER_VARIABLE) or "")
        if not url:
            raise CliError(NO_SERVER, "no server is named", "Give --server https://headframe.example:8420.")
        path = (profile or around.own_profile).absolute()
        ca = str(tls_ca.absolute()) if tls_ca else None
        key = _key(url, ca, name, password_file, role)
        write_profile(path, Profile(url, key["secret"], ca))
        document = {"server": url, "profile": str(path), "key_name": key["name"], "role": key["role"]}
        text = f"Signed in to {url} as {key['role']}; the key {key['name']!r} is kept in {path}."
        out.show(document, lambda: out.line(text))


def _key(
    url: str, ca: str | None, name: str | None, password_file: Path | None, role: KeyRole | None
) -> dict[str, str]:
    with Client(Profile(url, "", ca)) as client:
        client.get("/bootstrap")  # whether it is a Headframe server, before a password is typed
        person = name or _ask_name()
        password = read_secret(password_file) if password_file else ask_password("Password")
        me = client.sign_in(person, password)
        try:
            issued = client.post("/api-keys", {"name": key_name(), "role": role or me["role"]})
        except CliError as error:
            if error.code != Code.NOT_PERMITTED:
                raise
            raise CliError(error.code, error.message, ASK_FOR_KEY) from error
        finally:
            client.post("/sign-out")
    return {"secret": issued["secret"], "name": issued["key"]["name"], "role": issued["key"]["role"]}


def key_name() -> str:
    """Tells an admin where a key is kept."""
    return f"command line of {getuser()} on {socket.gethostname()}"[:MAX_KEY_NAME]


def _ask_name() -> str:
    if not sys.stdin.isatty():
        raise usage("no name was given", "Give --name.")
    return str(typer.prompt("Name", err=True))
