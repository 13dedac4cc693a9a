"""`devices pair`, `unpair`, `release`."""

from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.issuing import confirm
from headframe.cli.commands.outcomes import report
from headframe.cli.devices.group import app
from headframe.cli.finding import read_secret
from headframe.cli.following import follow_batch
from headframe.cli.options import (
    DEFAULT_WAIT_SECONDS,
    Every,
    FilterOption,
    Miners,
    NodeId,
    PasswordFile,
    Timeout,
    Username,
    Wait,
    Yes,
)
from headframe.cli.passwords import ask_password
from headframe.cli.running import Api, command
from headframe.cli.selecting import count_of, selector

EXAMPLES = (
    "headframe devices pair --filter 'pairing:unpaired' --wait",
    "headframe devices pair --filter 'driver:proto_rig' --password-file rigs.txt --wait",
)


def pair(
    api: Api,
    *,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
    username: Username = "",
    password_file: PasswordFile = None,
    defaults: Annotated[
        bool, typer.Option("--defaults/--no-defaults", help="Also try the makers' default logins.")
    ] = True,
    node: NodeId = None,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
) -> None:
    """Make a node the owner of miners, and let it find a login that works.

    Passwords are sealed for the node; the server cannot read them.
    """
    logins: list[Body] = []
    if password_file:
        logins = [{"username": username, "password": read_secret(password_file)}]
    elif username:
        logins = [{"username": username, "password": ask_password(f"Password of {username}")}]
    request = {
        "selector": selector(api.client, miners, filter_text, every=every),
        "credentials": logins,
        "try_defaults": defaults,
        "node_id": node,
    }
    _tell(api, api.client.post("/pair", request), wait=wait, timeout=timeout)


@command(
    app,
    "unpair",
    "headframe devices unpair 12 --wait",
    "headframe devices unpair --filter 'rack:\"A 3\"' --yes",
)
def unpair(
    api: Api,
    *,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
    wait: Wait = False,
    timeout: Timeout = DEFAULT_WAIT_SECONDS,
    yes: Yes = False,
) -> None:
    """Have the owners forget the logins of miners; their ownership ends with that."""
    request = _asked(api, "Unpair", selector(api.client, miners, filter_text, every=every), yes=yes)
    _tell(api, api.client.post("/unpair", request), wait=wait, timeout=timeout)


@command(app, "release", "headframe devices release --filter 'node:hall-2' --yes")
def release(
    api: Api,
    *,
    miners: Miners = None,
    filter_text: FilterOption = None,
    every: Every = False,
    yes: Yes = False,
) -> None:
    """End the ownership of miners at once, for a node that is gone for good."""
    request = _asked(api, "Release", selector(api.client, miners, filter_text, every=every), yes=yes)
    count = api.client.post("/release", request)["count"]
    api.out.show({"released": count}, lambda: api.out.line(f"{count} miners have no owner now."))


def _asked(api: Api, verb: str, chosen: Body, *, yes: bool) -> Body:
    """A request for as many miners as were confirmed."""
    count = count_of(api.client, chosen)
    confirm(f"{verb} {count} miners?", count, yes=yes)
    return {"selector": chosen, "expected_count": count}


def _tell(api: Api, started: Body, *, wait: bool, timeout: float) -> None:
    number = started["batch_id"]
    batch = follow_batch(api, number, seconds=timeout) if wait else api.client.get(f"/batches/{number}")
    report(api, batch, extra={"claimed": started["claimed"], "left_out": started["left_out"]})


command(app, "pair", *EXAMPLES)(pair)
