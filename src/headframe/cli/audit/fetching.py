"""Audit logs as a server keeps them, read so that they can be checked here."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headframe.cli.client import Body, Client
from headframe.core.audit.chain import AuditRow
from headframe.core.signing.documents import Signature, SignedDocument

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class ServerLog:
    """One log on the server. `node_id` None: the organisation's own."""

    node_id: int | None
    log_id: str
    entries: int
    forked_index: int | None

    @property
    def query(self) -> Body:
        """How the API names it."""
        return {"node_id": self.node_id, "log_id": self.log_id}


def logs(client: Client) -> Sequence[ServerLog]:
    """All logs, the oldest first."""
    return [
        ServerLog(each["node_id"], each["log_id"], each["entries"], each["forked_index"])
        for each in client.get_list("/audit/logs")
    ]


def rows(client: Client, log: ServerLog, *, first: int = 1, last: int | None = None) -> Iterator[AuditRow]:
    """Entries of a log within a range, in order."""
    after = first - 1
    while page := client.get("/audit/rows", after=after, limit=PAGE, **log.query)["rows"]:
        for each in page:
            if last is not None and each["index"] > last:
                return
            yield _row(log.log_id, each)
        after = page[-1]["index"]


def checkpoints(client: Client, log: ServerLog) -> Iterator[tuple[int, SignedDocument]]:
    """What its node has signed of a log, each with its index."""
    after = 0
    while page := client.get("/audit/checkpoints", after=after, limit=PAGE, **log.query)["checkpoints"]:
        yield from ((each["index"], _document(each)) for each in page)
        after = page[-1]["index"]


def _row(log_id: str, each: Body) -> AuditRow:
    return AuditRow(
        log_id,
        each["index"],
        bytes.fromhex(each["previous"]),
        b64decode(each["entry"]),
        bytes.fromhex(each["hash"]),
    )


def _document(each: Body) -> SignedDocument:
    signatures = (Signature(one["key_id"], b64decode(one["signature"])) for one in each["signatures"])
    return SignedDocument(each["type"], b64decode(each["body"]), tuple(signatures))
