"""What real processes tell is what is declared, and moves when something happens."""

import asyncio
from functools import partial
from pathlib import Path

import httpx
import pytest

from headframe.cli.client import Client
from headframe.combined.app import CombinedConfig, running_combined
from headframe.core.targets import TargetPolicy
from headframe.kit.clock import SystemClock
from headframe.kit.monitoring.declared import Metric
from headframe.kit.monitoring.listening import MonitorListen
from headframe.kit.monitoring.process import BUILD_INFO, LOOP_LAG_SECONDS, PROCESS_METRICS
from headframe.kit.profile import Profile
from headframe.minersim.spec import FleetSpec, parse_mix
from headframe.minersim.testing import running_fleet
from headframe.node.discovery.discovery import DiscoverySettings
from headframe.node.metrics import names as node
from headframe.node.metrics.names import NODE_METRICS
from headframe.node.plugins.config import PluginHostConfig
from headframe.node.polling.poller import PollingConfig
from headframe.node.polling.schedule import Intervals
from headframe.server.config import Listen
from headframe.server.metrics import names as server
from headframe.server.metrics.names import SERVER_METRICS
from tests.monitoring.apart import Watched, watched_node, watched_server
from tests.monitoring.scraping import assert_as_declared, eventually, health, scraped, value
from tests.support.programs import free_port
from tests.support.simulated import DRIVER_PORTS, PORT_OFFSET, loopback_block
from tests.support.system import Combined

pytestmark = pytest.mark.anyio

FORWARDED = frozenset(metric for metric in SERVER_METRICS if "node" in metric.labels)
"""Told of nodes that forward them alone."""
WITHOUT_FORWARDING = frozenset(SERVER_METRICS) - FORWARDED


async def test_combined_tells_the_union_and_what_happens(tmp_path: Path) -> None:
    monitor, block = MonitorListen("127.0.0.1", free_port()), loopback_block()
    config = CombinedConfig(
        state_dir=tmp_path / "state",
        version="test",
        listen=Listen(port=free_port()),
        targets=TargetPolicy(allow_loopback=True),
        polling=PollingConfig(Intervals(1.0, 10.0, 5.0)),
        discovery=DiscoverySettings(ports={"axeos": {"web": DRIVER_PORTS["axeos.web"]}}),
        plugins=PluginHostConfig(allow=frozenset({"axeos"})),
        monitor=monitor,
    )
    spec = FleetSpec(groups=parse_mix("bitaxe-gamma:2"), bind_base=f"{block}.1", port_offset=PORT_OFFSET)
    async with running_fleet(spec), running_combined(config, SystemClock()) as running:
        assert await eventually(partial(health, monitor.url), lambda told: told[0] == 200)
        system = Combined(tmp_path)  # only its questions to the API
        with Client(Profile(running.url, await running.first_run.cli_key())) as system.api:
            await asyncio.to_thread(_blinked, system, f"{block}.1-{block}.2")
        told = await eventually(
            partial(scraped, monitor.url), lambda told: value(told, server.DEVICES_REPORTING) == 2
        )
    assert_as_declared(told, [*PROCESS_METRICS, *NODE_METRICS, *WITHOUT_FORWARDING])
    _counted(told)


def _blinked(system: Combined, targets: str) -> None:
    system.discover(targets)
    assert system.pair()["counts"] == {"SUCCEEDED": 2}
    assert system.finished(system.issue("BLINK_LED", on=True))["counts"] == {"SUCCEEDED": 2}


def _counted(told: "dict[str, object]") -> None:
    blinked = {"kind": "BLINK_LED"}
    expected: list[tuple[Metric, str, dict[str, str], float]] = [
        (server.COMMANDS, "", {**blinked, "outcome": "SUCCEEDED"}, 2),
        (server.COMMAND_SECONDS, "_count", blinked, 2),
        (node.COMMANDS, "", {**blinked, "outcome": "SUCCEEDED"}, 2),
        (node.COMMAND_SECONDS, "_count", blinked, 2),
        (node.DEVICES_OWNED, "", {}, 2),
        (node.DEVICES_REACHABLE, "", {}, 2),
        (node.CONTROL_UP, "", {}, 1),
        (node.CONTROL_SESSIONS, "", {}, 1),
        (node.PLUGIN_UP, "", {"plugin": "axeos"}, 1),
        (node.PLUGIN_RESTARTS, "", {"plugin": "axeos"}, 0),
        (node.DROPPED, "", {"stream": "samples"}, 0),
        (server.NODES_CONNECTED, "", {}, 1),
        (server.HTTP_REQUESTS, "", {"method": "POST", "route": "/commands", "code": "202"}, 1),
        (BUILD_INFO, "", {"mode": "combined", "version": "test"}, 1),
    ]
    for metric, suffix, labels, wanted in expected:
        assert value(told, metric, suffix, **labels) == wanted, (metric.name, labels)
    polls = value(told, node.POLL_SECONDS, "_count", driver="axeos")
    assert polls is not None
    assert polls >= 2
    assert value(told, LOOP_LAG_SECONDS, "_count")
    assert value(told, server.STORE_SECONDS, "_count", part="relational")
    assert value(told, server.STORE_SECONDS, "_count", part="samples")
    for positive in (node.PLUGIN_PID, node.PLUGIN_MEMORY, node.PLUGIN_START, node.DISK_FREE_BYTES):
        assert value(told, positive), positive.name


async def test_a_server_and_a_node_apart_tell_their_own(tmp_path: Path) -> None:
    async with (
        watched_server(tmp_path) as watched,
        watched_node(watched, tmp_path, forward_host_telemetry=True) as node_url,
    ):
        assert await eventually(partial(health, node_url), lambda told: told[0] == 200)
        assert_as_declared(await scraped(node_url), [*PROCESS_METRICS, *NODE_METRICS])
        told = await eventually(partial(scraped, watched.url), lambda told: server.NODE_MEMORY.name in told)
        assert_as_declared(told, [*PROCESS_METRICS, *SERVER_METRICS])
        for metric in (server.NODE_MEMORY, server.NODE_OPEN_FILES, server.NODE_DISK_FREE):
            assert value(told, metric, node="hall-1"), metric.name
        await _shown(watched)


async def _shown(watched: Watched) -> None:
    """The API shows the host of the node that forwards it."""
    key = await watched.server.first_run.cli_key()
    async with httpx.AsyncClient(
        verify=_trusting(watched), base_url=watched.server.url, headers={"authorization": f"Bearer {key}"}
    ) as client:
        (shown,) = (await client.get("/api/v1/nodes")).raise_for_status().json()
    host = shown["host"]
    assert (host["cpu_ratio"], host["rss_bytes"] > 0, host["cpu_seconds"] > 0) == (None, True, True)


async def test_nothing_of_the_host_is_told_unless_it_was_asked_for(tmp_path: Path) -> None:
    async with watched_server(tmp_path) as watched, watched_node(watched, tmp_path) as node_url:
        assert await eventually(partial(health, node_url), lambda told: told[0] == 200)
        assert_as_declared(await scraped(watched.url), [*PROCESS_METRICS, *WITHOUT_FORWARDING])
        refused = value(await scraped(watched.url), server.CALL_REFUSALS)
        assert refused is None


async def test_what_strangers_ask_for_makes_no_new_series(tmp_path: Path) -> None:
    async with watched_server(tmp_path) as watched:
        async with httpx.AsyncClient(verify=_trusting(watched), base_url=watched.server.url) as client:
            for path in ("/api/v1/nothing/1", "/api/v1/nothing/2", "/api/v1/devices/17"):
                assert (await client.get(path)).status_code in (401, 404)
            await client.request("BREW", "/api/v1/devices")
            await client.post("/headframe.gateway.v1.GatewayService/Heartbeat", content=b"")
        families = await scraped(watched.url)
    labels = [sample.labels for sample in families[server.HTTP_REQUESTS.name].samples]
    assert sorted((each["method"], each["route"], each["code"]) for each in labels) == [
        ("GET", "/devices/{device_id}", "401"),
        ("GET", "none", "404"),
        ("other", "/devices", "405"),
    ]


def _trusting(watched: Watched) -> "httpx._types.VerifyTypes":
    import ssl  # noqa: PLC0415 - for this alone

    return ssl.create_default_context(cadata=watched.door.ca_pem.decode())
