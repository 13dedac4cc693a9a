"""`headframe commands` against a real server whose node answers as the test decides."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from headframe.core.commands.records import CommandRecord, CommandState
from headframe.core.errors import Code, Problem
from tests.cli.calling import Cli
from tests.cli.cli_world import Served
from tests.demo.demo_process import environment, until

DONE = (CommandState.SUCCEEDED, None)
SILENT = Problem(Code.DEVICE_UNREACHABLE, "no answer from 10.0.0.1")
PAIRED = "pairing:paired"
TRIES = 4


def all_well(_record: CommandRecord) -> tuple[CommandState, None]:
    return DONE


def first_fails(record: CommandRecord) -> tuple[CommandState, Problem | None]:
    return (CommandState.FAILED, SILENT) if record.device_id == 2 else DONE


def batches(cli: Cli) -> int:
    return len(cli.json("commands", "list", "--limit", "1000")["batches"])


def test_preview_names_who_cannot_and_why_and_changes_nothing(cli: Cli) -> None:
    before = batches(cli)
    said = cli("commands", "stop", "--all", "--dry-run")
    assert said.code == 0
    assert "Stop mining: 4 miners selected, 3 can do it" in said.out
    assert "1 cannot: no node owns it [device_not_owned] (" in said.out
    assert "power, estimated: -10.5 kW from 3 miners" in said.out
    assert cli.json("commands", "stop", "--all", "--dry-run")["preview"]["can"] == 3
    assert batches(cli) == before


def test_more_than_one_miner_needs_a_yes_where_nobody_can_be_asked(cli: Cli) -> None:
    before = batches(cli)
    said = cli("commands", "reboot", "--all")
    assert said.code == 2
    assert said.err == (
        "headframe: [confirmation_needed] this concerns 4 miners\n  Say --yes to do it; nothing was done.\n"
    )
    assert batches(cli) == before


def test_stop_and_wait(cli: Cli, server: Served) -> None:
    server.node_answers(all_well)
    said = cli("commands", "stop", "--filter", "model:S2* pairing:paired", "--wait")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "Stop mining: 3 succeeded of 3"


def test_failures_are_told_by_miner_with_what_to_do(cli: Cli, server: Served) -> None:
    server.node_answers(first_fails)
    said = cli("commands", "start", "--filter", PAIRED, "--wait", "--yes")
    assert said.code == 1
    assert "Start mining: 1 failed, 2 succeeded of 3" in said.out or "2 succeeded, 1 failed of 3" in said.out
    assert "[device_unreachable] no answer from 10.0.0.1. Check its power and network." in said.out
    as_json = cli("commands", "start", "--filter", PAIRED, "--wait", "--yes", "--json")
    document = json.loads(as_json.out)
    assert as_json.code == 1
    assert [each["device_id"] for each in document["failures"]] == [2]
    assert document["preview"]["selected"] == 3


def test_refused_miners_count_as_failed(cli: Cli, server: Served) -> None:
    server.node_answers(all_well)
    said = cli("commands", "blink", "--all", "--yes", "--wait")
    assert said.code == 1
    assert "[device_not_owned] no node owns it. Pair it first." in said.out


def test_retry_takes_only_what_failed(cli: Cli, server: Served) -> None:
    server.node_answers(first_fails)
    assert cli("commands", "reboot", "--filter", PAIRED, "--wait", "--yes").code == 1
    server.node_answers(all_well)
    retried = cli.json("commands", "retry", "last", "--wait")["batch"]
    assert (retried["total"], retried["counts"]) == (1, {"SUCCEEDED": 1})
    said = cli("commands", "retry", "last")
    assert (said.code, "[invalid_request] No command of the batch ended so." in said.err) == (2, True)


def test_cancel_and_show(cli: Cli, server: Served) -> None:
    server.answer = None
    issued = cli.json("commands", "reboot", "2")["batch"]
    assert (issued["finished"], issued["total"]) == (False, 1)
    assert f"follow it: headframe commands show {issued['id']} --wait" in cli("commands", "show", "last").out
    assert cli.json("commands", "cancel", issued["id"])["withdrawn"] == 1
    shown = cli("commands", "show", issued["id"], "--all", "--json")
    assert shown.code == 1
    assert [each["state"] for each in json.loads(shown.out)["commands"]] == ["SUPERSEDED"]


def test_waiting_is_bounded_and_says_how_to_go_on(cli: Cli, server: Served) -> None:
    server.answer = None
    said = cli("commands", "reboot", "2", "--wait", "--timeout", "1")
    assert said.code == 1
    assert "headframe: [wait_over] not done after 1 s; it goes on" in said.err
    assert "Follow it: headframe commands show " in said.err
    cli("commands", "cancel", "last")


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (("power", "--watts", "3000"), "Set power target to 3000 W"),
        (("power", "--percent", "80"), "Set power target to 80 %"),
        (("power", "--mode", "eco"), "Set power target to mode eco"),
        (("curtail",), "Curtail to FULL"),
        (("uncurtail",), "Lift curtailment"),
        (("blink", "--off"), "Turn the locating light off"),
        (("cooling", "--mode", "auto"), "Set cooling to AUTO"),
        (("logs",), "Download logs"),
        (
            (
                "pools",
                "--pool",
                "stratum+tcp://a.example:1",
                "--pool",
                "stratum+tcp://b.example:2",
                "--worker",
                "w",
            ),
            "Set 2 pools: w at stratum+tcp://a.example:1, w at stratum+tcp://b.example:2",
        ),
        (("password", "--password-file", "secret"), "Change the password of the account in use"),
    ],
)
def test_every_command_reaches_the_node(
    cli: Cli, server: Served, arguments: tuple[str, ...], title: str
) -> None:
    private(cli, "secret", "a new password")
    server.node_answers(all_well)
    batch = cli.json("commands", *arguments, "2", "--wait")["batch"]
    assert (batch["title"], batch["counts"]) == (title, {"SUCCEEDED": 1})


def test_pools_with_passwords_come_from_a_private_file(cli: Cli, server: Served) -> None:
    server.node_answers(all_well)
    pools = [{"url": "stratum+tcp://a.example:1", "username": "w", "password": "secret-word"}]
    private(cli, "pools.json", json.dumps(pools))
    said = cli("commands", "pools", "--pools-file", "pools.json", "2", "--wait")
    assert said.code == 0
    assert "secret-word" not in said.out + said.err
    (cli.directory / "pools.json").chmod(0o644)
    said = cli("commands", "pools", "--pools-file", "pools.json", "2")
    assert (said.code, "[file_unusable]" in said.err, "chmod 600" in said.err) == (2, True, True)


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 1)])
def test_a_terminal_is_asked(cli: Cli, server: Served, typed: str, code: int) -> None:
    server.node_answers(all_well)
    before = batches(cli)
    leader, follower = pty.openpty()
    line = [sys.executable, "-m", "headframe", "commands", "stop", "--filter", PAIRED, "--wait"]
    with subprocess.Popen(
        line, cwd=cli.directory, env=environment(), stdin=follower, stdout=follower, stderr=follower
    ) as process:
        os.close(follower)
        seen = read_until(leader, "[y/N]")
        os.write(leader, typed.encode())
        assert process.wait(30) == code
    os.close(leader)
    assert "Stop mining: 3 miners?" in seen
    assert batches(cli) == before + (code == 0)


def test_ctrl_c_ends_the_waiting_and_not_the_commands(cli: Cli, server: Served) -> None:
    server.answer = None
    before = batches(cli)
    line = [sys.executable, "-m", "headframe", "commands", "reboot", "2", "--wait"]
    with (
        hears_ctrl_c(),
        subprocess.Popen(
            line,
            cwd=cli.directory,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        until(lambda: batches(cli) > before, "batch")
        errors = interrupted(process)
    assert process.returncode == 130
    assert "The commands go on. Follow them: headframe commands show " in errors
    assert "Traceback" not in errors
    assert cli.json("commands", "cancel", "last")["withdrawn"] == 1


@contextlib.contextmanager
def hears_ctrl_c() -> Iterator[None]:
    """Programs started meanwhile do, even if these tests run in the background of a shell, which do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def interrupted(process: "subprocess.Popen[str]") -> str:
    """Ctrl-C, and again as a person would where it was not heard; what it said last."""
    for _ in range(TRIES):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=5)[1]
    process.kill()
    raise AssertionError("Ctrl-C did not end it")


def private(cli: Cli, name: str, content: str) -> None:
    path = cli.directory / name
    path.touch(0o600)
    path.write_text(content)


def read_until(leader: int, words: str) -> str:
    seen = b""
    while words.encode() not in seen:
        seen += os.read(leader, 1024)
    return seen.decode()
