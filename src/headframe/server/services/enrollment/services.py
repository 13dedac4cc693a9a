"""The use-cases of enrollment, wired."""

from dataclasses import dataclass

from headframe.server.services.enrollment.approval import EnrollmentDesk
from headframe.server.services.enrollment.codes import EnrollmentCodes
from headframe.server.services.enrollment.key_rotation import KeyRotation
from headframe.server.services.enrollment.keysets import KeysetAnswers
from headframe.server.services.enrollment.node_keys import CertifiedKeys
from headframe.server.services.enrollment.parts import EnrollmentParts
from headframe.server.services.enrollment.polling import EnrollmentPolls
from headframe.server.services.enrollment.registration import Registrar
from headframe.server.services.enrollment.standing import NodeStanding
from headframe.server.services.node_handshakes import NodeHandshakes
from headframe.server.services.node_sessions import NodeSessions


@dataclass(frozen=True, slots=True)
class EnrollmentServices:
    """What nodes call (`keysets` to `handshakes`), what the gateway asks (`sessions`), and what people do."""

    keysets: KeysetAnswers
    registrar: Registrar
    polls: EnrollmentPolls
    rotation: KeyRotation
    handshakes: NodeHandshakes
    sessions: NodeSessions
    codes: EnrollmentCodes
    desk: EnrollmentDesk
    standing: NodeStanding
    certified: CertifiedKeys


def build_enrollment(parts: EnrollmentParts) -> EnrollmentServices:
    """Wire the use-cases."""
    codes, standing = EnrollmentCodes(parts), NodeStanding(parts)
    return EnrollmentServices(
        keysets=KeysetAnswers(parts, codes),
        registrar=Registrar(parts, codes),
        polls=EnrollmentPolls(parts),
        rotation=KeyRotation(parts),
        handshakes=NodeHandshakes(parts, standing),
        sessions=NodeSessions(parts),
        codes=codes,
        desk=EnrollmentDesk(parts),
        standing=standing,
        certified=CertifiedKeys(parts),
    )
