"""`headframe commands firmware` and `logs`: what they ask of the server, and what they refuse."""

from dataclasses import replace

import pytest

from headframe.cli.artifacts import log_name
from headframe.core.access import Role
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import UpdateFirmware
from headframe.core.commands.records import CommandRecord, CommandState
from headframe.core.devices import PairingStatus
from headframe.core.errors import Problem
from headframe.server.services.artifacts import room
from headframe.server.stores.ports.artifacts import ArtifactQuery
from tests.cli.calling import Cli
from tests.cli.cli_world import Served
from tests.server.operator.operator_world import CAPABILITIES

IMAGE = b"an image" * 1_000_000


@pytest.fixture
def order(cli: Cli, server: Served) -> tuple[str, ...]:
    """An order that two miners can carry out, with an image of 8 MB."""
    able = replace(CAPABILITIES, commands=CAPABILITIES.commands | {CommandKind.UPDATE_FIRMWARE})
    mine = server.world.mine

    async def prepare() -> None:
        for device_id in mine.device_ids[:2]:
            await server.world.stores.devices.record_pairing(
                mine.id, device_id, PairingStatus.PAIRED, capabilities=able
            )

    server.call(prepare)
    (cli.directory / "image.bin").write_bytes(IMAGE)
    return ("commands", "firmware", "--file", "image.bin", "--version", "2", *map(str, mine.device_ids[:2]))


def images(server: Served) -> int:
    found, total = server.call(
        lambda: server.world.stores.artifacts.artifacts(server.world.mine.id, ArtifactQuery(100))
    )
    assert len(found) == total
    return total


def test_the_image_goes_up_once_and_its_id_into_each_command(
    cli: Cli, server: Served, order: tuple[str, ...]
) -> None:
    ordered: list[UpdateFirmware] = []

    def take(record: CommandRecord) -> tuple[CommandState, Problem | None]:
        assert isinstance(record.payload, UpdateFirmware)
        ordered.append(record.payload)
        return CommandState.SUCCEEDED, None

    server.node_answers(take)
    before = images(server)
    assert cli.json(*order, "--dry-run")["preview"]["can"] == 2
    assert images(server) == before
    unconfirmed = cli(*order)
    assert (unconfirmed.code, images(server)) == (2, before)
    assert "confirmation_needed" in unconfirmed.err
    assert cli.json(*order, "--wait", "--yes")["batch"]["counts"] == {"SUCCEEDED": 2}
    again = cli(*order, "--wait", "--yes")
    assert again.code == 0
    assert "The server has this image as image.bin." in again.err
    assert images(server) == before + 1
    assert len({payload.artifact_id for payload in ordered}) == 1
    assert {payload.version for payload in ordered} == {"2"}


def test_what_is_no_image_is_refused_before_anything_is_asked(cli: Cli) -> None:
    (cli.directory / "empty.bin").touch()
    (cli.directory / "folder").mkdir()
    for name, reason in (("nowhere.bin", "No such file"), ("empty.bin", "is empty"), ("folder", "directory")):
        said = cli("commands", "firmware", "--file", name, "--version", "2", "1")
        assert said.code == 2
        assert reason in said.err
        assert "file_unusable" in said.err


def test_a_server_that_takes_no_more_says_so_in_its_own_words(
    cli: Cli, server: Served, order: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (cli.directory / "image.bin").write_bytes(IMAGE[::-1])
    monkeypatch.setattr(room, "MAX_TOTAL_BYTES", 0)
    before = images(server)
    said = cli(*order, "--yes")
    assert said.code == 1
    assert "[limit_reached] Files of an organisation" in said.err
    assert images(server) == before


def test_a_technician_may_not(cli: Cli, server: Served, order: tuple[str, ...]) -> None:
    server.profile(cli.directory, Role.TECHNICIAN)
    said = cli(*order, "--yes")
    assert said.code == 4
    assert "admin or operator" in said.err


@pytest.mark.parametrize(
    ("device_name", "name"),
    [
        ("m12", "m12-7-20260131T120000Z.log"),
        ("../up/m 1\n", "_up_m 1_-7-20260131T120000Z.log"),
        (None, "7-20260131T120000Z.log"),
    ],
)
def test_logs_are_saved_under_harmless_names(device_name: str | None, name: str) -> None:
    command = {"device_name": device_name, "device_id": 7, "updated_at_ms": 1_769_860_800_000}
    assert log_name(command) == name
