"""Whether a node shows the keys that an admin certified: secrets are sealed to what it shows."""

import contextlib

from headframe.core.enrollment.bundle import KeyBundle
from headframe.core.errors import Code, HeadframeError
from headframe.kit.limits import RateLimiter
from headframe.server.services.enrollment.letting_in import let_in, valid_cert
from headframe.server.services.enrollment.parts import EnrollmentParts

ALARM_SECONDS = 600.0
"""Between two entries of the activity log about the same node."""


class CertifiedKeys:
    """Compares what a node shows at the beginning of a stream with its certificate."""

    def __init__(self, parts: EnrollmentParts) -> None:
        self._parts = parts
        self._alarms = RateLimiter(parts.clock, per_second=1 / ALARM_SECONDS, burst=1)

    async def check(self, node_id: int, shown: KeyBundle) -> None:
        """Raises HeadframeError NOT_SIGNED_IN for other keys than the certified ones, and tells people."""
        parts = self._parts
        cert = valid_cert(parts, let_in(await parts.stores.identities.identity(node_id)))
        if cert.bundle == shown:
            return
        with contextlib.suppress(HeadframeError):
            self._alarms.spend(str(node_id))
            await parts.journal.record(
                parts.author,
                "security.node_keys_differ",
                f"Node {node_id} showed other keys than those in its certificate, and was not let in",
                node_id=node_id,
            )
        raise HeadframeError(
            Code.NOT_SIGNED_IN,
            "the node shows other keys than its certificate: restart it, or look who is between",
        )
