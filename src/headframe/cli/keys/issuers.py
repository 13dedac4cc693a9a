"""`keys revoke-issuer`, `renew-issuer`: which keys of the server may sign commands."""

from typing import Any

from headframe.cli.client import Body, Client
from headframe.cli.errors import usage
from headframe.cli.keys.admins import KeyId
from headframe.cli.keys.changing import change, is_managed, ring_of
from headframe.cli.keys.group import DEFAULT_KEYS_DIR, KeysDir, PassphraseFile, app
from headframe.cli.keys.ring import Ring
from headframe.cli.running import Api, command
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.records import IssuerGrant
from headframe.core.signing.keys import checked_public_key


@command(app, "revoke-issuer", "headframe keys revoke-issuer 0123...")
def revoke_issuer(
    api: Api, *, key: KeyId, keys_dir: KeysDir = DEFAULT_KEYS_DIR, passphrase_file: PassphraseFile = None
) -> None:
    """Let a key of the server sign no more commands, at once. Where it is the only one, it gets another."""
    keys = api.client.get("/keys")
    if key not in {each["key_id"] for each in keys["issuers"]}:
        raise usage(f"{key} is no issuer", "See: headframe keys show")
    others = any(each["held"] and not each["revoked"] and each["key_id"] != key for each in keys["issuers"])

    def revoke(_current: TrustedKeyset) -> dict[str, Any]:
        fresh = {} if others else {"issuers": (drafted(api.client),)}
        return {"revoked": frozenset({key}), **fresh}

    ring = ring_of(api, keys_dir, passphrase_file)
    change(api, ring, managed={"revoke_issuers": [key]}, operator=revoke)


@command(app, "renew-issuer", "headframe keys renew-issuer")
def renew_issuer(
    api: Api, *, keys_dir: KeysDir = DEFAULT_KEYS_DIR, passphrase_file: PassphraseFile = None
) -> None:
    """Name another key of the server as issuer, for 90 days. With custody `managed` it does so itself."""
    keys: Body = api.client.get("/keys")
    if is_managed(keys):
        raise usage("the server names its issuers itself", "Operators do where they hold the root keys.")
    ring: Ring = ring_of(api, keys_dir, passphrase_file)
    change(api, ring, managed={}, operator=lambda _current: {"issuers": (drafted(api.client),)})


def drafted(client: Client) -> IssuerGrant:
    """A fresh key of the server."""
    draft = client.post("/keys/issuer-draft", {})
    public = checked_public_key(bytes.fromhex(draft["public_key"]))
    return IssuerGrant(public, draft["not_before_ms"], draft["not_after_ms"])
