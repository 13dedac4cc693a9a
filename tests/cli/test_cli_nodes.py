"""Nodes are let in and put out from the command line."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from headframe.core.access import Role
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.enrollment.fingerprint import short_form
from headframe.core.enrollment.records import Enrollment
from headframe.core.fleet import SpoolStatus
from headframe.core.sessions.records import Standing
from tests.cli.calling import Cli
from tests.cli.cli_world import Served
from tests.server.operator.operator_world import NODE_ORIGIN, NOW_MS
from tests.server.services.enrollment.enrolling import Host

NUMBERS = count(1)
Asking = Callable[[], tuple[Host, Enrollment]]


@pytest.fixture
def asking(server: Served, cli: Cli, tmp_path: Path) -> Asking:
    """A host that asks to be let in, under a name of its own."""

    def ask() -> tuple[Host, Enrollment]:
        host = Host.at(tmp_path / "host", origin=NODE_ORIGIN, name=f"hall-{next(NUMBERS)}")
        code = EnrollmentCode.parse(cli.json("nodes", "enroll-code")["code"])
        enrollment = server.world.services.enrollment
        assert enrollment is not None
        return host, server.call(lambda: enrollment.registrar.register(host.ask(code)))

    return ask


def test_a_code_comes_with_what_to_type_on_the_node(cli: Cli) -> None:
    said = cli("nodes", "enroll-code")
    assert said.code == 0
    assert f"headframe node enroll --server {NODE_ORIGIN} --code hf1." in said.out
    assert "headframe nodes approve" in said.out


def test_the_servers_own_authority_is_written_to_a_new_file(cli: Cli, server: Served) -> None:
    object.__setattr__(server.world.deps.config, "node_authority_pem", "-----BEGIN CERTIFICATE-----\n")
    said = cli("nodes", "enroll-code", "--ca-out", "mine-ca.pem")
    assert "--ca mine-ca.pem --code" in said.out
    assert (cli.directory / "mine-ca.pem").read_text() == "-----BEGIN CERTIFICATE-----\n"
    assert cli("nodes", "enroll-code", "--ca-out", "mine-ca.pem").code == 2
    assert "--ca-out FILE" in cli("nodes", "enroll-code").err
    object.__setattr__(server.world.deps.config, "node_authority_pem", "")


def test_a_node_is_let_in_by_its_words(cli: Cli, asking: Asking) -> None:
    host, enrollment = asking()
    assert host.words(enrollment) in cli("nodes", "pending").out
    node = cli.json("nodes", "approve", host.name, "--words", host.words(enrollment).upper())
    assert (node["name"], node["identity"]["standing"]) == (host.name, "ACTIVE")
    shown = cli("nodes", "show", host.name).out
    assert host.words(enrollment) in shown
    assert short_form(enrollment.fingerprint) in shown
    assert host.name not in cli("nodes", "pending").out
    assert "CONFIRMED" in cli("nodes", "pending", "--all").out


def test_attack_07_other_words_let_nobody_in(cli: Cli, asking: Asking) -> None:
    host, enrollment = asking()
    said = cli("nodes", "approve", host.name, "--words", "abandon " * 10)
    assert (said.code, said.out) == (1, "")
    assert "[fingerprint_differs]" in said.err
    assert "reject" in said.err
    without = cli("nodes", "approve", host.name)
    assert (without.code, "--words" in without.err) == (2, True)
    assert enrollment.id in cli("nodes", "pending").out


def test_a_node_is_named_by_the_beginning_of_its_id_or_not_at_all(cli: Cli, asking: Asking) -> None:
    host, enrollment = asking()
    unknown = cli("nodes", "reject", "nowhere")
    assert (unknown.code, host.name in unknown.err) == (1, True)
    rejected = cli("nodes", "reject", enrollment.id[:20])
    assert rejected.out == f"{host.name} was turned away.\n"
    assert cli("nodes", "reject", enrollment.id).code == 1


def test_a_host_stands_in_for_a_node(cli: Cli, asking: Asking) -> None:
    host, enrollment = asking()
    words = short_form(enrollment.fingerprint)
    node = cli.json("nodes", "approve", host.name, "--words", words, "--as", "mine-node")
    assert (node["name"], node["devices_owned"]) == ("mine-node", 3)


def test_a_node_is_put_out_only_when_that_is_sure(cli: Cli, asking: Asking) -> None:
    host, enrollment = asking()
    cli.json("nodes", "approve", host.name, "--words", host.words(enrollment))
    said = cli("nodes", "revoke", host.name)
    assert (said.code, "--yes" in said.err) == (2, True)
    assert cli.json("nodes", "revoke", host.name, "--yes")["identity"]["standing"] == "REVOKED"
    assert cli("nodes", "revoke", host.name, "--yes").code == 1
    assert "REVOKED" in cli("nodes", "list").out


def test_a_key_is_changed_and_a_copy_settled(cli: Cli, server: Served, asking: Asking) -> None:
    host, enrollment = asking()
    node = cli.json(
        "nodes", "approve", host.name, "--words", host.words(enrollment), "--name", f"{host.name}-b"
    )
    assert f"{host.name}-b is given another API key." in cli("nodes", "rotate-api-key", str(node["id"])).out
    assert cli("nodes", "settle-clone", str(node["id"]), "--yes").code == 1
    identities, org_id = server.world.stores.identities, server.world.mine.id
    server.call(
        lambda: identities.set_standing(
            org_id, node["id"], Standing.HELD, reason="seen before", now_ms=NOW_MS
        )
    )
    assert "seen before" in cli("nodes", "show", str(node["id"])).out
    assert cli.json("nodes", "settle-clone", str(node["id"]), "--yes")["identity"]["standing"] == "ACTIVE"


def test_what_waits_on_a_node_is_listed(cli: Cli, server: Served) -> None:
    nodes, mine, now_ms = server.world.stores.nodes, server.world.mine, server.world.clock.now_ms()
    spool = SpoolStatus(1_200, 3 * 2**20, 17)
    server.call(lambda: nodes.record_contact(mine.id, mine.node_id, at_ms=now_ms, spool=spool))
    listed = next(line for line in cli("nodes", "list").out.splitlines() if "mine-node" in line)
    assert all(each in listed for each in ("1,200", "3 MiB", "17"))
    shown = cli("nodes", "show", "mine-node").out
    assert "1,200 rows, 3 MiB" in shown
    assert "17 samples" in shown


def test_a_node_out_of_contact_says_since_when(cli: Cli, server: Served) -> None:
    connected, node_id = server.world.router.connected, server.world.mine.node_id
    connected.discard(node_id)
    shown = cli("nodes", "show", "mine-node").out
    connected.add(node_id)
    assert "out of contact" in shown
    assert "UNAVAILABLE" in shown
    assert "out of contact" not in cli("nodes", "show", "mine-node").out


def test_miners_are_moved_kept_or_taken_from_a_host_that_is_off(cli: Cli, server: Served) -> None:
    world, mine = server.world, server.world.mine
    hall = server.call(
        lambda: world.stores.nodes.ensure_node(
            mine.id, name="hall-apart", encryption_public_key=bytes(31) + b"\1", now_ms=NOW_MS
        )
    )
    away = cli("nodes", "transfer", "mine-node", "hall-apart", "--all", "--yes")
    assert (away.code, "[node_not_connected]" in away.err) == (1, True)
    world.router.connected.add(hall.id)
    planned = cli.json("nodes", "transfer", "mine-node", "hall-apart", "--all", "--dry-run")
    assert planned["preview"]["can"] == 3
    asked = cli("nodes", "transfer", "mine-node", "hall-apart", "--all")
    assert (asked.code, "--yes" in asked.err) == (2, True)
    moved = cli("nodes", "transfer", "mine-node", "hall-apart", "--miner", str(mine.device_ids[0]))
    assert "1 miners leave mine-node" in moved.out
    waiting = cli("nodes", "transfers").out
    assert "mine-node to let go" in waiting
    assert "on its way to" in cli("devices", "show", str(mine.device_ids[0])).out
    assert f"1 miners leave it for node {hall.id}" in cli("nodes", "show", "mine-node").out
    world.router.connected.discard(mine.node_id)
    unsure = cli("nodes", "host-off", "mine-node", "--reason", "unplugged")
    assert (unsure.code, "--yes" in unsure.err) == (2, True)
    vouched = cli("nodes", "host-off", "mine-node", "--reason", "unplugged", "--yes")
    assert "1 miners go over in half a minute." in vouched.out
    assert "last writes of a host that is off" in cli("nodes", "transfers").out
    world.router.connected.add(mine.node_id)
    assert cli("nodes", "keep", "mine-node").out == "1 miners stay with mine-node.\n"
    assert cli.json("nodes", "transfers") == {"transfers": []}
    world.router.connected.discard(hall.id)


def test_who_is_no_admin_is_told_whom_to_ask(cli: Cli, server: Served) -> None:
    server.profile(cli.directory, Role.OPERATOR)
    said = cli("nodes", "enroll-code")
    assert (said.code, "admin" in said.err) == (4, True)
