"""Acts on site and commands of the server meet at one miner: the rules decide, across restarts too."""

import itertools
from pathlib import Path

import pytest

from headframe.core.commands.acks import CommandPhase
from headframe.core.commands.kinds import CommandKind
from headframe.core.commands.payloads import (
    Curtail,
    CurtailmentLevel,
    Reboot,
    StartMining,
    StopMining,
    Uncurtail,
)
from headframe.core.errors import Code, HeadframeError
from headframe.core.reconcile.revisions import Aspect
from headframe.kit.clock import ManualClock
from headframe.node.execution.hold_keeper import FIRST_PAUSE_SECONDS
from headframe.wire.convert.commands import command_from_wire
from tests.node.execution.site import MINER, SITE, Miner, site


async def test_attack_49_a_stale_start_after_a_stop_on_site(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        seen = here.standings.of(MINER).revision
        assert (await here.on_site(StopMining())).phase is CommandPhase.SUCCEEDED
        assert (await here.acks.final()).standing == here.standings.device(MINER)
        refused = await here.command(StartMining(), seen)
        assert refused.phase is CommandPhase.REJECTED
        assert refused.problem is not None
        assert refused.problem.code is Code.CHANGED_ON_SITE
        assert refused.conflict is not None
        assert refused.conflict.aspect is Aspect.POWER
        assert refused.conflict.local is not None
        assert refused.conflict.local.actor == SITE
        assert here.miner.kinds == [CommandKind.STOP_MINING]
        knowing = await here.command(StartMining(), here.standings.of(MINER).revision)
        assert knowing.phase is CommandPhase.SUCCEEDED
        assert here.miner.kinds == [CommandKind.STOP_MINING, CommandKind.START_MINING]


async def test_attack_50_a_stale_uncurtail_against_a_hold_for_safety(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        seen = here.standings.of(MINER).revision
        await here.on_site(Curtail(for_safety=True))
        await here.acks.final()
        refused = await here.command(Uncurtail(for_safety=True), seen)
        assert refused.problem is not None
        assert refused.problem.code is Code.SAFETY_HOLD
        assert refused.conflict is not None
        assert here.miner.kinds == [CommandKind.CURTAIL]
        assert here.standings.of(MINER).level is CurtailmentLevel.FULL
        lifted = await here.on_site(Uncurtail())
        assert lifted.phase is CommandPhase.SUCCEEDED
        assert here.miner.kinds == [CommandKind.CURTAIL, CommandKind.UNCURTAIL]


async def test_nobody_on_the_stream_is_on_site(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        refused = await here.command(StartMining(), actor=SITE)
        assert refused.problem is not None
        assert refused.problem.code is Code.COMMAND_UNTRUSTED
        assert here.miner.told == []


async def test_how_a_miner_stands_outlives_the_process_and_is_told_again(tmp_path: Path) -> None:
    clock = ManualClock()
    async with site(tmp_path, clock) as here:
        await here.on_site(StopMining())
        await here.on_site(Curtail(CurtailmentLevel.EFFICIENCY, "heat"))
        before = here.standings.device(MINER)
    clock.advance(60)
    async with site(tmp_path, clock) as again:
        assert again.standings.device(MINER) == before
        assert again.told == [before]
        assert (await again.command(StartMining())).conflict is not None
        assert again.standings.of(MINER).revision.label == before.standing.revision.label


async def test_a_server_that_has_forgotten_is_told_how_miners_stand(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.on_site(StopMining())
        await here.executor.resend()
        await here.executor.resend()
        assert here.told == [here.standings.device(MINER)]
        await here.executor.tell_again()
        await here.executor.resend()
        assert here.told == [here.standings.device(MINER)] * 2


async def test_a_conflict_is_told_until_the_server_has_it(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.on_site(StopMining())
        await here.acks.final()
        lost = await here.command(StartMining())
    async with site(tmp_path) as again:
        stop, start = again.acks.heard
        assert start.conflict == lost.conflict
        assert stop.conflict is None
        await again.executor.confirmed([stop.result_sequence, start.result_sequence])
    async with site(tmp_path) as last:
        assert last.acks.heard == []


async def test_acts_on_site_are_logged_audited_and_waited_for_once(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.on_site(StopMining())
        told = await here.acks.final()
        assert await here.journal.untold_on_site() == 1
        ((command, ack),) = await here.journal.results_after(0, limit=10)
        act = command_from_wire(command)
        assert (act.payload, act.actor) == (StopMining(), SITE)
        assert ack.phase is CommandPhase.SUCCEEDED
        await here.recorder.turn()
        await here.recorder.turn()
        rows = (await here.audit.unsent("")).rows
        assert sum(b"LOCAL_ADMIN" in row.entry for row in rows) == 1
        await here.executor.confirmed([told.result_sequence])
        assert await here.journal.untold_on_site() == 0
        assert await here.acts() == 1


@pytest.mark.parametrize(
    ("code", "then"),
    [
        (Code.DEVICE_MISMATCH, CommandPhase.SUCCEEDED),
        (Code.OUTCOME_UNKNOWN, CommandPhase.SUPERSEDED),
    ],
)
async def test_a_reboot_that_surely_failed_may_be_tried_again_at_once(
    tmp_path: Path, code: Code, then: CommandPhase
) -> None:
    async with site(tmp_path) as here:
        here.miner.trouble = HeadframeError(code, "no")
        assert (await here.command(Reboot())).phase is not CommandPhase.SUCCEEDED
        here.miner.trouble = None
    async with site(tmp_path) as again:
        again.sequences = itertools.count(10)
        assert (await again.command(Reboot())).phase is then


async def test_what_is_refused_on_site_is_not_begun(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.on_site(Curtail())
        refused = await here.on_site(StartMining())
        assert refused.problem is not None
        assert refused.problem.code is Code.DEVICE_HELD
        assert await here.acts() == 1


async def test_a_second_reboot_of_the_server_is_superseded_and_one_on_site_is_not(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        assert (await here.command(Reboot())).phase is CommandPhase.SUCCEEDED
        assert (await here.command(Reboot())).phase is CommandPhase.SUPERSEDED
        assert (await here.on_site(Reboot())).phase is CommandPhase.SUCCEEDED


async def test_holds_come_to_the_strictest_and_lifting_one_leaves_the_others(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await here.command(Curtail(CurtailmentLevel.EFFICIENCY, "heat"))
        await here.command(Curtail(CurtailmentLevel.FULL, "grid"))
        lifted = await here.command(Uncurtail("grid"))
        assert lifted.detail.endswith("held at EFFICIENCY by heat")
        assert (await here.command(Uncurtail("grid"))).phase is CommandPhase.REJECTED
        await here.command(Uncurtail("heat"))
        assert here.miner.told == [
            Curtail(CurtailmentLevel.EFFICIENCY),
            Curtail(CurtailmentLevel.FULL),
            Uncurtail(),
            Curtail(CurtailmentLevel.EFFICIENCY),
            Uncurtail(),
        ]


async def test_a_miner_that_was_asleep_is_asleep_again(tmp_path: Path) -> None:
    async with site(tmp_path, miner=Miner(asleep=True)) as here:
        await here.command(Curtail())
        await here.command(Uncurtail())
        assert here.miner.kinds == [CommandKind.CURTAIL, CommandKind.STOP_MINING]


async def test_a_hold_whose_time_is_up_lifts_itself_and_that_is_told(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        until_ms = here.clock.now_ms() + 60_000
        await here.command(Curtail(until_ms=until_ms))
        here.clock.advance(59)
        await here.keeper_acts()
        assert here.miner.kinds == [CommandKind.CURTAIL]
        here.clock.advance(2)
        await here.keeper_acts()
        assert here.miner.kinds == [CommandKind.CURTAIL, CommandKind.UNCURTAIL]
        assert here.told[-1].standing.holds == ()
        assert here.told[-1].standing.revision == here.standings.of(MINER).revision


async def test_a_miner_out_of_reach_is_brought_to_its_level_later(tmp_path: Path) -> None:
    clock, miner = ManualClock(), Miner(trouble=HeadframeError(Code.DEVICE_UNREACHABLE))
    async with site(tmp_path, clock, miner) as here:
        assert (await here.command(Curtail())).phase is CommandPhase.FAILED
        await here.keeper_acts()
        assert here.standings.of(MINER).level is CurtailmentLevel.FULL
    miner.trouble = None
    async with site(tmp_path, clock, miner) as again:
        await again.keeper_acts()
        clock.advance(FIRST_PAUSE_SECONDS)
        await again.keeper_acts()
        assert miner.kinds == [CommandKind.CURTAIL]
        clock.advance(600)
        await again.keeper_acts()
        assert miner.kinds == [CommandKind.CURTAIL]
