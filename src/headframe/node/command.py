"""`headframe node`: what is run on the host of a fleet node."""

import typer

from headframe.node.enrollment.command import enroll, rotate_keys
from headframe.node.local.command import local_password, status
from headframe.node.run import run

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="On a fleet node: make it known, and run it."
)
app.command("enroll")(enroll)
app.command("run")(run)
app.command("status")(status)
app.command("local-password")(local_password)
app.command("rotate-keys")(rotate_keys)


@app.callback()
def node() -> None:
    """On a fleet node: make it known, and run it."""
