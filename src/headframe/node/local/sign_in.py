"""Signing in on site: limited before anything is hashed, each address and all together."""

from headframe.core.errors import Code, HeadframeError
from headframe.kit.clock import Clock
from headframe.kit.limits import AttemptLimiter, RateLimiter
from headframe.kit.passwords import MAX_CHARS, PasswordHasher
from headframe.node.local.credential import NAME, LocalCredential
from headframe.node.local.sessions import LocalSession, LocalSessions

ATTEMPTS_PER_ADDRESS = 5
HASHES_PER_SECOND, HASHES_AT_ONCE = 2.0, 10.0
"""All addresses together: a flood of sign-ins costs a tenth of a core. Nobody is locked out for it."""
EVERYONE = "everyone"


class LocalSignIn:
    """From a password to a session."""

    def __init__(
        self, credential: LocalCredential, sessions: LocalSessions, hasher: PasswordHasher, clock: Clock
    ) -> None:
        self._credential = credential
        self._sessions = sessions
        self._hasher = hasher
        self._per_address = AttemptLimiter(clock, free_attempts=ATTEMPTS_PER_ADDRESS)
        self._in_all = RateLimiter(clock, per_second=HASHES_PER_SECOND, burst=HASHES_AT_ONCE)

    async def sign_in(self, name: str, password: str, *, address: str) -> tuple[LocalSession, str]:
        """A session and its cookie's token.

        Raises:
            HeadframeError: SIGN_IN_FAILED, SIGN_IN_THROTTLED, RATE_LIMITED, BUSY, NOT_FOUND before a
                password was set.
        """
        self._per_address.begin(address)
        self._in_all.spend(EVERYONE)
        if name.strip().casefold() != NAME:
            raise HeadframeError(Code.SIGN_IN_FAILED)
        encoded = await self._credential.check(self._hasher, password[:MAX_CHARS])
        self._per_address.succeeded(address)
        return self._sessions.begin(encoded)

    def authenticate(self, token: str) -> LocalSession | None:
        """Whose token it is; None for nobody's."""
        return self._sessions.of(token, self._credential.encoded())

    def used(self, session: LocalSession) -> None:
        """The person did something in it."""
        self._sessions.used(session)

    def seconds_left(self, session: LocalSession) -> float:
        """Until it ends, if nothing is done in it."""
        return self._sessions.seconds_left(session)

    def sign_out(self, session: LocalSession) -> None:
        """End it at once."""
        self._sessions.end(session)
