"""A node whose state was put back from an older backup: held, let in by people, and told what it forgot."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from headframe.core.actors import Actor, ActorType
from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.lifecycle import PHASE_STATES
from headframe.core.commands.payloads import BlinkLed, Reboot
from headframe.core.commands.records import BatchRecord, CommandRecord, CommandState
from headframe.core.errors import Code, HeadframeError
from headframe.node.enrollment.enrolled import Installation
from headframe.server.services.keys.custody import OrgKeys
from headframe.server.stores.memory import memory_stores
from headframe.server.stores.ports.commands import StateChange
from headframe.wire.gen.gateway.v1 import gateway_pb2
from tests.gateway.enrolling import Door, Host, open_door

pytestmark = [pytest.mark.anyio]
ALICE = Actor(ActorType.USER, "1", "alice")
PAYLOADS = {CommandKind.REBOOT: Reboot(), CommandKind.BLINK_LED: BlinkLed(on=True)}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path / "server") as door:
        yield door


@contextlib.contextmanager
def refused(code: Code) -> Iterator[None]:
    with pytest.raises(HeadframeError) as refusal:
        yield
    assert refusal.value.code is code


async def beat(host: Host) -> None:
    """One heartbeat of a process that was just started."""
    await (await host.link()).heartbeat(gateway_pb2.HeartbeatRequest())


async def set_back(host: Host, backup: Path) -> None:
    """The host's whole state, as it was at the time of the backup."""
    shutil.rmtree(host.state_dir)
    shutil.copytree(backup, host.state_dir)


async def handed_out(door: Door, node_id: int) -> dict[str, CommandState]:
    """Commands that the node was sent, at several steps; by their names."""
    now_ms = door.clock.now_ms()
    steps = {
        "reboot-sent": (CommandKind.REBOOT, None),
        "reboot-running": (CommandKind.REBOOT, CommandPhase.RUNNING),
        "blink-sent": (CommandKind.BLINK_LED, None),
        "blink-accepted": (CommandKind.BLINK_LED, CommandPhase.ACCEPTED),
        "blink-done": (CommandKind.BLINK_LED, CommandPhase.SUCCEEDED),
    }
    batch = BatchRecord("b", door.org_id, CommandKind.REBOOT, ALICE, now_ms, "Reboot", "all")
    commands = [
        CommandRecord(
            id=name,
            org_id=door.org_id,
            batch_id="b",
            node_id=node_id,
            device_id=None,
            kind=kind,
            payload=PAYLOADS[kind],
            actor=ALICE,
            state=CommandState.QUEUED,
            created_at_ms=now_ms,
            not_before_ms=now_ms,
            expires_at_ms=now_ms + 600_000,
            updated_at_ms=now_ms,
        )
        for name, (kind, _) in steps.items()
    ]
    await door.stores.commands.add_batch(batch, commands)
    await door.stores.commands.claim_due(door.org_id, [node_id], now_ms=now_ms, limit=10)
    told = [StateChange(name, PHASE_STATES[phase], now_ms) for name, (_, phase) in steps.items() if phase]
    await door.stores.commands.apply(door.org_id, told)
    return await states(door, *steps)


async def states(door: Door, *names: str) -> dict[str, CommandState]:
    found = {}
    for name in names:
        command = await door.stores.commands.command(door.org_id, name)
        assert command is not None
        found[name] = command.state
    return found


async def test_attack_22_what_a_restored_node_may_have_run_is_never_sent_again(
    door: Door, tmp_path: Path
) -> None:
    host = Host(door, tmp_path / "node")
    node_id = int((await host.enrolled()).node_id)
    await beat(host)
    shutil.copytree(host.state_dir, tmp_path / "backup")
    await beat(host)
    before = await handed_out(door, node_id)
    await set_back(host, tmp_path / "backup")
    with refused(Code.NODE_HELD):
        await beat(host)
    assert await states(door, *before) == before, "until people have looked, nothing is decided"
    await door.services.standing.settle_clone(door.admin, node_id)
    assert await states(door, *before) == {
        "reboot-sent": CommandState.OUTCOME_UNKNOWN,
        "reboot-running": CommandState.OUTCOME_UNKNOWN,
        "blink-sent": CommandState.SENT,
        "blink-accepted": CommandState.OUTCOME_UNKNOWN,
        "blink-done": CommandState.SUCCEEDED,
    }
    assert (await door.verbs()).count("command.outcome_unknown") == 3
    await beat(host)


async def test_attack_13_once_one_copy_was_let_in_the_other_is_held_however_far_it_has_counted(
    door: Door, tmp_path: Path
) -> None:
    host = Host(door, tmp_path / "node")
    node_id = int((await host.enrolled()).node_id)
    shutil.copytree(host.state_dir, tmp_path / "copy")
    copy = Host(door, tmp_path / "copy")
    for _ in range(5):
        await beat(copy)
    with refused(Code.NODE_HELD):
        await beat(host)
    kept = Installation.load(host.state_dir).identity.incarnation
    assert kept != Installation.load(copy.state_dir).identity.incarnation, "drawn anew when it was held"
    await door.services.standing.settle_clone(door.admin, node_id)
    await beat(host)
    with refused(Code.NODE_HELD):
        await beat(copy)


async def test_a_held_node_draws_one_new_incarnation_and_not_one_a_try(door: Door, tmp_path: Path) -> None:
    host = Host(door, tmp_path / "node")
    node_id = int((await host.enrolled()).node_id)
    await beat(host)
    shutil.copytree(host.state_dir, tmp_path / "backup")
    await beat(host)
    await set_back(host, tmp_path / "backup")
    link = await host.link()
    with refused(Code.NODE_HELD):
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
    first = Installation.load(host.state_dir).identity.incarnation
    with refused(Code.NODE_HELD):
        await link.heartbeat(gateway_pb2.HeartbeatRequest())
    assert Installation.load(host.state_dir).identity.incarnation == first
    await door.services.standing.settle_clone(door.admin, node_id)
    await link.heartbeat(gateway_pb2.HeartbeatRequest())
    await beat(host)


async def test_attack_26_a_node_that_goes_by_a_later_keyset_is_told_of_to_people(
    door: Door, tmp_path: Path
) -> None:
    """Database and keys of the server were put back together: it cannot know of the later one."""
    host = Host(door, tmp_path / "node")
    await host.enrolled()
    keys = shutil.copytree(door.directory / "keys", tmp_path / "later")
    store = memory_stores().keysets
    await store.add_keyset(door.org_id, 1, door.keys.keyset().document)
    later = await OrgKeys.open(keys, key_file=None, org_id=door.org_id, store=store, clock=door.clock)
    Installation.load(host.state_dir).trust.advance((await later.change()).document)
    await beat(host)
    await beat(host)
    assert (await door.verbs()).count("security.keyset_behind") == 1
