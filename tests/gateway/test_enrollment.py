"""From a code to an enrolled node, over TLS: words on the console, an approval, a session."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from headframe.core.enrollment.fingerprint import short_form
from headframe.core.errors import Code, HeadframeError
from headframe.core.keyset.making import DAY_MS
from headframe.kit.clock import ManualClock
from headframe.node.enrollment.console import Console
from headframe.node.enrollment.enrolled import CONFIG, Enrolled, Installation
from headframe.node.enrollment.flow import PROGRESS
from headframe.node.enrollment.key_rotation import KeyRotationFlow
from headframe.node.keys.api_key import NodeApiKey
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.enrolling import DEADLINE_SECONDS, Door, Host, briefly, open_door

pytestmark = [pytest.mark.anyio]
CUT_SHORT_SECONDS = (0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.13, 0.2)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path / "server") as door:
        yield door


async def test_a_node_enrolls_and_calls(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    assert enrolled == Enrolled.load(host.state_dir)
    assert not (host.state_dir / PROGRESS).exists()
    link = await host.link()
    answer = await link.heartbeat(gateway_pb2.HeartbeatRequest(node_id=enrolled.node_id))
    assert answer.server_time_ms > 0
    node = await door.stores.nodes.node(door.org_id, int(enrolled.node_id))
    assert node is not None
    assert (node.name, node.last_contact_ms is not None) == ("hall-1", True)


async def test_the_console_shows_what_the_server_compares_and_what_to_do(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    running = asyncio.create_task(host.flow(await door.code()).run())
    await host.words()
    (enrollment,) = await door.pending()
    shown = "\n".join(await host.heard(lambda line: "headframe nodes approve" in line))
    assert enrollment.id in shown
    assert f"    {short_form(enrollment.fingerprint)}" in host.said
    await door.services.desk.approve(door.admin, enrollment.id, words=short_form(enrollment.fingerprint))
    assert (await running).name == "hall-1"


async def test_a_node_that_is_cut_short_anywhere_goes_on_with_the_same_words(
    door: Door, tmp_path: Path
) -> None:
    host, code = Host(door, tmp_path / "node"), await door.code()

    async def cut_short(seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await host.flow(code).run()
        except TimeoutError:
            return False
        return True

    for seconds in CUT_SHORT_SECONDS:
        await cut_short(seconds)
    running = asyncio.create_task(host.flow(code).run())
    await host.words()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await door.approve(host)
    for seconds in (*CUT_SHORT_SECONDS, DEADLINE_SECONDS):
        if await cut_short(seconds):
            break
    assert (host.state_dir / CONFIG).exists()
    words = {line for line in host.said if line.startswith("    ") and "headframe" not in line}
    assert len(words) == 3  # two rows of words and the short form, however often they were shown
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())


async def test_an_enrollment_is_taken_up_without_the_code(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    running = asyncio.create_task(host.flow(await door.code()).run())
    await host.words()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    async with asyncio.TaskGroup() as group:
        resumed = group.create_task(host.flow(None).run())
        await door.approve(host)
    assert resumed.result() == Enrolled.load(host.state_dir)


async def test_without_a_code_there_is_nothing_to_begin_with(door: Door, tmp_path: Path) -> None:
    with pytest.raises(HeadframeError) as refused:
        await Host(door, tmp_path / "node").flow(None).run()
    assert refused.value.code is Code.INVALID_REQUEST


async def test_a_server_that_goes_away_meanwhile_is_waited_for(tmp_path: Path) -> None:
    async with open_door(tmp_path / "server") as door:
        host = Host(door, tmp_path / "node")
        running = asyncio.create_task(host.flow(await door.code()).run())
        await host.words()
        port = door.listen.port
    await host.heard(lambda line: "asking again" in line)
    async with open_door(tmp_path / "server", port=port) as again:
        host.door = again
        await again.approve(host)
        assert (await running).server_url == again.listen.url


async def test_an_api_key_that_was_changed_comes_with_the_next_handshake(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())
    before = NodeApiKey.load(host.state_dir)
    await door.services.standing.rotate_api_key(door.admin, int(enrolled.node_id))
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())
    after = NodeApiKey.load(host.state_dir)
    assert after.key_id != before.key_id
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())
    keys = await door.stores.identities.api_keys(door.org_id, int(enrolled.node_id))
    assert [(key.key_id, key.first_used_ms is not None) for key in keys] == [
        (after.key_id, True),
        (before.key_id, True),
    ]


async def test_a_node_that_was_away_while_issuers_were_renewed_catches_up(tmp_path: Path) -> None:
    clock = ManualClock()
    async with open_door(tmp_path / "server", clock=clock) as door:
        host = Host(door, tmp_path / "node")
        await host.enrolled()
        for _ in range(3):
            clock.advance(61 * DAY_MS / 1000)
            assert await door.keys.renew()
        handshake = await host.handshake()
        await (await host.link(handshake)).heartbeat(gateway_pb2.HeartbeatRequest())
        assert Installation.load(host.state_dir).trust.keyset == door.keys.keyset().keyset


async def test_a_server_that_does_not_prove_itself_learns_no_generation(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    async with open_door(tmp_path / "impostor") as impostor:
        there = Host(impostor, tmp_path / "other")
        await there.enrolled()
        installation, foreign = Installation.load(there.state_dir), Installation.load(host.state_dir)
        mixed = replace(installation, trust=foreign.trust)  # believes the first server, meets the second
        handshake = await there.handshake(installation=mixed)
        with pytest.raises(HeadframeError) as refused:
            await handshake.headers("Heartbeat", stream=False)
    assert refused.value.code is Code.COMMAND_UNTRUSTED
    assert installation.identity.next_generation() == 1


async def test_one_handshake_serves_calls_that_come_together(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    handshake = await host.handshake()
    every = await asyncio.gather(*(handshake.headers("Heartbeat", stream=False) for _ in range(5)))
    assert len({headers["authorization"] for headers in every}) == 1
    handshake.rejected()
    assert (await handshake.headers("Heartbeat", stream=False)) != every[0]
    identity = await door.stores.identities.identity(int(enrolled.node_id))
    assert identity is not None
    assert identity.generation.number == 2


async def test_a_node_changes_its_keys_and_signs_in_with_the_new_ones(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    enrolled = await host.enrolled()
    link = await host.link()
    await link.heartbeat(gateway_pb2.HeartbeatRequest())
    before = Installation.load(host.state_dir)
    host.said.clear()

    def flow() -> KeyRotationFlow:
        return KeyRotationFlow(Installation.load(host.state_dir), Console(host.say), pause=briefly)

    for seconds in CUT_SHORT_SECONDS:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await flow().run()
    async with asyncio.TaskGroup() as group:
        group.create_task(flow().run())
        node = await door.approve(host)
    assert str(node.id) == enrolled.node_id
    after = Installation.load(host.state_dir)
    assert after.identity.bundle() != before.identity.bundle()
    assert before.identity.was_replaced(), "a node that runs with the old ones notices"
    assert not after.identity.was_replaced()
    assert node.encryption_public_key == after.identity.bundle().encryption
    with pytest.raises(HeadframeError) as refused:
        await (await host.handshake(before)).headers("Heartbeat", stream=False)
    assert refused.value.code is Code.NOT_SIGNED_IN
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())
    assert "node.keys_replaced" in await door.verbs()


async def test_keys_that_were_turned_down_change_nothing(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    before = Installation.load(host.state_dir).identity.bundle()
    host.said.clear()
    running = asyncio.create_task(
        KeyRotationFlow(Installation.load(host.state_dir), Console(host.say), pause=briefly).run()
    )
    await host.words()
    (enrollment,) = await door.pending()
    await door.services.desk.reject(door.admin, enrollment.id)
    with pytest.raises(HeadframeError) as ended:
        await running
    assert ended.value.code is Code.ENROLLMENT_ENDED
    assert Installation.load(host.state_dir).identity.bundle() == before
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())
