"""What a session needs of the log."""

from dataclasses import dataclass

from headframe.node.audit.keeping import StateKeeper
from headframe.node.audit.upload import AuditUpload


@dataclass(frozen=True, slots=True)
class SessionAudit:
    """`state` is told what changes, `upload` runs for as long as a session is accepted."""

    state: StateKeeper
    upload: AuditUpload
