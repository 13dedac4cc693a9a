"""`headframe node enroll`: on the node's own console."""

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from headframe import __version__
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.errors import TABLE, HeadframeError
from headframe.core.signing.errors import SigningError
from headframe.kit.files import UnsafeFileError, read_private
from headframe.kit.logs import configure_logs
from headframe.kit.profile import DIRECTORY
from headframe.node.enrollment.client_certificate import ClientCertificate
from headframe.node.enrollment.console import Console
from headframe.node.enrollment.enrolled import CONFIG, Installation
from headframe.node.enrollment.flow import PROGRESS, EnrollmentAsk, EnrollmentFlow
from headframe.node.enrollment.key_rotation import KeyRotationFlow
from headframe.node.local.console import give_local_password

FAILED, BAD_USAGE, INTERRUPTED = 1, 2, 130
DEFAULT_STATE_DIR = Path(DIRECTORY) / "node"

StateDir = Annotated[Path, typer.Option(help="Where the node keeps everything.")]
ClientCertificateOption = Annotated[
    Path | None,
    typer.Option("--client-certificate", help="PEM file, for a server that asks nodes for certificates."),
]
ClientKeyOption = Annotated[
    Path | None, typer.Option("--client-key", help="Private PEM file (0600) of its key.")
]


def enroll(
    server: Annotated[str, typer.Option(help="Address of the server: https://NAME[:PORT].")],
    code: Annotated[
        str | None, typer.Option(help="The one-time code; asked for without. None to take up what was begun.")
    ] = None,
    code_file: Annotated[Path | None, typer.Option(help="Private file (0600) with the code.")] = None,
    ca: Annotated[
        Path | None, typer.Option(help="PEM file of the authority that signed the server's certificate.")
    ] = None,
    client_certificate: ClientCertificateOption = None,
    client_key: ClientKeyOption = None,
    name: Annotated[str | None, typer.Option(help="Name of the node; the host's without.")] = None,
    state_dir: StateDir = DEFAULT_STATE_DIR,
    again: Annotated[
        bool, typer.Option("--again", help="Though a node is enrolled in the state directory already.")
    ] = False,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "warning",
) -> None:
    """Make this host a fleet node of a server. Waits until an admin has compared the words and approved it.

    Example: headframe node enroll --server https://mine.example --name hall-1
    """
    configure_logs(level=log_level, as_json=False)
    directory = state_dir.absolute()
    if (directory / CONFIG).exists() and not again:
        _stop(f"a node is enrolled in {directory} already: give another --state-dir, or --again", BAD_USAGE)
    try:
        ask = EnrollmentAsk(
            state_dir=directory,
            server_url=server,
            name=name or socket.gethostname(),
            software_version=__version__,
            code=_code(code, code_file, directory),
            ca_pem=ca.read_bytes() if ca else b"",
            client=ClientCertificate.of(client_certificate, client_key),
        )
    except (SigningError, UnsafeFileError, ValueError, OSError) as error:
        _stop(str(error), BAD_USAGE)

    async def let_in() -> None:
        await EnrollmentFlow(ask, Console(typer.echo)).run()
        await give_local_password(directory)

    run(let_in)


def rotate_keys(
    state_dir: StateDir = DEFAULT_STATE_DIR,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "warning",
) -> None:
    """Give the node other keys. Waits until an admin has compared their words; a node that runs takes them.

    Example: headframe node rotate-keys
    """
    configure_logs(level=log_level, as_json=False)

    async def rotate() -> None:
        await KeyRotationFlow(Installation.load(state_dir.absolute()), Console(typer.echo)).run()

    run(rotate)


def run(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Run to the end; problems as one line with what to do about them."""
    try:
        asyncio.run(work())
    except HeadframeError as error:
        _stop(f"{error.message or TABLE[error.code].title}\n{TABLE[error.code].action}", FAILED)
    except UnsafeFileError as error:
        _stop(str(error), FAILED)
    except KeyboardInterrupt:
        _stop("Interrupted: run it again to take it up.", INTERRUPTED)


def _code(text: str | None, file: Path | None, state_dir: Path) -> EnrollmentCode | None:
    if file:
        text = read_private(file).decode(errors="replace")
    elif text is None and not (state_dir / PROGRESS).exists() and sys.stdin.isatty():
        text = typer.prompt("Enrollment code", hide_input=True)
    return EnrollmentCode.parse(text) if text else None


def _stop(message: str, code: int) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)
