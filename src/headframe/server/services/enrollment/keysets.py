"""Keysets as nodes ask for them: the newest for one with a code, the following ones for an enrolled one."""

from collections.abc import Sequence

from headframe.core.signing.documents import SignedDocument
from headframe.server.services.enrollment.codes import EnrollmentCodes
from headframe.server.services.enrollment.parts import EnrollmentParts

MAX_KEYSETS = 32
"""Documents an answer."""


class KeysetAnswers:
    """What nodes are told of the chain. It holds public keys only, so everybody may have it."""

    def __init__(self, parts: EnrollmentParts, codes: EnrollmentCodes) -> None:
        self._parts = parts
        self._codes = codes

    async def for_code(self, code_id: bytes) -> Sequence[SignedDocument]:
        """The newest. ENROLLMENT_CODE_INVALID for a code that was never given out."""
        await self._codes.known(code_id)
        return [self._parts.keys.keyset().document]

    async def after(self, org_id: str, version: int) -> Sequence[SignedDocument]:
        """Those after a version, oldest first; none for another organisation."""
        current = self._parts.keys.keyset().keyset
        if org_id != current.org_id or version >= current.version:
            return []
        following = await self._parts.stores.keysets.keysets(self._parts.org_id, after=version)
        return following[:MAX_KEYSETS]
