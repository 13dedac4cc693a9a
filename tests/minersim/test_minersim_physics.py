"""Load, heat and counters follow power and time, whatever the moments at which one looks."""

import pytest
from hypothesis import given, settings, strategies as st

from headframe.minersim.catalogue import MODELS, Model
from headframe.minersim.clock import SimClock
from headframe.minersim.faults import Fault, FaultKind
from headframe.minersim.miner import SimMiner
from headframe.minersim.settings import Pool, PowerMode, Settings
from headframe.minersim.trajectory import Trajectory

START = 1_790_000_000.0


def make_miner(model: Model, *, cold: bool = False, seed: int = 1) -> tuple[SimMiner, SimClock]:
    clock = SimClock.frozen(START)
    settings = Settings([Pool("stratum+tcp://pool.example:3333", "w")], {"root": "root"})
    miner = SimMiner(model, "127.0.0.1", settings, clock, seed=seed, index=0, cold=cold)
    return miner, clock


def path(target: float, delay: float) -> Trajectory:
    made = Trajectory(at=0.0, level=0.3, temperature_c=40.0, ambient_c=25.0, span_c=45.0, target=0.3)
    made.retarget(0.0, target, delay)
    return made


@settings(deadline=None)  # the machine may be busy
@given(
    target=st.floats(0, 1.2),
    delay=st.floats(0, 60),
    steps=st.lists(st.floats(0.01, 400), min_size=1, max_size=12),
)
def test_looking_often_changes_nothing(target: float, delay: float, steps: list[float]) -> None:
    often, once = path(target, delay), path(target, delay)
    now = 0.0
    for step in steps:
        now += step
        often.settle(now)
    once.settle(now)
    assert often.level == pytest.approx(once.level, abs=1e-6)
    assert often.temperature_c == pytest.approx(once.temperature_c, abs=1e-5)
    assert often.work_seconds == pytest.approx(once.work_seconds, rel=1e-6, abs=1e-5)


@settings(deadline=None)  # the machine may be busy
@given(target=st.floats(0, 1.2), delay=st.floats(0, 60), seconds=st.floats(0, 1e6))
def test_load_and_heat_stay_between_where_they_were_and_where_they_go(
    target: float, delay: float, seconds: float
) -> None:
    made = path(target, delay)
    made.settle(seconds)
    low, high = sorted((0.3, target))
    assert low - 1e-9 <= made.level <= high + 1e-9
    assert 25.0 - 1e-6 <= made.temperature_c <= 25.0 + 45.0 * 1.2 + 1e-6


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_a_settled_miner_runs_near_its_nominal_figures(model: Model) -> None:
    miner, _ = make_miner(model)
    reading = miner.read()
    assert reading.hashrate_hs == pytest.approx(model.hashrate_hs, rel=0.04)
    assert reading.power_watts == pytest.approx(model.power_watts, rel=0.02)
    assert sum(board.hashrate_hs for board in reading.boards) == pytest.approx(reading.hashrate_hs)
    assert 60 < reading.chip_c < 90
    assert len(reading.fans_rpm) == model.fans
    assert all(rpm > 500 for rpm in reading.fans_rpm)


@settings(deadline=None)  # the machine may be busy
@given(seed=st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_miner(seed: int) -> None:
    model = MODELS["antminer-s21"]
    first, second = make_miner(model, seed=seed)[0], make_miner(model, seed=seed)[0]
    assert first.read() == second.read()
    assert first.identity == second.identity


def test_a_cold_start_ramps_up_and_warms_up() -> None:
    miner, clock = make_miner(MODELS["antminer-s19"], cold=True)
    rates, heat = [], []
    for _ in range(6):
        reading = miner.read()
        rates.append(reading.hashrate_hs)
        heat.append(reading.chip_c)
        clock.advance(60)
    assert rates[0] == 0
    assert rates[1] < 0.8 * rates[-1]
    assert rates[-1] == pytest.approx(95e12, rel=0.05)
    assert heat[0] < 35
    assert heat[-1] > 60


def test_a_stopped_miner_cools_down_and_counts_no_more_shares() -> None:
    miner, clock = make_miner(MODELS["antminer-s19"])
    warm = miner.read().chip_c
    miner.stop_mining()
    clock.advance(60)
    stopped = miner.read()
    clock.advance(3600)
    later = miner.read()
    assert stopped.hashrate_hs < 1e9
    assert stopped.power_watts == pytest.approx(75, rel=0.05)
    assert later.chip_c < 35 < stopped.chip_c < warm
    assert later.accepted == stopped.accepted
    assert later.uptime_seconds == stopped.uptime_seconds + 3600


def test_uptime_and_shares_grow() -> None:
    miner, clock = make_miner(MODELS["whatsminer-m50s"])
    before = miner.read()
    clock.advance(3600)
    after = miner.read()
    assert after.uptime_seconds == before.uptime_seconds + 3600
    wanted = 3600 * 126e12 / (524288 * 2**32)
    assert after.accepted - before.accepted == pytest.approx(wanted, rel=0.05)


def test_a_power_limit_is_kept_and_costs_less_than_proportional_hashrate() -> None:
    miner, clock = make_miner(MODELS["whatsminer-m50s"])
    miner.set_power_limit(2000)
    clock.advance(600)
    reading = miner.read()
    assert reading.power_watts == pytest.approx(2000, rel=0.02)
    assert reading.power_watts / reading.hashrate_hs < 3276 / 126e12


@pytest.mark.parametrize("mode", PowerMode)
def test_power_follows_the_mode(mode: PowerMode) -> None:
    miner, clock = make_miner(MODELS["antminer-s21"])
    miner.set_power_mode(mode)
    clock.advance(900)
    watts = miner.read().power_watts
    low, high = {"low": (2000, 3000), "normal": (3400, 3600), "high": (3700, 4300)}[mode.value]
    assert low < watts < high


def test_a_lost_board_takes_its_share() -> None:
    miner, clock = make_miner(MODELS["antminer-s19"])
    miner.faults.inject(Fault(FaultKind.BOARD_LOSS, index=1))
    clock.advance(300)
    reading = miner.read()
    assert [board.present for board in reading.boards] == [True, False, True]
    assert reading.hashrate_hs == pytest.approx(95e12 * 2 / 3, rel=0.05)
    miner.faults.clear()
    clock.advance(600)
    assert miner.read().hashrate_hs == pytest.approx(95e12, rel=0.05)


def test_an_overheated_miner_protects_itself_until_it_is_cool() -> None:
    miner, clock = make_miner(MODELS["antminer-s19"])
    miner.faults.inject(Fault(FaultKind.OVERHEAT))
    hottest = 0.0
    for _ in range(60):
        clock.advance(10)
        hottest = max(hottest, miner.read().chip_c)
    assert hottest > 95
    assert miner.machine.protected
    assert miner.read().hashrate_hs < 1e9
    miner.faults.clear(FaultKind.OVERHEAT)
    clock.advance(900)
    assert not miner.machine.protected
    assert miner.read().hashrate_hs == pytest.approx(95e12, rel=0.05)


def test_a_dead_fan_stands_still_and_the_miner_runs_hotter() -> None:
    miner, clock = make_miner(MODELS["antminer-s19"])
    before = miner.read().chip_c
    miner.faults.inject(Fault(FaultKind.FAN_FAILURE, index=2))
    clock.advance(900)
    reading = miner.read()
    assert reading.fans_rpm[2] == 0
    assert min(rpm for index, rpm in enumerate(reading.fans_rpm) if index != 2) > 500
    assert reading.chip_c > before + 5


def test_a_clock_does_not_run_backwards() -> None:
    clock = SimClock.frozen()
    with pytest.raises(ValueError, match="cannot advance"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="cannot advance"):
        clock.advance(float("nan"))
