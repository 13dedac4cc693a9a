"""Keys of operators from the command line: take them over, change what they say, sign nodes and commands."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from headframe.cli.keys import keyfile
from headframe.core.access import Role
from headframe.core.commands.records import CommandState
from headframe.core.enrollment.codes import EnrollmentCode
from headframe.core.keyset.records import COSIGN_CLASSES
from headframe.server.services.commands.cosigning import CosignService, Signable
from tests.cli.calling import Cli
from tests.cli.cli_world import Served, served
from tests.server.operator.operator_world import NODE_ORIGIN
from tests.server.services.enrollment.enrolling import Host

NUMBERS = count(1)
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try costs half a second for who guesses; not here."""
    monkeypatch.setattr(keyfile, "SCRYPT_N", 2**10)


@pytest.fixture
def server() -> Iterator[Served]:
    """One a test: custody does not come back."""
    with served() as running:
        yield running


@pytest.fixture
def keys(cli: Cli) -> "list[str]":
    """Options that name the operator's keys."""
    file = cli.directory / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    return ["--keys-dir", "operator", "--passphrase-file", str(file)]


def enrolled(server: Served, cli: Cli, directory: Path) -> tuple[Host, str, str]:
    """A host that asks to be let in; its words, and the enrollment's id."""
    number = next(NUMBERS)
    host = Host.at(directory / f"host-{number}", origin=NODE_ORIGIN, name=f"hall-{number}")
    code = EnrollmentCode.parse(cli.json("nodes", "enroll-code")["code"])
    enrollment = server.world.services.enrollment
    assert enrollment is not None
    asking = server.call(lambda: enrollment.registrar.register(host.ask(code)))
    return host, host.words(asking), asking.id


def pool_change(cli: Cli, url: str = "stratum+tcp://ours.example:3333") -> str:
    """Order other pools for one miner; the batch."""
    said = cli.json("commands", "pools", "2", "--pool", url, "--worker", "us.1")
    return str(said["batch"]["id"])


def test_the_keyset_is_shown(cli: Cli) -> None:
    said = cli("keys", "show").out
    assert "version 1" in said
    assert "managed" in said
    assert "ACTIVE" in said
    assert cli.json("keys", "show")["holds_root"] is True


def test_the_first_admin_key_outside_of_the_server_has_to_sign_what_matters(
    cli: Cli, keys: list[str]
) -> None:
    shown = cli.json("keys", "add-admin", *keys)
    assert shown["cosign_classes"] == sorted(COSIGN_CLASSES)
    assert len(shown["admin"]["key_ids"]) == 2
    path = cli.directory / "operator" / "admin.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    kept = json.loads(path.read_text())
    assert kept["role"] == "admin"
    assert PASSPHRASE not in path.read_text()
    assert cli.json("keys", "policy", "--none", *keys)["cosign_classes"] == []
    assert cli.json("keys", "policy", "--cosign", "update_pools", *keys)["cosign_classes"] == ["UPDATE_POOLS"]
    assert cli("keys", "policy", "--cosign", "reboot", *keys).code == 2
    assert cli("keys", "policy", *keys).code == 2
    assert cli("keys", "remove-admin", kept["key_id"], *keys).code == 2, "who would sign then"
    cli.json("keys", "policy", "--none", *keys)
    left = cli.json("keys", "remove-admin", kept["key_id"], *keys)
    assert kept["key_id"] not in left["admin"]["key_ids"]


def test_a_key_made_elsewhere_is_added_by_its_public_half(cli: Cli, keys: list[str]) -> None:
    public = cli("keys", "make-admin", *keys).out.strip()
    assert cli("keys", "make-admin", *keys).out.strip() == public, "made once"
    assert cli.json("keys", "show")["version"] == 1
    shown = cli.json("keys", "add-admin", "--public-key", public, "--no-cosign", *keys)
    assert (len(shown["admin"]["key_ids"]), shown["cosign_classes"]) == (2, [])
    assert cli("keys", "add-admin", "--public-key", "00" * 32, *keys).code == 2


def test_a_wrong_passphrase_and_a_short_one_open_nothing(cli: Cli, keys: list[str]) -> None:
    cli.json("keys", "add-admin", *keys)
    wrong = cli.directory / "wrong"
    wrong.write_text("another passphrase")
    wrong.chmod(0o600)
    said = cli("keys", "add-admin", "--keys-dir", "operator", "--passphrase-file", str(wrong))
    assert (said.code, "does not open" in said.err) == (2, True)
    wrong.write_text("short")
    said = cli("keys", "add-admin", "--keys-dir", "elsewhere", "--passphrase-file", str(wrong))
    assert (said.code, "12 characters" in said.err) == (2, True)
    assert not list((cli.directory / "elsewhere").glob("*.key"))
    wrong.chmod(0o644)
    assert cli("keys", "add-admin", "--keys-dir", "elsewhere", "--passphrase-file", str(wrong)).code == 2


def test_attack_62_a_key_of_an_operator_that_others_can_read_is_refused(cli: Cli, keys: list[str]) -> None:
    cli.json("keys", "add-admin", *keys)
    (cli.directory / "operator" / "admin.key").chmod(0o640)
    said = cli("commands", "sign", "--all", *keys, "--yes")
    assert said.code == 0, "nothing waits, no key is needed"
    batch = pool_change(cli)
    said = cli("commands", "sign", batch, *keys, "--yes")
    assert (said.code, "open to others" in said.err) == (2, True)


def test_commands_that_wait_are_listed_shown_and_signed(cli: Cli, server: Served, keys: list[str]) -> None:
    server.node_answers(lambda _: (CommandState.SUCCEEDED, None))
    cli.json("keys", "add-admin", *keys)
    assert cli("commands", "awaiting").out == "Nothing waits for a signature.\n"
    assert cli("commands", "sign", "--all", *keys).out == "Nothing waits for a signature.\n"
    batch = pool_change(cli)
    shown = cli("commands", "show", batch).out
    assert "1 awaiting_cosign" in shown
    assert f"headframe commands sign {batch}" in shown
    assert batch in cli("commands", "awaiting").out
    unsure = cli("commands", "sign", batch, *keys)
    assert (unsure.code, "--yes" in unsure.err) == (2, True)
    assert "stratum+tcp://ours.example:3333 as us.1" in unsure.out, "what is signed was shown"
    said = cli("commands", "sign", batch, *keys, "--yes")
    assert (said.code, "1 commands signed" in said.out) == (0, True), said.err
    assert cli("commands", "show", batch, "--wait").code == 0
    pool_change(cli)
    assert cli.json("commands", "sign", "--all", "--yes", *keys) == {"signed": 1}
    assert cli("commands", "sign", *keys).code == 2


def test_attack_32_a_server_that_shows_one_payload_and_wants_another_signed(
    cli: Cli, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.json("keys", "add-admin", *keys)
    good = pool_change(cli)
    bad = pool_change(cli, "stratum+tcp://theirs.example:3333")
    shown = cli.json("commands", "show", good)
    assert shown["batch"]["counts"] == {"AWAITING_COSIGN": 1}
    honest = CosignService.signables

    async def lying(
        self: CosignService, org_id: int, batch_id: str, *, offset: int, limit: int
    ) -> tuple[Sequence[Signable], int]:
        (asked,), total = await honest(self, org_id, batch_id, offset=offset, limit=limit)
        (other,), _ = await honest(self, org_id, bad, offset=offset, limit=limit)
        return [replace(other, payload=asked.payload)], total

    monkeypatch.setattr(CosignService, "signables", lying)
    said = cli("commands", "sign", good, *keys, "--yes")
    assert (said.code, "[command_untrusted]" in said.err) == (1, True)
    assert "Nothing was signed" in said.err
    counts = cli.json("commands", "show", bad)["batch"]["counts"]
    assert counts == {"AWAITING_COSIGN": 1}


def test_operators_take_the_keys_over_and_go_on_with_them(
    cli: Cli, server: Served, keys: list[str], tmp_path: Path
) -> None:
    host, words, _ = enrolled(server, cli, tmp_path)
    cli.json("nodes", "approve", host.name, "--words", words)
    unsure = cli("keys", "init-operator", *keys)
    assert (unsure.code, "--yes" in unsure.err) == (2, True)
    assert cli.json("keys", "show")["version"] == 1
    said = cli("keys", "init-operator", "--yes", *keys)
    assert said.code == 0, said.err
    assert "Copy operator to a safe place" in said.err
    shown = cli.json("keys", "show")
    assert (shown["custody"], shown["holds_root"], shown["holds_admin"]) == ("operator", False, False)
    assert shown["cosign_classes"] == sorted(COSIGN_CLASSES)
    assert server.call(lambda: server.world.stores.identities.identities(server.world.mine.id))
    again = cli("keys", "init-operator", "--yes", *keys)
    assert (again.code, "already" in again.err) == (1, True)

    rotated = cli.json("keys", "rotate-root", *keys)
    assert rotated["root"]["key_ids"] != shown["root"]["key_ids"]
    assert cli.json("keys", "renew-issuer", *keys)["version"] == rotated["version"] + 1
    issuer = next(each["key_id"] for each in rotated["issuers"])
    revoked = cli.json("keys", "revoke-issuer", issuer, *keys)
    assert issuer in revoked["revoked"]
    last = next(each["key_id"] for each in revoked["issuers"] if not each["revoked"])
    fresh = cli.json("keys", "revoke-issuer", last, *keys)
    assert [each["held"] for each in fresh["issuers"] if not each["revoked"]] == [True]
    assert cli("keys", "revoke-issuer", "0" * 32, *keys).code == 2
    assert cli.json("keys", "policy", "--cosign", "update_firmware", *keys)["cosign_classes"] == [
        "UPDATE_FIRMWARE"
    ]


def test_nodes_are_let_in_by_the_operators_key_alone(
    cli: Cli, server: Served, keys: list[str], tmp_path: Path
) -> None:
    cli("keys", "init-operator", "--yes", *keys)
    host, words, _ = enrolled(server, cli, tmp_path)
    ui = cli("nodes", "approve", host.name, "--words", words)
    assert (ui.code, "headframe keys sign-node" in ui.err) == (1, True)
    node = cli.json("keys", "sign-node", host.name, "--words", words, "--name", "Hall 9", *keys)
    assert (node["name"], node["identity"]["standing"]) == ("Hall 9", "ACTIVE")
    assert cli.json("keys", "sign-nodes", *keys) == {"signed": 0}


def test_attack_07_the_cli_itself_refuses_to_sign_other_words(
    cli: Cli, server: Served, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server says that the words fit; the machine with the key looks for itself."""
    cli("keys", "init-operator", "--yes", *keys)
    host, words, _ = enrolled(server, cli, tmp_path)
    evil, _, enrollment = enrolled(server, cli, tmp_path)
    assert host.bundle != evil.bundle
    monkeypatch.setattr("headframe.server.services.enrollment.approval.is_fingerprint", lambda *_: True)
    said = cli("keys", "sign-node", enrollment, "--words", words, *keys)
    assert (said.code, "[fingerprint_differs]" in said.err) == (1, True)
    assert "nothing was signed" in said.err
    assert cli.json("nodes", "pending")["enrollments"]


def test_a_server_with_another_chain_gets_nothing_signed(
    cli: Cli, server: Served, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("keys", "init-operator", "--yes", *keys)
    pinned = cli.directory / "operator" / "keyset.json"
    kept = pinned.read_text()
    cli.json("keys", "policy", "--none", *keys)
    assert pinned.read_text() != kept
    chain = server.world.org_keys
    monkeypatch.setattr(type(chain), "after", lambda self, _version: self._documents[:1])
    said = cli("keys", "policy", "--all", *keys)
    assert (said.code, "[command_untrusted]" in said.err) == (1, True)
    assert chain.keyset().keyset.policy.cosign_classes == frozenset()
    monkeypatch.undo()


def test_a_server_that_has_fallen_behind_gets_nothing_signed(
    cli: Cli, server: Served, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("keys", "init-operator", "--yes", *keys)
    chain = server.world.org_keys
    kept = chain.keyset()
    cli.json("keys", "policy", "--none", *keys)
    monkeypatch.setattr(type(chain), "keyset", lambda _self: kept)
    said = cli("keys", "policy", "--all", *keys)
    assert (said.code, "restored from a backup" in said.err) == (1, True)


def test_who_is_no_admin_changes_no_keys(cli: Cli, server: Served, keys: list[str]) -> None:
    server.profile(cli.directory, Role.OPERATOR)
    assert cli("keys", "show").code == 0
    assert cli("keys", "add-admin", *keys).code == 4
