"""From a code to an enrolled node, over TLS: words on the console, an approval, a session."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.enrolling import Door, Host, open_door

pytestmark = [pytest.mark.anyio]


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path / "server") as door:
        yield door


async def test_a_node_enrolls_and_calls(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    link = await host.link()
    answer = await link.heartbeat(gateway_pb2.HeartbeatRequest(node_id=enrolled.node_id))
    assert answer.server_time_ms > 0
