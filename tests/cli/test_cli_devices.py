"""`headframe devices` against a real server."""

import csv
import json
from pathlib import Path

import pytest

from headframe.core.access import Role
from tests.cli.calling import Cli
from tests.cli.cli_world import Served


def test_list_shows_units_as_people_read_them(cli: Cli) -> None:
    said = cli("devices", "list", "--sort", "id")
    assert (said.code, said.err) == (0, "")
    titles, *rows = said.out.splitlines()
    assert " ".join(titles.split()) == "id name status model ip hashrate power efficiency temp uptime age"
    assert len(rows) == 4
    assert "200 TH/s  3.50 kW   17.5 J/TH" in rows[0]
    assert rows[3].split()[-6:] == ["-"] * 6


def test_list_as_json_is_the_apis_own_and_tells_the_total(cli: Cli) -> None:
    answer = cli.json("devices", "list", "--limit", "2", "--sort", "id", "--descending")
    assert (answer["total"], len(answer["devices"])) == (4, 2)
    assert answer["devices"][0]["id"] > answer["devices"][1]["id"]
    assert answer["devices"][1]["hashrate_hs"] == 200e12


def test_a_list_that_is_cut_off_says_so(cli: Cli) -> None:
    said = cli("devices", "list", "--limit", "2")
    assert len(said.out.splitlines()) == 3
    assert "2 of 4 miners; --all shows every one" in said.err
    assert len(cli("devices", "list", "--all").out.splitlines()) == 5


def test_columns_can_be_chosen(cli: Cli) -> None:
    said = cli("devices", "list", "--columns", "mac, worker,faults,node", "--filter", "fault:fan.stopped")
    assert said.out.split() == ["mac", "worker", "faults", "node", *said.out.split()[4:]]
    assert said.out.split()[5:7] == ["worker.1", "1"]


def test_show_by_id_name_mac_address_and_serial(cli: Cli) -> None:
    (row,) = cli.json("devices", "list", "--filter", "fault:fan.stopped")["devices"]
    for word in (
        str(row["id"]),
        row["mac"],
        row["mac"].upper().replace(":", "-"),
        row["address"],
        row["serial"],
    ):
        shown = cli.json("devices", "show", word)
        assert shown["device"]["id"] == row["id"]
        assert shown["last_commands"] == []


def test_show_for_people(cli: Cli) -> None:
    (row,) = cli.json("devices", "list", "--filter", "fault:fan.stopped")["devices"]
    out = cli("devices", "show", str(row["id"])).out
    assert "hashrate      200 TH/s of 200 TH/s" in out
    assert "Measurements (reported 0 s ago)" in out
    assert "hash board     0  HEALTHY  66.0 TH/s" in out
    assert "108/-" in out
    assert "stratum+tcp://pool.example:3333" in out
    assert "MAJOR fan.stopped  FAN 1:" in out
    assert "Clean or replace the fan; the miner may overheat." in out


def test_names_are_set_and_found(cli: Cli) -> None:
    number = cli.json("devices", "list", "--sort", "id")["devices"][1]["id"]
    awkward = 'shelf "7\\b"'
    assert cli.json("devices", "rename", str(number), awkward)["name"] == awkward
    assert cli.json("devices", "show", awkward)["device"]["id"] == number
    cli("devices", "rename", str(number), "")


def test_a_name_that_drives_terminals_is_printed_harmlessly(cli: Cli, server: Served) -> None:
    number = cli.json("devices", "list", "--sort", "id")["devices"][1]["id"]
    server.call(
        lambda: server.world.stores.devices.rename(server.world.mine.id, number, "\x1b]0;owned\x07\u009b31m")
    )
    said = cli("devices", "show", str(number))
    assert said.out.startswith("?]0;owned??31m  ")
    assert "\x1b" not in cli("devices", "list").out
    cli("devices", "rename", str(number), "")


def test_export_is_whole_and_replaces_nothing_unasked(cli: Cli) -> None:
    file = cli.directory / "miners.csv"
    assert cli("devices", "export", "miners.csv").code == 0
    with file.open(newline="") as rows:
        assert len(list(csv.DictReader(rows))) == 4
    file.write_text("mine")
    said = cli("devices", "export", "miners.csv")
    assert (said.code, "[file_exists]" in said.err, file.read_text()) == (2, True, "mine")
    assert cli("devices", "export", "miners.csv", "--force", "--filter", "pairing:paired").code == 0
    assert file.read_text().count("\n") == 4
    assert cli("devices", "export", "-").out.startswith("id,name,status")
    assert sorted(path.name for path in cli.directory.iterdir()) == [".headframe", "miners.csv"]


def test_a_failed_export_leaves_the_old_file(cli: Cli) -> None:
    file = cli.directory / "miners.csv"
    file.write_text("mine")
    said = cli("devices", "export", "miners.csv", "--force", "--filter", "nonsense>1")
    assert (said.code, "[invalid_filter]" in said.err, file.read_text()) == (2, True, "mine")


def test_watch_tells_each_miner_once_while_nothing_changes(cli: Cli) -> None:
    said = cli("devices", "watch", "--rounds", "2", "--interval", "0.5", "--json")
    assert len([json.loads(line) for line in said.out.splitlines()]) == 4


def test_place_and_take_away(cli: Cli) -> None:
    number = str(cli.json("devices", "list", "--sort", "id")["devices"][0]["id"])
    where = ("--site", "north", "--building", "Hall 1", "--rack", "A 1", "--row", "2", "--column", "3")
    assert cli.json("devices", "place", number, *where)["placed"] == 1
    row = cli.json("devices", "show", number)["device"]
    assert (row["site_name"], row["building_name"], row["rack_name"]) == ("North", "Hall 1", "A 1")
    assert cli("devices", "list", "--columns", "slot", "--filter", "site:North").out.split() == [
        "slot",
        "2-3",
    ]
    assert cli.json("devices", "place", "--filter", "site:North", "--nowhere")["placed"] == 1
    assert cli.json("devices", "show", number)["device"]["placement"] is None


def test_what_a_role_may_not_do_is_said(cli: Cli, server: Served) -> None:
    server.profile(cli.directory, Role.VIEWER)
    assert cli("devices", "list").code == 0
    said = cli("devices", "rename", "1", "x")
    assert said.code == 4
    assert said.err.startswith("headframe: [not_permitted] This needs the role ")


def test_the_working_directory_knows_its_server(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert cli("devices", "list").code == 0
