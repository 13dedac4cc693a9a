"""Wrong input on every command: a code, words, the right exit code, and nothing lost."""

from collections.abc import Iterator

import pytest
from typer.core import TyperGroup

from headframe.cli.client import Client
from headframe.kit.profile import read_profile
from headframe.main import ENTRIES, load
from tests.cli.calling import Cli
from tests.cli.cli_world import Served

NO_BATCH = "0" * 32
WRONG = [
    # command line, exit code, code of the error
    ("devices list --filter nonsense:1", 2, "invalid_filter"),
    ("devices list --sort nonsense", 2, "invalid_sort"),
    ("devices list --columns id,nonsense", 2, "invalid_usage"),
    ("devices list --limit 0", 2, "invalid_usage"),
    ("devices show nobody", 1, "not_found"),
    ("devices show 9999", 1, "not_found"),
    ("devices show S21", 1, "not_found"),
    ("devices watch --filter temp>hot --rounds 1", 2, "invalid_filter"),
    ("devices export out.csv --sort nonsense", 2, "invalid_sort"),
    ("devices export missing/out.csv", 2, "file_unusable"),
    ("devices discover 8.8.8.8", 2, "public_address_refused"),
    ("devices discover nonsense", 2, "invalid_target"),
    ("devices discover", 2, "invalid_usage"),
    ("devices discoveries --nonsense", 2, "invalid_usage"),
    ("discover 10.0.0.0/99", 2, "invalid_target"),
    ("devices pair", 2, "invalid_usage"),
    ("devices pair --all --filter x", 2, "invalid_usage"),
    ("devices pair 2 --password-file missing", 2, "file_unusable"),
    ("pair 9999", 1, "not_found"),
    ("devices unpair 9999", 1, "not_found"),
    ("devices unpair --all", 2, "confirmation_needed"),
    ("devices release --all", 2, "confirmation_needed"),
    ("devices rename nobody x", 1, "not_found"),
    ("devices rename 2 NAME\x07", 2, "invalid_request"),
    ("devices forget --all", 2, "confirmation_needed"),
    ("devices forget 2", 1, "conflict"),
    ("devices place 2", 2, "invalid_usage"),
    ("devices place 2 --site Nowhere", 1, "not_found"),
    ("devices place 2 --site North --rack A", 2, "invalid_usage"),
    ("devices place 2 --site North --row 1", 2, "invalid_usage"),
    ("devices place --filter model:none --site North", 2, "invalid_usage"),
    ("commands reboot", 2, "invalid_usage"),
    ("commands reboot 9999", 1, "not_found"),
    ("commands start --filter model:none", 2, "invalid_request"),
    ("commands stop --filter", 2, "invalid_usage"),
    ("commands stop --filter=", 2, "invalid_usage"),
    ("commands stop --filter (", 2, "invalid_filter"),
    ("commands stop 5", 1, "device_not_owned"),
    ("commands uncurtail --stagger -1", 2, "invalid_usage"),
    ("commands logs 2 --timeout 0", 2, "invalid_usage"),
    ("commands firmware 2 --version 2", 2, "invalid_usage"),
    ("commands firmware 2 --file missing --version 2", 2, "file_unusable"),
    ("commands power 2", 2, "invalid_usage"),
    ("commands power 2 --watts 3000 --percent 80", 2, "invalid_usage"),
    ("commands power 2 --watts 9000", 1, "unsupported_by_device"),
    ("commands curtail 2 --level some", 2, "invalid_usage"),
    ("commands curtail 2 --hold NAME", 2, "invalid_request"),
    ("commands curtail 2 --minutes 0", 2, "invalid_usage"),
    ("commands curtail 2 --level efficiency", 1, "unsupported_by_device"),
    ("commands blink nobody", 1, "not_found"),
    ("commands cooling 2 --mode manual", 2, "invalid_usage"),
    ("commands cooling 2 --mode immersion", 1, "unsupported_by_device"),
    ("commands pools 2", 2, "invalid_usage"),
    ("commands pools 2 --pool nonsense --worker w", 2, "invalid_request"),
    ("commands pools 2 --pool stratum+tcp://a.example:1", 2, "invalid_usage"),
    ("commands pools 2 --pools-file missing", 2, "file_unusable"),
    ("commands password 2", 2, "invalid_usage"),
    ("commands password 2 --password-file missing", 2, "file_unusable"),
    ("commands list --limit 0", 2, "invalid_usage"),
    ("commands show nonsense", 2, "invalid_usage"),
    (f"commands show {NO_BATCH}", 1, "not_found"),
    (f"commands retry {NO_BATCH}", 1, "not_found"),
    ("commands retry last --state done", 2, "invalid_usage"),
    (f"commands cancel {NO_BATCH}", 1, "not_found"),
    ("commands awaiting extra", 2, "invalid_usage"),
    ("commands sign", 2, "invalid_usage"),
    ("commands sign last --all", 2, "invalid_usage"),
    (f"commands sign {NO_BATCH}", 1, "not_found"),
    ("keys show extra", 2, "invalid_usage"),
    ("keys make-admin --passphrase-file missing", 2, "file_unusable"),
    ("keys add-admin --public-key nonsense", 2, "invalid_usage"),
    ("keys remove-admin", 2, "invalid_usage"),
    ("keys policy", 2, "invalid_usage"),
    ("keys policy --cosign fly", 2, "invalid_usage"),
    ("keys policy --all", 2, "invalid_request"),
    ("keys init-operator", 2, "confirmation_needed"),
    ("keys rotate-root extra", 2, "invalid_usage"),
    ("keys renew-issuer", 2, "invalid_usage"),
    (f"keys revoke-issuer {NO_BATCH}", 2, "invalid_usage"),
    ("keys sign-node nobody --words zoo", 1, "not_found"),
    ("keys sign-nodes", 2, "file_unusable"),
    ("nodes list extra", 2, "invalid_usage"),
    ("nodes show nowhere", 1, "not_found"),
    ("nodes change mine-node --site Nowhere", 1, "not_found"),
    ("nodes enroll-code extra", 2, "invalid_usage"),
    ("nodes pending extra", 2, "invalid_usage"),
    ("nodes approve", 2, "invalid_usage"),
    ("nodes reject", 2, "invalid_usage"),
    ("nodes revoke nowhere", 1, "not_found"),
    ("nodes rotate-api-key nowhere", 1, "not_found"),
    ("nodes settle-clone nowhere", 1, "not_found"),
    ("nodes transfer mine-node nowhere --all", 1, "not_found"),
    ("nodes transfers extra", 2, "invalid_usage"),
    ("nodes keep nowhere", 1, "not_found"),
    ("nodes host-off nowhere --reason unplugged --yes", 1, "not_found"),
    ("sites list extra", 2, "invalid_usage"),
    ("sites add North", 1, "already_exists"),
    ("sites add New --time-zone Mars/Olympus", 2, "invalid_request"),
    ("sites rename Nowhere X", 1, "not_found"),
    ("sites remove North", 1, "not_empty"),
    ("sites buildings list --site Nowhere", 1, "not_found"),
    ("sites buildings add Hall --site Nowhere", 1, "not_found"),
    ("sites buildings rename Nowhere X", 1, "not_found"),
    ("sites buildings remove Nowhere", 1, "not_found"),
    ("sites racks list --building Nowhere", 1, "not_found"),
    ("sites racks add X --building Nowhere --rows 1 --columns 1", 1, "not_found"),
    ("sites racks add X --building North --rows 0 --columns 1", 2, "invalid_usage"),
    ("sites racks rename Nowhere X", 1, "not_found"),
    ("sites racks remove Nowhere", 1, "not_found"),
    ("groups list extra", 2, "invalid_usage"),
    ("groups add hydro", 1, "already_exists"),
    ("groups rename Nowhere X", 1, "not_found"),
    ("groups remove Nowhere", 1, "not_found"),
    ("groups join Hydro", 2, "invalid_usage"),
    ("groups join Nowhere 2", 1, "not_found"),
    ("groups leave Hydro --filter (", 2, "invalid_filter"),
    ("activity list --since yesterday", 2, "invalid_usage"),
    ("activity list --miner nobody", 1, "not_found"),
    ("conflicts list --miner nobody", 1, "not_found"),
    ("conflicts resolve 0193f5c2a1b47c8e9d0f3a5b6c7d8e9f keep", 1, "not_found"),
    ("conflicts resolve 0193f5c2a1b47c8e9d0f3a5b6c7d8e9f both", 2, "invalid_usage"),
    ("activity export out.csv --until never", 2, "invalid_usage"),
    ("audit verify --node nobody", 1, "not_found"),
    ("audit verify --node local --state-dir .", 2, "invalid_usage"),
    ("audit verify --state-dir .", 1, "not_found"),
    ("audit verify --from 0", 2, "invalid_usage"),
    ("audit logs --server http://127.0.0.1:1", 3, "server_unreachable"),
    ("audit list --node nobody", 1, "not_found"),
    ("audit list --limit 0", 2, "invalid_usage"),
    ("login", 2, "no_server"),
    ("login --server http://mine.example", 2, "insecure_server"),
    ("login --server nonsense", 2, "invalid_usage"),
    ("user list", 1, "not_found"),
    ("user add x --role king", 2, "invalid_usage"),
    ("user setup-link nobody --state-dir missing", 1, "not_found"),
    ("user disable nobody --database memory:", 2, "invalid_request"),
    ("user enable nobody --database nonsense", 2, "invalid_request"),
    ("db migrate --database postgresql://me:secret@h/d", 2, "invalid_request"),
    ("db check", 1, "not_found"),
    ("db backup copy --state-dir missing", 1, "not_found"),
    ("version extra", 2, "invalid_usage"),
    ("demo --miners 2", 2, "invalid_usage"),
    ("demo --first-address 10.0.0.1", 1, "demo_failed"),
    ("combined --port 0", 2, "invalid_usage"),
    ("server --port 0", 2, "invalid_usage"),
    ("node enroll", 2, "invalid_usage"),
    ("node run --poll-seconds 0", 2, "invalid_usage"),
    ("node rotate-keys extra", 2, "invalid_usage"),
    ("node status extra", 2, "invalid_usage"),
    ("node local-password extra", 2, "invalid_usage"),
    ("sim --ports 1 --nonsense", 2, "invalid_usage"),
    ("nonsense", 2, "invalid_usage"),
]
LOOSE = frozenset(("demo", "combined", "server", "node", "sim"))
"""Programs that run on; beyond their options they have tests of their own."""


def words_of(line: str) -> list[str]:
    return [word.replace("NAME", "a name ") for word in line.split()]


@pytest.mark.parametrize(("line", "code", "name"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_input_is_explained(cli: Cli, server: Served, line: str, code: int, name: str) -> None:
    before = picture(cli)
    files = sorted(cli.directory.iterdir())
    said = cli(*words_of(line))
    assert (said.code, said.err.splitlines()[0].split("]")[0]) == (code, f"headframe: [{name}")
    assert "Traceback" not in said.err
    assert picture(cli) == before
    if "demo" not in line:
        assert sorted(cli.directory.iterdir()) == files
    assert server.url


@pytest.mark.parametrize(
    ("line", "code", "name"), [row for row in WRONG if row[0].split()[0] not in LOOSE][::7]
)
def test_errors_as_json(cli: Cli, line: str, code: int, name: str) -> None:
    said = cli(*words_of(line), "--json")
    assert said.code == code
    assert said.err.startswith(f'{{"error": {{"code": "{name}", "message": "')
    assert said.out == ""


def test_every_command_stands_in_the_table() -> None:
    tested = {line for line, _, _ in WRONG}
    missing = [
        path for path in paths() if not any(line == path or line.startswith(f"{path} ") for line in tested)
    ]
    assert missing == []


def paths() -> Iterator[str]:
    for name in ENTRIES:
        yield from leaves(load(name), name)


def leaves(command: object, path: str) -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield path
        return
    for name, child in command.commands.items():
        yield from leaves(child, f"{path} {name}")


def picture(cli: Cli) -> list[object]:
    """What the server holds that a command could lose."""
    with Client(read_profile(cli.directory / ".headframe" / "cli.json")) as client:
        devices = client.rows("/devices", "devices")
        places = [client.get_list(f"/{name}") for name in ("sites", "buildings", "racks", "groups", "nodes")]
        return [devices, places, client.get("/batches")["batches"], client.get("/discoveries")]
