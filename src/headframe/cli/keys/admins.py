"""`keys make-admin`, `add-admin`, `remove-admin`: who may sign nodes, and commands that need an admin."""

from typing import Annotated, Any

import typer

from headframe.cli.client import Body
from headframe.cli.errors import usage
from headframe.cli.keys.changing import change, is_managed, ring_of
from headframe.cli.keys.group import DEFAULT_KEYS_DIR, KeysDir, PassphraseFile, app
from headframe.cli.keys.ring import ADMIN
from headframe.cli.running import Api, command
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.records import COSIGN_CLASSES, KeyHolders, KeysetPolicy
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import checked_public_key, key_id, public_bytes

PublicKey = Annotated[
    str | None,
    typer.Option(help="Public half of a key that was made elsewhere; without, one is made in --keys-dir."),
]
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="Id of the key, as `keys show` lists it.")]


@command(app, "make-admin", "headframe keys make-admin")
def make_admin(
    api: Api, *, keys_dir: KeysDir = DEFAULT_KEYS_DIR, passphrase_file: PassphraseFile = None
) -> None:
    """Make an admin key on this machine, and print its public half for whoever adds it."""
    public = public_bytes(ring_of(api, keys_dir, passphrase_file).load_or_draw(ADMIN)).hex()
    api.out.show({"public_key": public}, lambda: api.out.line(public))


@command(app, "add-admin", "headframe keys add-admin", "headframe keys add-admin --public-key 3f1c...")
def add_admin(
    api: Api,
    *,
    public_key: PublicKey = None,
    no_cosign: Annotated[
        bool, typer.Option("--no-cosign", help="Though it is the first, ask for its signature on nothing.")
    ] = False,
    keys_dir: KeysDir = DEFAULT_KEYS_DIR,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let another admin key sign. With the first one outside of the server, commands that matter need it.

    Pools, firmware and passwords then wait for `headframe commands sign`; see `headframe keys policy`.
    """
    ring = ring_of(api, keys_dir, passphrase_file)
    public = _given(public_key) if public_key else public_bytes(ring.load_or_draw(ADMIN))
    body: Body = {"add_admins": [public.hex()]}
    if not no_cosign and _is_first(api.client.get("/keys")):
        body["cosign_classes"] = sorted(COSIGN_CLASSES)

    def add(current: TrustedKeyset) -> dict[str, Any]:
        admin, policy = current.keyset.admin, current.keyset.policy
        keys = tuple(dict.fromkeys((*admin.keys, public)))
        classes = frozenset(body.get("cosign_classes", policy.cosign_classes))
        return {"admin": KeyHolders(keys, admin.threshold), "policy": KeysetPolicy(classes)}

    change(api, ring, managed=body, operator=add)


@command(app, "remove-admin", "headframe keys remove-admin 0123...")
def remove_admin(
    api: Api, *, key: KeyId, keys_dir: KeysDir = DEFAULT_KEYS_DIR, passphrase_file: PassphraseFile = None
) -> None:
    """Let an admin key sign no more. Certificates of nodes that it has signed are to be signed anew."""

    def remove(current: TrustedKeyset) -> dict[str, Any]:
        admin = current.keyset.admin
        left = tuple(each for each in admin.keys if key_id(each) != key)
        if len(left) == len(admin.keys) or not left:
            raise usage(f"{key} is no admin key, or the only one", "See: headframe keys show")
        return {"admin": KeyHolders(left, min(admin.threshold, len(left)))}

    ring = ring_of(api, keys_dir, passphrase_file)
    change(api, ring, managed={"remove_admins": [key]}, operator=remove)


def _is_first(keys: Body) -> bool:
    """Whether no admin key is outside of the server yet, and nothing is asked of one."""
    outside = set(keys["admin"]["key_ids"]) - {keys["server_admin_key_id"]}
    return is_managed(keys) and not outside and not keys["cosign_classes"]


def _given(text: str) -> bytes:
    try:
        return checked_public_key(bytes.fromhex(text))
    except (ValueError, SigningError) as error:
        raise usage(f"{text!r} is no public key: {error}") from error
