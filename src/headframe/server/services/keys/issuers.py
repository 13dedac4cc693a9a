"""The issuer keys that this server holds: each for its window, the newest in use."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.making import lasting
from headframe.core.keyset.records import IssuerGrant, Keyset
from headframe.core.signing.documents import SignedDocument, sign
from headframe.core.signing.keys import key_id, public_bytes
from headframe.core.signing.strict_json import Body
from headframe.kit.clock import Clock
from headframe.server.services.keys.sealed import SealedKeys

PREFIX = "issuer-"


class HeldIssuers:
    """Issuers of a Keyset of which the keys are here."""

    def __init__(self, sealed: SealedKeys, clock: Clock) -> None:
        self._sealed = sealed
        self._clock = clock
        self._keys: dict[str, Ed25519PrivateKey] = {}
        self._grants: dict[str, IssuerGrant] = {}

    def follow(self, keyset: Keyset) -> None:
        """Load the keys of what the Keyset lists, and drop what it lists no longer or what is over."""
        listed = {each.key_id: each for each in lasting(keyset.issuers, at_ms=self._clock.now_ms())}
        for gone in self._keys.keys() - listed.keys():
            del self._keys[gone]
            self._sealed.remove(PREFIX + gone)
        for name in listed.keys() - self._keys.keys():
            if key := self._sealed.load(PREFIX + name):
                self._keys[name] = key
        good = self._keys.keys() - keyset.revoked
        self._grants = {name: grant for name, grant in listed.items() if name in good}

    def draw(self) -> bytes:
        """A new key, on disk, to be listed in the next Keyset; its public half."""
        key = Ed25519PrivateKey.generate()
        public = public_bytes(key)
        self._sealed.keep(PREFIX + key_id(public), key)
        return public

    def has(self, name: str) -> bool:
        """Whether the key of that id is here, listed or not."""
        return name in self._keys or self._sealed.load(PREFIX + name) is not None

    def lasting(self) -> tuple[IssuerGrant, ...]:
        """Those that may sign now."""
        return lasting(self._grants.values(), at_ms=self._clock.now_ms())

    def newest(self) -> IssuerGrant:
        """The one in use. KEY_NOT_HELD without any."""
        if not self.lasting():
            raise HeadframeError(Code.KEY_NOT_HELD, "this server holds no issuer key that is in its window")
        return max(self.lasting(), key=lambda grant: grant.not_after_ms)

    def sign(self, document_type: str, body: Body) -> SignedDocument:
        """A document signed by the newest."""
        return sign(document_type, body, self._keys[self.newest().key_id])
