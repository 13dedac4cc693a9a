"""Sessions of the local admin: in memory, short, and over when the password changes or the node stops."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from headframe.kit.clock import Clock

IDLE_SECONDS = 15 * 60.0
ABSOLUTE_SECONDS = 12 * 3600.0
MAX_SESSIONS = 32
"""Past it the one unused for longest ends: no number of sign-ins fills the memory."""
TOKEN_BYTES = 32


@dataclass(slots=True)
class LocalSession:
    """One browser. `credential` is the hash it signed in against."""

    key: str
    credential: str = field(repr=False)
    csrf_token: str = field(repr=False)
    began_at: float
    seen_at: float


class LocalSessions:
    """Tokens are known by their SHA-256 only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: OrderedDict[str, LocalSession] = OrderedDict()

    def begin(self, credential: str) -> tuple[LocalSession, str]:
        """A fresh session, and the token for its cookie."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._clock.elapsed()
        session = LocalSession(_key(token), credential, secrets.token_urlsafe(TOKEN_BYTES), now, now)
        self._sessions[session.key] = session
        while len(self._sessions) > MAX_SESSIONS:
            self._sessions.popitem(last=False)
        return session, token

    def of(self, token: str, credential: str) -> LocalSession | None:
        """Whose token it is; None for nobody's, one unused for too long, or one of an earlier password."""
        session = self._sessions.get(_key(token))
        if session is None:
            return None
        if not credential or session.credential != credential or self.seconds_left(session) <= 0:
            self.end(session)
            return None
        return session

    def used(self, session: LocalSession) -> None:
        """The person did something: the idle time begins anew."""
        session.seen_at = self._clock.elapsed()
        if session.key in self._sessions:
            self._sessions.move_to_end(session.key)

    def seconds_left(self, session: LocalSession) -> float:
        """Until it ends, if nothing is done in it."""
        ends_at = min(session.seen_at + IDLE_SECONDS, session.began_at + ABSOLUTE_SECONDS)
        return ends_at - self._clock.elapsed()

    def end(self, session: LocalSession) -> None:
        """Signed out."""
        self._sessions.pop(session.key, None)


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
