"""`headframe audit verify`, beside what the command line does with audit logs anyway."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from headframe.cli.audit import listing
from headframe.cli.audit.checking import ServerCheck
from headframe.cli.audit.fetching import logs as server_logs
from headframe.cli.audit.group import app
from headframe.cli.client import Client
from headframe.cli.errors import FAILED, CliError, usage
from headframe.cli.finding import Surroundings, find
from headframe.cli.output import Output
from headframe.cli.places import node_named
from headframe.cli.running import Json, ProfileFile, Server, told
from headframe.core.audit.verifying import Verdict
from headframe.core.signing.errors import SigningError

__all__ = ["app", "listing"]

AUDIT_BROKEN = "audit_broken"


@dataclass(frozen=True, slots=True)
class Checked:
    """One log, and what was found of it."""

    who: str
    log_id: str
    verdict: Verdict

    def words(self) -> str:
        """For people."""
        verdict = self.verdict
        if verdict.broken:
            return f"{self.who}, log {self.log_id}: entry {verdict.broken.index}: {verdict.broken.reason}"
        return (
            f"{self.who}, log {self.log_id}: {verdict.rows} entries hold, up to {verdict.head.index};"
            f" {verdict.witnesses} signed or seen heads agree"
        )

    def document(self) -> dict[str, object]:
        """For programs."""
        broken = self.verdict.broken
        return {
            "of": self.who,
            "log_id": self.log_id,
            "holds": broken is None,
            "entries_checked": self.verdict.rows,
            "last_index": self.verdict.head.index,
            "heads_agreeing": self.verdict.witnesses,
            "first_bad_index": broken.index if broken else None,
            "reason": broken.reason if broken else None,
        }


@app.command(
    "verify",
    epilog="Examples:\n\nheadframe audit verify\n\nheadframe audit verify --node hall-1 --from 1000"
    "\n\nheadframe audit verify --state-dir headframe-data/node",
)
def verify(
    node: Annotated[
        str | None, typer.Option(help="Name or id of a node: only its logs, as the server has them.")
    ] = None,
    state_dir: Annotated[
        Path | None, typer.Option(help="On a node: its own log, out of its state directory.")
    ] = None,
    first: Annotated[int, typer.Option("--from", min=1, help="First entry to look at.")] = 1,
    last: Annotated[int | None, typer.Option("--to", min=1, help="Last entry to look at.")] = None,
    server: Server = None,
    profile: ProfileFile = None,
    as_json: Json = False,
) -> None:
    """Check audit logs entry by entry, with checkpoints and receipts. Ends with 1 where one does not hold.

    Without options: the organisation's own log and those of all its nodes, as the server has them. With
    --from or --to and no node: the organisation's own log alone.
    """
    out = Output(as_json=as_json)
    with told(out):
        if node and state_dir:
            raise usage("give --node or --state-dir, not both")
        if state_dir:
            checked = list(_on_disk(state_dir, first, last))
        else:
            with Client(find(server, profile, Surroundings.present())) as client:
                checked = list(_on_server(client, node, first, last))
        _tell(out, checked)


def _on_disk(state_dir: Path, first: int, last: int | None) -> Iterator[Checked]:
    from headframe.node.audit import reading  # noqa: PLC0415 - nobody who asks a server waits for it

    wanted = reading.Range(first, last)
    with reading.opened_file(state_dir) as db:
        keys = reading.KeysOnDisk.of(state_dir, db)
        found = reading.logs(db)
        for log in found[-1:] if wanted != reading.Range() else found:
            yield Checked("this node", log.log_id, reading.verify(db, log, wanted, keys))


def _on_server(client: Client, node: str | None, first: int, last: int | None) -> Iterator[Checked]:
    check = ServerCheck(client, first, last)
    names = {each["id"]: each["name"] for each in client.get_list("/nodes")}
    node_id = node_named(client, node)["id"] if node else None
    found = server_logs(client)
    for log in found:
        if log.node_id is not None and (log.node_id == node_id or (node is None and check.is_whole)):
            who = f"node {names.get(log.node_id, log.node_id)}"
            try:
                yield Checked(who, log.log_id, check.node_log(log, who))
            except SigningError as error:
                raise CliError(
                    AUDIT_BROKEN, f"{who}, log {log.log_id}: a checkpoint is damaged: {error}"
                ) from error
    if node is None:
        yield from (Checked("server", log.log_id, check.own_log(log)) for log in found if log.node_id is None)


def _tell(out: Output, checked: Sequence[Checked]) -> None:
    holds = all(each.verdict.broken is None for each in checked)
    document = {"holds": holds, "logs": [each.document() for each in checked]}

    def human() -> None:
        for each in checked:
            out.line(each.words())
        if not checked:
            out.line("There is no audit log yet.")

    out.show(document, human)
    if not holds:
        raise typer.Exit(FAILED)
