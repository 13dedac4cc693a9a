"""`headframe node local-password` and `headframe node status`: on the node's own host."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer

from headframe.core.alone import ContactState
from headframe.core.errors import HeadframeError
from headframe.kit.files import UnsafeFileError
from headframe.kit.logs import configure_logs
from headframe.node.enrollment.command import DEFAULT_STATE_DIR, StateDir
from headframe.node.enrollment.enrolled import Enrolled
from headframe.node.local.console import give_local_password, own_fingerprint
from headframe.node.local.credential import LocalCredential
from headframe.node.local.status import NodeStatus

FAILED = 1
_WORDS = {
    ContactState.IN_CONTACT: "In contact with its server",
    ContactState.LOST: "Has just lost its server",
    ContactState.ALONE: "Alone: out of contact with its server",
    ContactState.CATCHING_UP: "Catching up: its server is back and takes what waits",
}


def local_password(
    state_dir: StateDir = DEFAULT_STATE_DIR,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "warning",
) -> None:
    """Give the node's local UI another password, shown this once. Whoever is signed in there is signed out.

    Example: headframe node local-password
    """
    configure_logs(level=log_level, as_json=False)
    try:
        Enrolled.load(state_dir.absolute())
        asyncio.run(give_local_password(state_dir.absolute()))
    except (HeadframeError, UnsafeFileError) as error:
        raise _stop(str(error)) from error


def status(state_dir: StateDir = DEFAULT_STATE_DIR) -> None:
    """Show how the node on this host stands: its server, its miners, what waits to be taken.

    Example: headframe node status
    """
    directory = state_dir.absolute()
    try:
        enrolled = Enrolled.load(directory)
        fingerprint = own_fingerprint(directory)
    except (HeadframeError, UnsafeFileError) as error:
        raise _stop(str(error)) from error
    now_ms = time.time_ns() // 1_000_000
    written = NodeStatus.load(directory)
    typer.echo(f"Node {enrolled.node_id}, {enrolled.name}, of {enrolled.server_url}")
    if written is None or not written.runs(now_ms):
        typer.echo("Does not run. Start it with: headframe node run")
        raise typer.Exit(FAILED)
    typer.echo(f"{_WORDS[written.state]}{_since(written, now_ms)}")
    typer.echo(f"    miners          {written.devices}")
    typer.echo(f"    acts to sync    {written.acts_waiting}")
    typer.echo(f"    rows to sync    {written.spool_rows} ({written.spool_bytes / 1e6:.1f} MB)")
    typer.echo(f"    local UI        {f'https://{written.local_ui}' if written.local_ui else 'off'}")
    typer.echo(f"    its certificate {fingerprint}")
    typer.echo(f"    its password    {_password(directory)}")


def _password(state_dir: Path) -> str:
    return "set" if LocalCredential.within(state_dir).exists else "not set: headframe node local-password"


def _since(written: NodeStatus, now_ms: int) -> str:
    if written.since_ms is None:
        return ""
    at = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(written.since_ms / 1000))
    return f", since {at} ({(now_ms - written.since_ms) // 60_000} minutes)"


def _stop(message: str) -> typer.Exit:
    typer.echo(f"headframe: {message}", err=True)
    return typer.Exit(FAILED)
