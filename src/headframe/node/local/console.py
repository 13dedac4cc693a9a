"""What a node's console shows people of its local UI."""

from pathlib import Path

import typer

from headframe.kit.files import ensure_private_dir
from headframe.kit.passwords import PasswordHasher
from headframe.node.keys.identity import load_identity
from headframe.node.local.certificate import fingerprint_text
from headframe.node.local.credential import NAME, LocalCredential


async def give_local_password(state_dir: Path) -> None:
    """Draw a password for the local UI and show it, with the certificate that a browser finds there."""
    ensure_private_dir(state_dir)
    password = await LocalCredential.within(state_dir).rotate(PasswordHasher())
    typer.echo("For people on site, when the server is out of reach: the local UI of this node")
    typer.echo("")
    typer.echo(f"    name        {NAME}")
    typer.echo(f"    password    {password}")
    typer.echo(f"    certificate {own_fingerprint(state_dir)}")
    typer.echo("")
    typer.echo("It is shown this once. Another: headframe node local-password")


def own_fingerprint(state_dir: Path) -> str:
    """The fingerprint of the local UI's certificate, as the server shows it too."""
    return fingerprint_text(load_identity(state_dir, drawn=False).bundle().local_ui_spki_sha256)
