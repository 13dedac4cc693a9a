"""Password hashing: argon2id, bounded in memory, concurrency and waiting."""

import anyio
import anyio.to_thread
from argon2 import PasswordHasher as Argon2, Type
from argon2.exceptions import InvalidHashError, VerificationError

from headframe.core.errors import Code, FieldProblem, HeadframeError

MEMORY_KIB = 64 * 1024
TIME_COST = 2
CONCURRENT_HASHES = 2
MAX_WAITING = 32
"""Callers that may wait for a hash; the next is told BUSY."""
BUSY_RETRY_SECONDS = 2.0
MIN_CHARS = 10
MAX_CHARS = 256
"""Longest password: bounds what is hashed."""


def check_password_rules(password: str, *, user_name: str, where: str = "/password") -> None:
    """INVALID_REQUEST for a password that is too short, too long, or the user's own name."""
    message = None
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        message = f"A password has {MIN_CHARS} to {MAX_CHARS} characters."
    elif password.casefold() == user_name.casefold():
        message = "The password must differ from the name."
    if message:
        raise HeadframeError(Code.INVALID_REQUEST, message, fields=(FieldProblem(where, message),))


class PasswordHasher:
    """Hashes and verifies off the event loop, a few at a time.

    Verifying against an empty hash (no such user, or no password yet) takes as long as against a real
    one and is False.
    """

    def __init__(
        self,
        *,
        memory_kib: int = MEMORY_KIB,
        time_cost: int = TIME_COST,
        concurrent: int = CONCURRENT_HASHES,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        self._argon2 = Argon2(time_cost=time_cost, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._limiter = anyio.CapacityLimiter(concurrent)
        self._max_inside = concurrent + max_waiting
        self._inside = 0
        self._nobody = ""

    async def hash(self, password: str) -> str:
        """An encoded argon2id hash."""
        return await self._run(password)

    async def verify(self, encoded: str, password: str) -> bool:
        """Whether `password` belongs to `encoded`."""
        if not self._nobody:
            self._nobody = await self._run("nobody's password")
        self._enter()
        try:
            matches = await anyio.to_thread.run_sync(
                self._verify, encoded or self._nobody, password, limiter=self._limiter
            )
        finally:
            self._inside -= 1
        return matches and bool(encoded)

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash was made with other costs than are asked for today."""
        return self._argon2.check_needs_rehash(encoded)

    async def _run(self, password: str) -> str:
        self._enter()
        try:
            return await anyio.to_thread.run_sync(self._argon2.hash, password, limiter=self._limiter)
        finally:
            self._inside -= 1

    def _verify(self, encoded: str, password: str) -> bool:
        try:
            return self._argon2.verify(encoded, password)
        except (VerificationError, InvalidHashError):
            return False

    def _enter(self) -> None:
        if self._inside >= self._max_inside:
            raise HeadframeError(
                Code.BUSY, "Too many sign-ins at once.", retry_after_seconds=BUSY_RETRY_SECONDS
            )
        self._inside += 1
