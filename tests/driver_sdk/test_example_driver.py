"""The example of the documentation, installed as a package would be and run under the real plugin host."""

import asyncio
import configparser
import importlib
import re
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from headframe.driver.conformance import CHECKS, Check, Subject
from headframe.node.plugins import PluginHost, PluginHostConfig
from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "driver"
PAGE = ROOT / "docs" / "howto" / "write-a-driver.md"
LOGIN = miner_pb2.Credentials(password="toy")


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    return importlib.import_module("headframe_toy")


@pytest.fixture
async def port(module: Any) -> AsyncIterator[int]:
    """A toy miner on a port of its own."""
    miner = importlib.import_module(f"{module.__name__}.miner").ToyMiner()
    server = await asyncio.start_server(miner.serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def target(port: int) -> driver_pb2.Target:
    return driver_pb2.Target(device_key="t", address="127.0.0.1", ports={"toy": port}, credentials=LOGIN)


def installed(folder: Path) -> Path:
    """Beside a link to the package, the metadata that an installer writes from its pyproject."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    (folder / "headframe_toy").symlink_to(EXAMPLE / "headframe_toy")
    metadata = folder / f"headframe_toy-{project['version']}.dist-info"
    metadata.mkdir()
    name = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (metadata / "METADATA").write_text(name)
    points = configparser.ConfigParser()
    points.read_dict(project["entry-points"])
    with (metadata / "entry_points.txt").open("w") as file:
        points.write(file)
    return folder


@pytest.mark.parametrize("check", CHECKS)
async def test_it_conforms(check: Check, module: Any, port: int) -> None:
    await check(Subject(module.driver(), target(port), target(1)))


async def test_it_runs_under_the_plugin_host_by_its_entry_point(tmp_path: Path, port: int) -> None:
    config = PluginHostConfig(allow=frozenset({"toy"}), search_paths=(installed(tmp_path),))
    async with PluginHost(config).running() as host:
        async with asyncio.timeout(30):
            await host.settled()
        client = host.client("toy")
        assert client is not None
        assert [status.name for status in host.statuses() if status.running] == ["toy"]
        for wanted, expected in (("stop_mining", 0.0), ("start_mining", 1e14)):
            command = miner_pb2.CommandPayload()
            getattr(command, wanted).SetInParent()
            done = await client.execute(driver_pb2.ExecuteRequest(target=target(port), command=command))
            assert done.verified
            [result] = [r async for r in client.poll([target(port)])]
            assert result.sample.hashrate_hs == pytest.approx(expected)


def test_the_driver_stays_short() -> None:
    source = (EXAMPLE / "headframe_toy" / "__init__.py").read_text()
    code = [
        line for line in source.splitlines() if line.strip() and not line.strip().startswith(("#", '"""'))
    ]
    assert len(code) < 100


def test_the_page_names_what_exists() -> None:
    page = PAGE.read_text()
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        assert (PAGE.parent / link).exists(), link
    for path in re.findall(r"`(tests/[^`]+\.py)`", page):
        assert (ROOT / path).exists(), path
    sdk = importlib.import_module("headframe.driver")
    for error in re.findall(r"`(\w+Error)`", page):
        assert hasattr(sdk, error), error
    toml = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert toml is not None
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    assert tomllib.loads(toml[1])["project"]["entry-points"] == project["entry-points"]


async def test_what_the_page_shows_of_a_plugin_started_by_hand(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "headframe.driver", "toy", "--socket", str(tmp_path / "toy.sock")),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert said.decode().strip() in PAGE.read_text()
