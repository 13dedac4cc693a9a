"""`keys sign-node`: an admin says which keys are a node's, by a key that the server does not hold."""

from headframe.cli.client import Body
from headframe.cli.errors import CliError
from headframe.cli.keys.changing import ring_of
from headframe.cli.keys.documents import body_of, document_of
from headframe.cli.keys.group import DEFAULT_KEYS_DIR, KeysDir, PassphraseFile, app
from headframe.cli.keys.ring import ADMIN, Ring
from headframe.cli.nodes.enrollment import (
    ConsoleWords,
    EnrollmentName,
    InPlaceOf,
    OtherName,
    asked_words,
    enrollment_named,
)
from headframe.cli.nodes.listing import node_grid
from headframe.cli.places import node_named
from headframe.cli.running import Api, command
from headframe.core.enrollment.certs import NodeCert, read_cert
from headframe.core.enrollment.fingerprint import EnrollmentFacts, fingerprint
from headframe.core.enrollment.words import is_fingerprint
from headframe.core.errors import TABLE, Code
from headframe.core.keyset.chain import TrustedKeyset, root_digest
from headframe.core.signing.errors import SigningError
from headframe.core.signing.keys import key_id, public_bytes
from headframe.kit.words import english_words

AT_ONCE = 200
"""Certificates a request."""


@command(app, "sign-node", "headframe keys sign-node hall-1")
def sign_node(
    api: Api,
    *,
    enrollment: EnrollmentName,
    words: ConsoleWords = None,
    name: OtherName = None,
    in_place_of: InPlaceOf = None,
    keys_dir: KeysDir = DEFAULT_KEYS_DIR,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let a node in where operators hold the admin keys. Read the words off the node's own console.

    They are compared here, with the keys that are about to be signed: the server's word does not count.
    """
    asking = enrollment_named(api, enrollment)
    given = words if words is not None else asked_words(asking)
    ring = ring_of(api, keys_dir, passphrase_file)
    admin, current = ring.load(ADMIN), ring.current(api.client)
    body: Body = {"words": given, "name": name}
    if in_place_of is not None:
        body["node_id"] = node_named(api.client, in_place_of)["id"]
    draft = api.client.post(f"/enrollments/{asking['id']}/draft", body)
    certificate = document_of(draft["certificate"])
    try:
        cert = read_cert(certificate)
    except SigningError as error:
        raise CliError(Code.COMMAND_UNTRUSTED, f"the server's draft is no certificate: {error}") from error
    check_words(given, cert, draft, current)
    body |= {"node_id": draft["node_id"], "certificate": body_of(certificate.countersigned(admin))}
    node = api.client.post(f"/enrollments/{asking['id']}/approve", body)
    api.out.show(node, lambda: api.out.grid(node_grid([node])))


@command(app, "sign-nodes", "headframe keys sign-nodes")
def sign_nodes(
    api: Api, *, keys_dir: KeysDir = DEFAULT_KEYS_DIR, passphrase_file: PassphraseFile = None
) -> None:
    """Sign the certificates of all nodes with this machine's admin key too, before another one ends."""
    ring = ring_of(api, keys_dir, passphrase_file)
    signed = countersign_nodes(api, ring)
    api.out.show({"signed": signed}, lambda: api.out.line(f"{signed} certificates signed."))


def countersign_nodes(api: Api, ring: Ring) -> int:
    """Sign what this admin key has not signed yet; how many that were."""
    admin = ring.load(ADMIN)
    own = key_id(public_bytes(admin))
    listed = api.client.get_list("/keys/certificates")
    found = [(each["node_id"], document_of(each["certificate"])) for each in listed]
    missing = [
        {"node_id": node_id, "certificate": body_of(certificate.countersigned(admin))}
        for node_id, certificate in found
        if own not in {each.key_id for each in certificate.signatures}
    ]
    for start in range(0, len(missing), AT_ONCE):
        api.client.post("/keys/certificates", {"certificates": missing[start : start + AT_ONCE]})
    return len(missing)


def check_words(words: str, cert: NodeCert, draft: Body, current: TrustedKeyset) -> None:
    """That the words are those of the keys in the certificate, under our own root. CliError otherwise."""
    facts = EnrollmentFacts(
        org_id=current.keyset.org_id,
        root_sha256=root_digest(current.keyset.root),
        origin=draft["facts"]["origin"],
        bundle=cert.bundle,
        node_nonce=bytes.fromhex(draft["facts"]["node_nonce"]),
        server_nonce=bytes.fromhex(draft["facts"]["server_nonce"]),
    )
    same_node = (cert.org_id, cert.node_id) == (current.keyset.org_id, str(draft["node_id"]))
    if not same_node or not is_fingerprint(words, fingerprint(facts), english_words()):
        raise CliError(
            Code.FINGERPRINT_DIFFERS,
            "the words are not those of the keys that the server wants signed; nothing was signed",
            TABLE[Code.FINGERPRINT_DIFFERS].action,
        )
