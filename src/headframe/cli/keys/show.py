"""`keys show`: the Keyset in force, and who holds what."""

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.keys.group import app
from headframe.cli.output import Grid
from headframe.cli.running import Api, command
from headframe.cli.units import age

DAY_MS = 86_400_000


@command(app, "show", "headframe keys show")
def show(api: Api) -> None:
    """Show the Keyset in force: custody, root and admin keys, issuers and their windows, the policy."""
    show_keys(api, api.client.get("/keys"))


def show_keys(api: Api, keys: Body) -> None:
    """The answer, for people and programs."""
    api.out.show(keys, lambda: _show(api, keys))


def _show(api: Api, keys: Body) -> None:
    now = now_ms()
    held = " (held by the server)"
    api.out.facts(
        (
            ("Keyset", f"version {keys['version']}, issued {age(keys['issued_at_ms'], now)} ago"),
            ("expires", f"in {_days(keys['expires_at_ms'] - now)}"),
            ("custody", keys["custody"]),
            ("root", _holders(keys["root"]) + (held if keys["holds_root"] else "")),
            ("admin", _holders(keys["admin"])),
            ("server's admin key", keys["server_admin_key_id"] or "none"),
            ("an admin signs", ", ".join(keys["cosign_classes"]) or "nothing"),
            ("revoked", ", ".join(keys["revoked"])),
        )
    )
    api.out.line()
    api.out.grid(Grid(("issuer", "state", "from", "until", "held here"), _issuers(keys, now)))
    if keys["renewal_due"]:
        api.out.note("Another issuer has to be named soon: headframe keys renew-issuer")


def _holders(holders: Body) -> str:
    ids = ", ".join(holders["key_ids"])
    return ids if holders["threshold"] == 1 else f"{holders['threshold']} of {ids}"


def _issuers(keys: Body, now: int) -> list[list[str]]:
    return [
        [
            each["key_id"],
            _state(each, now),
            f"{age(each['not_before_ms'], now)} ago" if each["not_before_ms"] <= now else "later",
            f"in {_days(each['not_after_ms'] - now)}" if each["not_after_ms"] > now else "over",
            "yes" if each["held"] else "no",
        ]
        for each in keys["issuers"]
    ]


def _state(issuer: Body, now: int) -> str:
    if issuer["revoked"]:
        return "REVOKED"
    return "ACTIVE" if issuer["not_before_ms"] <= now < issuer["not_after_ms"] else "EXPIRED"


def _days(span_ms: int) -> str:
    return f"{span_ms // DAY_MS} days"
