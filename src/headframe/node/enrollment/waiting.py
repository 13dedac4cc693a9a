"""Asking the server whether it is approved, for as long as that takes: signed, counted, and with jitter."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.enrollment.polling import poll_message
from headframe.core.errors import Code, HeadframeError
from headframe.node.control.enrollment_calls import EnrollmentCalls
from headframe.node.enrollment.console import Console
from headframe.node.enrollment.progress import Progress, ProgressFile
from headframe.wire.gen.gateway.v1 import gateway_pb2

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 60.0
LEAST_SECONDS = 0.1
TRANSIENT = frozenset(
    {Code.NODE_NOT_CONNECTED, Code.RATE_LIMITED, Code.BUSY, Code.INTERNAL, Code.STORAGE_UNAVAILABLE}
)
"""What a server may answer, or not answer, while it is being restarted."""
State = gateway_pb2.PollEnrollmentResponse.State

_OVER = {
    gateway_pb2.PollEnrollmentResponse.STATE_REJECTED: "an admin has turned this node away",
    gateway_pb2.PollEnrollmentResponse.STATE_EXPIRED: "nobody has approved this node in time",
}


class Waiting:
    """Polls one enrollment. `pause` sleeps; it is given so that tests own time."""

    def __init__(
        self,
        calls: EnrollmentCalls,
        file: ProgressFile,
        identity: Ed25519PrivateKey,
        console: Console,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._file = file
        self._identity = identity
        self._console = console
        self._pause = pause

    async def approved(self, progress: Progress) -> gateway_pb2.PollEnrollmentResponse:
        """The answer that brings the certificate.

        Raises:
            HeadframeError: ENROLLMENT_ENDED where the node was rejected or nobody decided; whatever
                else the server says that does not pass by itself.
        """
        away_seconds = FIRST_PAUSE_SECONDS
        while True:
            progress = self._file.count_poll(progress)
            try:
                answer = await self._ask(progress)
            except HeadframeError as error:
                if error.code not in TRANSIENT:
                    raise
                seconds = _jittered(away_seconds)
                self._console.out_of_contact(error.message, seconds)
                await self._pause(seconds)
                away_seconds = min(2 * away_seconds, LONGEST_PAUSE_SECONDS)
                continue
            if answer.state == gateway_pb2.PollEnrollmentResponse.STATE_CONFIRMED:
                return answer
            if answer.state in _OVER:
                self._file.forget()
                raise HeadframeError(Code.ENROLLMENT_ENDED, _OVER[answer.state])
            away_seconds = FIRST_PAUSE_SECONDS
            await self._pause(_jittered(max(LEAST_SECONDS, answer.retry_after_ms / 1000)))

    async def _ask(self, progress: Progress) -> gateway_pb2.PollEnrollmentResponse:
        message = poll_message(progress.enrollment_id, progress.polls)
        request = gateway_pb2.PollEnrollmentRequest(
            enrollment_id=progress.enrollment_id,
            counter=progress.polls,
            proof=self._identity.sign(message),
        )
        return await self._calls.poll(request)


def _jittered(seconds: float) -> float:
    return min(seconds, LONGEST_PAUSE_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
