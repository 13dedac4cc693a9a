"""`keys init-operator`, `rotate-root`: who holds the root keys, and other ones."""

import sys
from typing import Annotated

import typer

from headframe.cli.client import Body
from headframe.cli.commands.outcomes import now_ms
from headframe.cli.errors import CONFIRMATION_NEEDED, NOT_CONFIRMED, CliError
from headframe.cli.keys.changing import is_managed, ring_of
from headframe.cli.keys.group import DEFAULT_KEYS_DIR, KeysDir, PassphraseFile, app
from headframe.cli.keys.nodes import countersign_nodes
from headframe.cli.keys.ring import ADMIN, NEXT_ROOT, ROOT, Ring
from headframe.cli.keys.show import show_keys
from headframe.cli.options import Yes
from headframe.cli.running import Api, command
from headframe.core.errors import Code
from headframe.core.keyset.chain import TrustedKeyset
from headframe.core.keyset.making import following
from headframe.core.keyset.records import COSIGN_CLASSES, Custody, KeyHolders, KeysetPolicy
from headframe.core.signing.keys import key_id, public_bytes


@command(app, "init-operator", "headframe keys init-operator", "headframe keys init-operator --no-cosign")
def init_operator(
    api: Api,
    *,
    no_cosign: Annotated[
        bool, typer.Option("--no-cosign", help="Ask for no admin's signature on commands.")
    ] = False,
    keys_dir: KeysDir = DEFAULT_KEYS_DIR,
    passphrase_file: PassphraseFile = None,
    yes: Yes = False,
) -> None:
    """Take the root and admin keys of the organisation into your own hands, for good.

    They are made on this machine, sealed with a passphrase, and sign the certificates of the nodes there are.
    The server signs the change a last time, and keeps only the keys with which it signs commands. Nodes are
    let in with `headframe keys sign-node` from then on.
    """
    keys = api.client.get("/keys")
    if not is_managed(keys):
        raise CliError(Code.CONFLICT, "operators hold the root keys already", "See: headframe keys show")
    _be_sure(yes=yes)
    ring = ring_of(api, keys_dir, passphrase_file)
    root, admin = ring.load_or_draw(ROOT), ring.load_or_draw(ADMIN)
    if key_id(public_bytes(admin)) not in keys["admin"]["key_ids"]:
        api.client.post("/keys/changes", {"add_admins": [public_bytes(admin).hex()]})
    countersign_nodes(api, ring)
    current = ring.current(api.client)
    keyset = following(
        current,
        at_ms=now_ms(),
        custody=Custody.OPERATOR,
        root=KeyHolders((public_bytes(root),), 1),
        admin=_admins(current, keys, public_bytes(admin)),
        policy=KeysetPolicy(frozenset() if no_cosign else frozenset(COSIGN_CLASSES)),
    )
    show_keys(api, ring.bring(api.client, keyset, root))
    api.out.note(
        f"Copy {keys_dir} to a safe place now: without the root key nobody can ever change the keys again,"
        " and every node would have to be enrolled anew."
    )


@command(app, "rotate-root", "headframe keys rotate-root")
def rotate_root(
    api: Api, *, keys_dir: KeysDir = DEFAULT_KEYS_DIR, passphrase_file: PassphraseFile = None
) -> None:
    """Make another root key, and let the old one sign nothing any more."""
    if is_managed(api.client.get("/keys")):
        show_keys(api, api.client.post("/keys/changes", {"rotate_root": True}))
        return
    ring = ring_of(api, keys_dir, passphrase_file)
    _finish(ring, ring.current(api.client))
    old, new = ring.load(ROOT), ring.load_or_draw(NEXT_ROOT)
    current = ring.current(api.client)
    keyset = following(current, at_ms=now_ms(), root=KeyHolders((public_bytes(new),), 1))
    answer = ring.bring(api.client, keyset, old, new)
    ring.promote_next_root()
    show_keys(api, answer)


def _finish(ring: Ring, current: TrustedKeyset) -> None:
    """Put a root key in place that an earlier run brought to the server, and was killed then."""
    if ring.has(NEXT_ROOT) and key_id(public_bytes(ring.load(NEXT_ROOT))) in current.keyset.root.by_id():
        ring.promote_next_root()


def _admins(current: TrustedKeyset, keys: Body, own: bytes) -> KeyHolders:
    """The operators' admin keys: those there were outside of the server, and the new one."""
    server = keys["server_admin_key_id"]
    outside = [key for name, key in current.keyset.admin.by_id().items() if name != server]
    return KeyHolders(tuple(dict.fromkeys((*outside, own))), 1)


def _be_sure(*, yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CliError(CONFIRMATION_NEEDED, "this is not taken back", "Say --yes to do it; nothing was done.")
    if not typer.confirm("Take the keys from the server for good?", err=True):
        raise CliError(NOT_CONFIRMED, "nothing was done")
