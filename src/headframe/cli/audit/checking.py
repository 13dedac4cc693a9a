"""Checks what a server keeps: here, so that a server which lies about its logs is found out, too."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from headframe.cli.audit.fetching import ServerLog, checkpoints, rows
from headframe.cli.client import Client
from headframe.core.audit.chain import AuditRow, Break, Head
from headframe.core.audit.verifying import (
    Verdict,
    Witness,
    attest_keys_in,
    checkpoint_witness,
    earliest,
    first_forged,
    verified,
    witnessed_heads,
)


@dataclass
class ServerCheck:
    """One run over logs, those of nodes first: what they have seen of the organisation's is remembered."""

    client: Client
    first: int = 1
    last: int | None = None
    witnesses: list[Witness] = field(default_factory=list)
    keys: dict[int | None, dict[str, bytes]] = field(default_factory=dict)

    def node_log(self, log: ServerLog, who: str) -> Verdict:
        """Row by row, and against what the node has signed. SigningError for a damaged checkpoint."""
        keys = self.keys.setdefault(log.node_id, {})  # an earlier log of the node may name them
        kept = list(checkpoints(self.client, log))
        seen = [checkpoint_witness(document, f"{who}, by its checkpoint,") for _, document in kept]
        verdict = self._verified(log, self._followed(log, who, keys), seen)
        forged = first_forged(log.log_id, kept, keys) if self.is_whole else None
        return replace(verdict, broken=earliest(verdict.broken, forged, _fork(log, who)))

    def own_log(self, log: ServerLog) -> Verdict:
        """Row by row, and against what nodes have seen of it."""
        return self._verified(log, self._rows(log), self.witnesses)

    @property
    def is_whole(self) -> bool:
        """Whether whole logs are looked at."""
        return self.first == 1 and self.last is None

    def _verified(self, log: ServerLog, found: Iterator[AuditRow], seen: list[Witness]) -> Verdict:
        return verified(found, self._start(log), seen, is_end=self.last is None)

    def _rows(self, log: ServerLog) -> Iterator[AuditRow]:
        return rows(self.client, log, first=self.first, last=self.last)

    def _followed(self, log: ServerLog, who: str, keys: dict[str, bytes]) -> Iterator[AuditRow]:
        for row in self._rows(log):
            keys.update(attest_keys_in(row.entry))
            self.witnesses.extend(witnessed_heads([row], who))
            yield row

    def _start(self, log: ServerLog) -> Head:
        """What stands before the first: of a part of a log only the entry itself says it."""
        if self.first == 1:
            return Head(log.log_id)
        one = next(rows(self.client, log, first=self.first, last=self.first), None)
        return Head(log.log_id, self.first - 1, one.previous if one else b"")


def _fork(log: ServerLog, who: str) -> Break | None:
    if log.forked_index is None:
        return None
    return Break(log.log_id, log.forked_index, f"{who} has told another entry here than before")
