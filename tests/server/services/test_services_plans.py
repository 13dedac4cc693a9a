"""Plans and drafts: each selected device is accepted or refused once, and the power effect is an estimate."""

import itertools

import pytest
from hypothesis import given, strategies as st

from headframe.core.actors import Actor, ActorType
from headframe.core.capabilities import Capabilities, PowerTargetRange
from headframe.core.commands.kinds import POLICIES, CommandKind
from headframe.core.commands.payloads import (
    CommandPayload,
    Curtail,
    CurtailmentLevel,
    Reboot,
    SetPowerTarget,
    StartMining,
    StopMining,
)
from headframe.core.commands.plans import make_plan
from headframe.core.commands.records import CommandState
from headframe.core.devices import Endpoint, Identity, PairingStatus
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import DeviceRow
from headframe.core.selection import Selection, Selector
from headframe.core.status import DeviceStatus
from headframe.core.telemetry import Sample
from headframe.server.services.commands.drafts import BatchDraft, add_accepted, check_stagger

ABLE = Capabilities(
    commands=frozenset(CommandKind),
    power_target=PowerTargetRange(min_watts=500, max_watts=4000, min_percent=10, max_percent=100),
    curtailment_levels=frozenset(CurtailmentLevel),
)


def row(
    device_id: int,
    *,
    node_id: int | None = 1,
    pairing: PairingStatus = PairingStatus.PAIRED,
    power_watts: float | None = None,
    target_watts: float | None = None,
) -> DeviceRow:
    sample = Sample(device_id, 0, power_watts=power_watts, power_target_watts=target_watts)
    return DeviceRow(
        id=device_id,
        org_id=1,
        key=f"mac:{device_id}",
        name=f"miner {device_id}",
        identity=Identity(),
        endpoint=Endpoint("10.0.0.1"),
        driver="virtual",
        node_id=node_id,
        seen_by_node_id=None,
        pairing=pairing,
        status=DeviceStatus.HASHING,
        status_since_ms=0,
        last_report_ms=0,
        reachable=True,
        sample=sample,
        placement=None,
    )


rows = st.lists(
    st.builds(
        row,
        st.integers(1, 10_000),
        node_id=st.sampled_from([None, 1, 2]),
        pairing=st.sampled_from(PairingStatus),
        power_watts=st.none() | st.floats(0, 10_000),
        target_watts=st.none() | st.floats(0, 10_000),
    ),
    unique_by=lambda entry: entry.id,
    max_size=30,
)
payloads = st.sampled_from(
    [Reboot(), StartMining(), StopMining(), SetPowerTarget(watts=3000), SetPowerTarget(percent=50), Curtail()]
)


@given(rows, payloads, st.lists(st.integers(20_000, 20_100), unique=True, max_size=5))
def test_every_device_is_judged_once(
    selected: list[DeviceRow], payload: CommandPayload, missing: list[int]
) -> None:
    able = {entry.id: ABLE for entry in selected[::2]}
    plan = make_plan(Selection(selected, tuple(missing)), payload, able)
    judged = [entry.id for entry in plan.accepted] + [entry.device_id for entry in plan.refused]
    assert sorted(judged) == sorted([entry.id for entry in selected] + missing)
    assert plan.count == Selection(selected, tuple(missing)).count
    assert sum(len(entries) for entries in plan.reasons().values()) == len(plan.refused)
    for accepted in plan.accepted:
        assert accepted.node_id is not None
        assert accepted.id in able
        assert accepted.pairing.works
    sizes = [len(entries) for entries in plan.reasons().values()]
    assert sizes == sorted(sizes, reverse=True)
    effect = plan.effect
    if not isinstance(payload, Reboot):
        assert effect.devices_estimated + effect.devices_unknown == len(plan.accepted)
    assert (effect.delta_watts is None) == (effect.devices_estimated == 0)


@pytest.mark.parametrize(
    ("payload", "delta"),
    [
        (StopMining(), -3500.0),
        (Curtail(CurtailmentLevel.FULL), -3500.0),
        (Curtail(CurtailmentLevel.EFFICIENCY), None),
        (SetPowerTarget(watts=3000), -500.0),
        (SetPowerTarget(percent=50), -1500.0),
        (SetPowerTarget(mode="eco"), None),
        (StartMining(), -100.0),
        (Reboot(), None),
    ],
)
def test_the_effect_of_each_kind(payload: CommandPayload, delta: float | None) -> None:
    able = Capabilities(
        commands=ABLE.commands,
        power_target=PowerTargetRange(max_watts=4000, min_percent=0, max_percent=100, modes=("eco",)),
        curtailment_levels=ABLE.curtailment_levels,
    )
    known, unknown = row(1, power_watts=3500, target_watts=3400), row(2)
    plan = make_plan(Selection([known, unknown]), payload, {1: able, 2: able})
    assert [entry.id for entry in plan.accepted] == [1, 2]
    assert plan.effect.delta_watts == delta


def draft(stagger_seconds: float = 0.0) -> BatchDraft:
    numbers = itertools.count()
    return BatchDraft(
        ids=lambda: f"{next(numbers):032x}",
        org_id=1,
        kind=CommandKind.REBOOT,
        actor=Actor(ActorType.USER, "1", "x"),
        title="Reboot",
        selector="",
        now_ms=1_000_000,
        stagger_seconds=stagger_seconds,
    )


@given(st.integers(0, 50), st.floats(0, 100))
def test_staggered_commands_are_due_in_order_and_live_as_long_as_others(count: int, stagger: float) -> None:
    batch = draft(stagger)
    add_accepted(batch, [row(number) for number in range(1, count + 1)], {1: Reboot()})
    for number, command in enumerate(batch.commands):
        assert command.not_before_ms == 1_000_000 + round(number * stagger * 1000)
        assert (
            command.expires_at_ms - command.not_before_ms == POLICIES[CommandKind.REBOOT].ttl_seconds * 1000
        )
    assert batch.batch().counts == ({CommandState.QUEUED: count} if count else {})
    assert len({command.id for command in batch.commands} | {batch.batch_id}) == count + 1


def test_a_batch_longer_than_a_day_is_refused() -> None:
    check_stagger(1000, 86.4)
    with pytest.raises(HeadframeError) as refusal:
        check_stagger(1001, 86.4)
    assert refusal.value.code is Code.INVALID_REQUEST


def test_a_selector_is_one_of_two_things() -> None:
    for wrong in ({}, {"ids": (1,), "filter_text": ""}):
        with pytest.raises(HeadframeError):
            Selector(**wrong)  # type: ignore[arg-type]
    described = {
        Selector(ids=(1, 2)).describe(),
        Selector(ids=(1, 3)).describe(),
        Selector(filter_text="").describe(),
        Selector(filter_text="a").describe(),
        Selector(filter_text="a", exclude=frozenset({1})).describe(),
        Selector(filter_text="a", exclude=frozenset({2})).describe(),
    }
    assert len(described) == 6
