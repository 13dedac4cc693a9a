"""The physics of one miner: load, heat, fans, counters. Lazy: computed when somebody looks."""

from dataclasses import dataclass

from headframe.minersim.catalogue import Model
from headframe.minersim.faults import FaultKind, FaultSet
from headframe.minersim.noise import draw, moment_word, uniform
from headframe.minersim.reading import BoardReading, Reading, absent_board
from headframe.minersim.settings import MODE_LEVEL, Settings
from headframe.minersim.trajectory import Trajectory

START_DELAY_SECONDS = 12.0
PROTECTION_C = 98.0
CHIP_RISE_C = 47.0
DIFFICULTY_ONE_HASHES = 2.0**32
_POWER_EXPONENT = 1.25
_MIN_UPTIME_SECONDS = 3_600.0
_MAX_UPTIME_SECONDS = 20 * 86_400.0


@dataclass(frozen=True, slots=True)
class _Moment:
    """What all boards and fans of one reading have in common."""

    word: int
    elapsed: float
    power_watts: float
    ambient_c: float
    fan_percent: int
    lost_board: int | None
    share: float


class Machine:
    """Hashrate, power, temperatures and counters of one miner over time.

    It starts as one that has been hashing for a while (between an hour and twenty days), unless
    `cold`. All times are Unix seconds and must not decrease.
    """

    def __init__(
        self,
        model: Model,
        settings: Settings,
        faults: FaultSet,
        *,
        seed: int,
        now: float,
        cold: bool = False,
    ) -> None:
        self._model, self._settings, self._faults, self._seed = model, settings, faults, seed
        span = _MAX_UPTIME_SECONDS - _MIN_UPTIME_SECONDS
        age = 0.0 if cold else _MIN_UPTIME_SECONDS + uniform(seed, 1) * span
        self._ambient_c = 22.0 + 8.0 * uniform(seed, 2)
        self._nominal_hs = model.hashrate_hs * (0.985 + 0.03 * uniform(seed, 3))
        self._luck = 1.0 + uniform(seed, 5)
        self._boards = [
            (2.5 * (uniform(seed, 48 + n) - 0.5), 0.003 * (0.5 + uniform(seed, 80 + n)))
            for n in range(model.boards)
        ]
        self.booted_at = now - age
        self.mining_since = now - age
        self.protected = False
        level = 0.0 if cold else self._wanted_level()
        self._path = Trajectory(
            at=now,
            level=level,
            temperature_c=self._ambient_c + CHIP_RISE_C * level,
            ambient_c=self._ambient_c,
            span_c=CHIP_RISE_C,
            target=level,
            work_seconds=level * age,
        )
        if cold:
            self.refresh(now, START_DELAY_SECONDS)

    def refresh(self, now: float, delay_seconds: float = 0.0) -> None:
        """Head for the level that the settings and faults now ask for."""
        self._path.settle(now)
        self._path.ambient_c = self._hot_ambient()
        self._path.span_c = CHIP_RISE_C * self._cooling_penalty()
        self._path.retarget(now, self._wanted_level(), delay_seconds)

    def restart_mining(self, now: float, delay_seconds: float = 0.0) -> None:
        """The mining process starts afresh: its counters return to zero."""
        self._path.drop(now)
        self._path.work_seconds = 0.0
        self.mining_since = now
        self.protected = False
        self.refresh(now, delay_seconds + START_DELAY_SECONDS)

    def reboot(self, now: float, back_at: float) -> None:
        """Lose power now; be up, and begin to start mining, at `back_at`."""
        self._path.drop(now)
        self._path.work_seconds = 0.0
        self.booted_at = self.mining_since = back_at
        self.protected = False
        self.refresh(now, back_at - now + START_DELAY_SECONDS)

    def power_at(self, level: float) -> float:
        """Watts drawn at a load level; slower is more efficient."""
        span = self._model.power_watts - self._model.idle_watts
        return self._model.idle_watts + span * float(level**_POWER_EXPONENT)

    def level_for(self, watts: float) -> float:
        """The load level that draws `watts`."""
        span = self._model.power_watts - self._model.idle_watts
        return float(max(0.0, (watts - self._model.idle_watts) / span) ** (1 / _POWER_EXPONENT))

    def read(self, now: float) -> Reading:
        """What the sensors and counters say at `now`."""
        self._path.settle(now)
        self._protect(now)
        moment = self._moment(now)
        boards = tuple(self._board(index, moment) for index in range(self._model.boards))
        work = self._path.work_seconds * self._nominal_hs
        elapsed = max(0.0, now - self.mining_since)
        shares = work / (self._model.share_difficulty * DIFFICULTY_ONE_HASHES)
        return Reading(
            at=now,
            mining=self._is_mining(now),
            uptime_seconds=int(max(0.0, now - self.booted_at)),
            mining_seconds=int(elapsed),
            hashrate_hs=sum(board.hashrate_hs for board in boards),
            average_hs=work / elapsed if elapsed else 0.0,
            ideal_hs=self._model.hashrate_hs,
            power_watts=moment.power_watts,
            ambient_c=moment.ambient_c + 0.3 * draw(moment.word, 4),
            chip_c=max(board.chip_c for board in boards),
            fan_percent=moment.fan_percent,
            fans_rpm=self._fans(moment),
            accepted=int(shares),
            rejected=int(shares * 0.0027),
            hardware_errors=sum(board.hardware_errors for board in boards),
            best_share=int(shares * self._model.share_difficulty * self._luck),
            work_hashes=work,
            boards=boards,
        )

    def _moment(self, now: float) -> "_Moment":
        word = moment_word(self._seed, now)
        lost = self._faults.get(FaultKind.BOARD_LOSS)
        return _Moment(
            word=word,
            elapsed=max(1.0, now - self.mining_since),
            power_watts=self.power_at(self._path.level) * (1 + 0.006 * draw(word, 6)),
            ambient_c=self._hot_ambient(),
            fan_percent=self._fan_percent(),
            lost_board=None if lost is None else lost.index,
            share=1.0 / present if (present := self._boards_present()) else 0.0,
        )

    def _is_mining(self, now: float) -> bool:
        stopping_later = now < self._path.hold_until and self._path.level > 0.0
        return self._path.target > 0.0 or stopping_later

    @property
    def level(self) -> float:
        """The load level at the last reading; 1.0 is nominal."""
        return self._path.level

    def _wanted_level(self) -> float:
        settings = self._settings
        if not settings.mining or self.protected or not any(p.url for p in settings.pools):
            return 0.0
        level = MODE_LEVEL[settings.power_mode] * self.level_ratio(settings.power_percent / 100)
        if settings.frequency_mhz is not None:
            level *= settings.frequency_mhz / self._model.frequency_mhz
        if settings.power_limit_watts is not None:
            level = min(level, self.level_for(settings.power_limit_watts))
        return level * self._boards_present() / self._model.boards

    def level_ratio(self, power_ratio: float) -> float:
        """The load level that draws `power_ratio` of nominal power."""
        return (
            self.level_for(self._model.power_watts * power_ratio)
            if power_ratio < 1
            else (power_ratio ** (1 / _POWER_EXPONENT))
        )

    def _boards_present(self) -> int:
        lost = self._faults.get(FaultKind.BOARD_LOSS)
        return self._model.boards - (lost is not None and lost.index < self._model.boards)

    def _hot_ambient(self) -> float:
        fault = self._faults.get(FaultKind.OVERHEAT)
        return self._ambient_c + (fault.delta_c if fault else 0.0)

    def _cooling_penalty(self) -> float:
        return 1.22 if FaultKind.FAN_FAILURE in self._faults else 1.0

    def _protect(self, now: float) -> None:
        too_hot = self._path.temperature_c > PROTECTION_C
        if too_hot and not self.protected:
            self.protected = True
            self.refresh(now)

    def fault_changed(self, kind: FaultKind, now: float) -> None:
        """Feel a fault that came or went."""
        if kind in {FaultKind.OVERHEAT, FaultKind.FAN_FAILURE, FaultKind.BOARD_LOSS}:
            self.protected = self.protected and FaultKind.OVERHEAT in self._faults
            self.refresh(now)

    def _fan_percent(self) -> int:
        if self._settings.fan_percent is not None:
            return self._settings.fan_percent
        level = min(1.0, self._path.level)
        heat = max(0.0, self._path.temperature_c - 40.0) / 50.0
        return int(min(100.0, 15.0 + 35.0 * level + 50.0 * heat * max(level, 0.2)))

    def _fans(self, moment: "_Moment") -> tuple[int, ...]:
        broken = self._faults.get(FaultKind.FAN_FAILURE)
        rpm = self._model.fan_rpm * moment.fan_percent / 70.0
        return tuple(
            0
            if broken is not None and broken.index == index
            else int(rpm * (1 + 0.02 * draw(moment.word, 16 + index)) / 30) * 30
            for index in range(self._model.fans)
        )

    def _board(self, index: int, moment: "_Moment") -> BoardReading:
        if index == moment.lost_board:
            return absent_board(index)
        word, share = moment.word, moment.share
        level = self._path.level * share
        spread, fragility = self._boards[index]
        chip = self._path.temperature_c + spread + 0.6 * draw(word, 64 + index)
        warm = chip - moment.ambient_c
        work = self._path.work_seconds * share
        return BoardReading(
            index=index,
            present=True,
            hashrate_hs=self._nominal_hs * level * (1 + 0.012 * draw(word, 32 + index)),
            average_hs=self._nominal_hs * work / moment.elapsed,
            ideal_hs=self._model.hashrate_hs / self._model.boards,
            chip_c=chip,
            board_c=chip - 0.16 * warm,
            inlet_c=chip - 0.35 * warm,
            outlet_c=chip - 0.08 * warm,
            power_watts=(moment.power_watts - self._model.idle_watts) * share,
            voltage=self._model.core_voltage,
            frequency_mhz=self._frequency() if level else 0.0,
            hardware_errors=int(work * fragility),
        )

    def _frequency(self) -> float:
        if self._settings.frequency_mhz is not None:
            return self._settings.frequency_mhz
        boards = self._boards_present() / self._model.boards
        return self._model.frequency_mhz * min(1.2, self._path.target / boards if boards else 0.0)
