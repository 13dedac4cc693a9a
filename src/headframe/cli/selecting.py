"""From what a person names to the selector that the server resolves."""

from ipaddress import ip_address

from headframe.cli.client import Body, Client
from headframe.cli.errors import AMBIGUOUS, CliError, usage
from headframe.core.devices import normalise_mac
from headframe.core.errors import Code

MAX_NAMED = 500
"""Miners named one by one; filters have no bound."""
MAX_SHOWN = 5


def selector(client: Client, miners: list[str] | None, filter_text: str | None, *, every: bool) -> Body:
    """Exactly one of miners, a filter, and all."""
    ways = sum((bool(miners), filter_text is not None, every))
    if ways != 1:
        raise usage(
            "say which miners" if ways == 0 else "say which miners in one way only",
            "Name some by id, name, MAC or address, or give --filter, or --all.",
        )
    if miners:
        if len(miners) > MAX_NAMED:
            raise usage(f"at most {MAX_NAMED} miners can be named", "Use --filter.")
        return {"ids": list(dict.fromkeys(device_id(client, word) for word in miners))}
    if filter_text is not None and not filter_text.strip():
        raise usage("the filter is empty", "Say --all to mean every miner.")
    return {"filter": filter_text or ""}


def device_id(client: Client, word: str) -> int:
    """The id of the miner that a word names; `not_found`, or `ambiguous` with the ids it could be."""
    if word.isascii() and word.isdecimal():
        return int(word)
    found = client.get("/devices", filter=_filter(word), limit=MAX_SHOWN)
    if found["total"] == 1:
        return int(found["devices"][0]["id"])
    if not found["total"]:
        raise CliError(Code.NOT_FOUND, f"there is no miner {word!r}", "Look it up: headframe devices list")
    ids = ", ".join(str(device["id"]) for device in found["devices"])
    raise CliError(
        AMBIGUOUS, f"{found['total']} miners are called {word!r}, such as {ids}", "Name one by its id."
    )


def count_of(client: Client, chosen: Body) -> int:
    """How many miners a selector means now."""
    if "ids" in chosen:
        return len(chosen["ids"])
    return int(client.get("/devices", filter=chosen["filter"], limit=1)["total"])


def _filter(word: str) -> str:
    try:
        return f"ip:{ip_address(word)}"
    except ValueError:
        pass
    mac = normalise_mac(word)
    if mac:
        return f"mac:{mac}"
    if not word.strip():
        raise usage("an empty word names no miner")
    quoted = quote(word)
    return f"name={quoted} OR serial={quoted}"


def quote(text: str) -> str:
    """Text as a quoted value of the filter grammar."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
