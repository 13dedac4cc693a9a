"""Audit logs from the command line: read, and checked here whatever the server says of them."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headframe.core.audit.chain import AuditRow, Head, appended, head_of
from headframe.core.audit.checkpoints import Checkpoint, sign_checkpoint
from headframe.core.audit.entries import encode_entry
from headframe.core.audit.events import NodeEvent
from headframe.core.audit.heads import SERVER_LOG
from headframe.core.signing.keys import public_bytes
from headframe.kit.clock import ManualClock
from headframe.node.audit.entries import drafted
from headframe.server.stores.ports.audit import OWN, Backfill, KeptCheckpoint
from tests.cli.calling import Cli
from tests.cli.cli_world import Served
from tests.node.audit.auditing import auditing

KEY = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
NUMBERS = count(1)


@pytest.fixture
def log_id(server: Served, cli: Cli) -> str:
    """A log that a node has sent: who it is, what it has seen of the server's log, and a checkpoint."""
    name = f"log{next(NUMBERS)}"
    org_id, node_id = server.world.mine.id, server.world.mine.node_id
    cli("sites", "add", f"Site {name}", "--time-zone", "UTC")
    seen = server.call(lambda: server.world.stores.audit.own_head(org_id))
    assert seen.index
    facts = (
        (NodeEvent.IDENTITY_HELD, {"keys": {"attest": public_bytes(KEY).hex()}}),
        (NodeEvent.SERVER_WITNESSED, {"index": seen.index, "hash": seen.hash.hex()}),
        (NodeEvent.COMMAND_ENDED, {"kind": "REBOOT", "result": "SUCCEEDED", "at_ms": 1_700_000_000_000}),
    )
    head, rows = Head(name), []
    for event, said in facts:
        rows.append(appended(head, encode_entry(event, said)))
        head = head_of(rows[-1])
    signed = sign_checkpoint(Checkpoint(str(org_id), str(node_id), head, 1), KEY)
    backfill = Backfill(org_id, node_id, name, rows, 1, KeptCheckpoint(3, signed), head.hash)
    server.call(lambda: server.world.stores.audit.backfill(backfill, lambda _: (), _no_alarm))
    return name


def _no_alarm(log_id: str, index: int) -> None:
    raise AssertionError((log_id, index))


@pytest.fixture
def rows(server: Served, log_id: str) -> Iterator[list[AuditRow]]:
    """The node's log as it is stored, to be tampered with."""
    org_id, node_id = server.world.mine.id, server.world.mine.node_id
    stored = server.world.stores.audit._logs[org_id, node_id, log_id].rows
    before = list(stored)
    yield stored
    stored[:] = before


def test_logs_that_hold_are_told_with_what_agrees(cli: Cli, log_id: str) -> None:
    said = cli("audit", "verify")
    assert (said.code, said.err) == (0, "")
    assert f"log {log_id}: 3 entries hold, up to 3; 1 signed or seen heads agree" in said.out
    assert "server, log server:" in said.out
    document = cli.json("audit", "verify")
    assert document["holds"]
    own = next(log for log in document["logs"] if log["of"] == "server")
    assert own["heads_agreeing"] >= 1
    assert cli("audit", "verify", "--from", "2", "--to", "3").out.count("\n") == 1
    names = {log["log_id"] for log in cli.json("audit", "logs")["logs"]}
    assert names >= {"server", log_id}


@pytest.mark.usefixtures("log_id")
def test_entries_are_listed(cli: Cli, server: Served) -> None:
    node = server.world.mine.node_id
    listed = cli("audit", "list", "--node", str(node), "--limit", "1").out
    assert "REBOOT SUCCEEDED" in listed
    assert "2023-11-14 22:13:20" in listed
    newest = cli.json("audit", "list", "--limit", "1")["entries"]
    assert newest[0]["entry"]["event"] == "activity"


TAMPERING = {
    "edit": (lambda rows: rows.__setitem__(1, replace(rows[1], entry=b"{}")), 2),
    "delete": (lambda rows: rows.__delitem__(1), 2),
    "truncate": (lambda rows: rows.__delitem__(slice(1, None)), 2),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_attack_52_a_nodes_log_tampered_with_on_the_server_is_told_at_its_index(
    cli: Cli, server: Served, rows: list[AuditRow], log_id: str, how: str
) -> None:
    change, index = TAMPERING[how]
    change(rows)
    said = cli("audit", "verify", "--node", str(server.world.mine.node_id))
    assert said.code == 1
    assert f"log {log_id}: entry {index}: " in said.out
    document = json.loads(cli("audit", "verify", "--json").out)
    assert [log["first_bad_index"] for log in document["logs"] if log["log_id"] == log_id] == [index]


@pytest.mark.usefixtures("log_id")
def test_attack_52_the_servers_own_log_cut_off_is_told_by_what_a_node_has_seen(
    cli: Cli, server: Served
) -> None:
    own = server.world.stores.audit._logs[server.world.mine.id, OWN, SERVER_LOG].rows
    before = list(own)
    del own[-1]
    said = cli("audit", "verify")
    own[:] = before
    assert said.code == 1
    assert f"entry {len(before)}: cut off: node " in said.out


def test_a_state_directory_is_checked_without_a_server(cli: Cli, tmp_path: Path) -> None:
    assert cli("audit", "verify", "--state-dir", "nowhere").code == 1
    assert cli("audit", "verify", "--state-dir", "x", "--node", "y").code == 2
    (tmp_path / "node").mkdir()
    asyncio.run(_written(tmp_path / "node"))
    said = cli("audit", "verify", "--state-dir", "node")
    assert said.code == 0
    assert "this node, log " in said.out


async def _written(directory: Path) -> None:
    async with auditing(directory) as node:
        await node.log.append(drafted(ManualClock(), NodeEvent.NODE_STARTED))
