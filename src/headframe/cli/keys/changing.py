"""Changes of the Keyset: made by the server where it holds the root key, signed here where operators do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.keys.documents import document_of
from headframe.cli.keys.ring import ROOT, Ring
from headframe.cli.keys.show import show_keys
from headframe.cli.running import Api
from headframe.core.keyset.bodies import MEMBERS
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.making import following
from headframe.core.keyset.records import Custody
from headframe.core.signing.strict_json import decode_body

Changes = Callable[[TrustedKeyset], dict[str, Any]]
"""Fields of the next Keyset, as `making.following` takes them."""


def ring_of(api: Api, keys_dir: Path, passphrase_file: Path | None) -> Ring:
    """The operator's keys for the organisation of this server."""
    document = document_of(api.client.get("/keys")["document"])
    return Ring(keys_dir, passphrase_file, str(decode_body(document.body, MEMBERS)["org_id"]))


def is_managed(keys: Body) -> bool:
    """Whether the server holds the root key."""
    return bool(keys["custody"] == Custody.MANAGED)


def change(api: Api, ring: Ring, *, managed: Body, operator: Changes) -> Body:
    """Make the next Keyset, by whoever holds the root key, and show it."""
    if is_managed(api.client.get("/keys")):
        keys = api.client.post("/keys/changes", managed)
    else:
        root, current = ring.load(ROOT), ring.current(api.client)
        keys = ring.bring(api.client, following(current, at_ms=now_ms(), **operator(current)), root)
    show_keys(api, keys)
    return keys
