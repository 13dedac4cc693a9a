"""One simulated miner: who it is, what it was told, how it is, and what is wrong with it."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from headframe.minersim.catalogue import Model
from headframe.minersim.clock import Clock
from headframe.minersim.faults import FaultKind, FaultSet
from headframe.minersim.identity import Identity, make_identity
from headframe.minersim.machine import Machine
from headframe.minersim.noise import mix
from headframe.minersim.reading import Reading
from headframe.minersim.settings import MAX_POOLS, Pool, PowerMode, Settings

JOURNAL_LENGTH = 256
DEFAULT_REBOOT_SECONDS = 30.0
_STRANGER_INDEX = 0x7FFFFF


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command the miner accepted, and whether it did it (a liar does not)."""

    at: float
    name: str
    detail: dict[str, Any] = field(default_factory=dict)
    applied: bool = True


class SimMiner:
    """The miner behind one address. Commands take effect at once and are read back from `read`.

    `on_reboot` is called with the time at which the miner will be back.
    """

    def __init__(
        self,
        model: Model,
        address: str,
        settings: Settings,
        clock: Clock,
        *,
        seed: int,
        index: int,
        reboot_seconds: float = DEFAULT_REBOOT_SECONDS,
        cold: bool = False,
    ) -> None:
        self.model, self.address, self.settings, self.clock = model, address, settings, clock
        self.index, self.reboot_seconds = index, reboot_seconds
        self.faults = FaultSet()
        self.ports: dict[str, int] = {}
        self.journal: deque[CommandRecord] = deque(maxlen=JOURNAL_LENGTH)
        self.requests_answered = 0
        self.reboots = 0
        self.down_until = 0.0
        self.sessions: dict[str, Any] = {}  # a reboot forgets these
        self.memory: dict[str, Any] = {}  # what the simulator need not compute twice
        self.seed = mix(seed * 0x1_0000_0001 + index)
        self._own = make_identity(model, seed, index)
        self._stranger = make_identity(model, seed, _STRANGER_INDEX - index)
        self._on_reboot: list[Callable[[float], None]] = []
        self.machine = Machine(model, settings, self.faults, seed=self.seed, now=clock(), cold=cold)
        self.faults.on_change(lambda kind: self.machine.fault_changed(kind, clock()))

    @property
    def identity(self) -> Identity:
        """Who answers here now; a stranger under the wrong-mac fault."""
        return self._stranger if FaultKind.WRONG_MAC in self.faults else self._own

    @property
    def is_down(self) -> bool:
        """Whether it is rebooting."""
        return self.clock() < self.down_until

    def read(self) -> Reading:
        """The sensors now."""
        return self.machine.read(self.clock())

    def on_reboot(self, listener: Callable[[float], None]) -> None:
        """Call `listener` when a reboot starts."""
        self._on_reboot.append(listener)

    def password(self, account: str) -> str | None:
        """The password of an account; None when no password opens it."""
        if FaultKind.REJECT_AUTH in self.faults:
            return None
        return self.settings.accounts.get(account)

    # Commands. Each is journalled; each does nothing under the liar fault.

    def start_mining(self, delay_seconds: float = 0.0) -> None:
        """Resume hashing, after a delay."""
        if self._accept("start_mining") and not self.settings.mining:
            self.settings.mining = True
            self.machine.restart_mining(self.clock(), delay_seconds)

    def stop_mining(self, delay_seconds: float = 0.0) -> None:
        """Stop hashing, after a delay; the control board stays up."""
        if self._accept("stop_mining"):
            self.settings.mining = False
            self.machine.refresh(self.clock(), delay_seconds)

    def restart_mining(self) -> None:
        """Restart the mining process without a reboot."""
        if self._accept("restart_mining"):
            self.machine.restart_mining(self.clock())

    def reboot(self) -> None:
        """Drop everything; be back after `reboot_seconds`."""
        if self._accept("reboot"):
            now = self.clock()
            self.down_until = now + self.reboot_seconds
            self.reboots += 1
            self.sessions.clear()
            self.machine.reboot(now, self.down_until)
            for listener in self._on_reboot:
                listener(self.down_until)

    def set_power_limit(self, watts: float | None) -> None:
        """Cap the power; None returns to the default."""
        if self._accept("set_power_limit", watts=watts):
            self.settings.power_limit_watts = watts
            self.machine.refresh(self.clock())

    def set_power_percent(self, percent: float) -> None:
        """Run at a share of nominal power."""
        if self._accept("set_power_percent", percent=percent):
            self.settings.power_percent = percent
            self.machine.refresh(self.clock())

    def set_power_mode(self, mode: PowerMode) -> None:
        """Choose low, normal or high."""
        if self._accept("set_power_mode", mode=mode.value):
            self.settings.power_mode = mode
            self.machine.refresh(self.clock())

    def set_frequency(self, mhz: float | None = None, core_mv: float | None = None) -> None:
        """Set chip frequency and core voltage, where the vendor lets one."""
        if self._accept("set_frequency", mhz=mhz, core_mv=core_mv):
            self.settings.frequency_mhz = mhz if mhz is not None else self.settings.frequency_mhz
            if core_mv is not None:
                self.settings.core_voltage_mv = core_mv
            self.machine.refresh(self.clock())

    def set_pools(self, pools: list[Pool]) -> None:
        """Replace the pools (at most three are kept)."""
        if self._accept("set_pools", urls=[pool.url for pool in pools]):
            self.settings.pools = pools[:MAX_POOLS]
            self.machine.refresh(self.clock())

    def set_led(self, *, on: bool) -> None:
        """Blink the locate light, or stop."""
        if self._accept("set_led", on=on):
            self.settings.led_on = on

    def set_fan(self, percent: int | None) -> None:
        """Fix the fans at a percentage; None is automatic."""
        if self._accept("set_fan", percent=percent):
            self.settings.fan_percent = percent

    def set_password(self, account: str, password: str) -> None:
        """Change the password of an account. The journal does not keep it."""
        if self._accept("set_password", account=account):
            self.settings.accounts[account] = password

    def set_hostname(self, hostname: str) -> None:
        """Change the host name."""
        if self._accept("set_hostname", hostname=hostname):
            self.settings.hostname = hostname

    def set_extra(self, key: str, value: object) -> None:
        """Store a vendor's setting that changes nothing else."""
        if self._accept("set_extra", key=key):
            self.settings.extra[key] = value

    @property
    def hostname(self) -> str:
        """The host name in force."""
        return self.settings.hostname or self.identity.hostname

    def _accept(self, name: str, **detail: Any) -> bool:
        applied = FaultKind.LIAR not in self.faults
        self.journal.append(CommandRecord(self.clock(), name, detail, applied))
        return applied

    def describe(self) -> dict[str, Any]:
        """The true state as JSON, for tests and demonstrations. Holds no password."""
        reading = asdict(self.read())
        pools = [{"url": pool.url, "user": pool.user} for pool in self.settings.pools]
        return {
            "address": self.address,
            "family": self.model.family.value,
            "model": self.model.slug,
            "name": self.model.name,
            "mac": self._own.mac,
            "serial": self._own.serial,
            "ports": self.ports,
            "mining": self.settings.mining,
            "protected": self.machine.protected,
            "rebooting": self.is_down,
            "reboots": self.reboots,
            "power_mode": self.settings.power_mode.value,
            "power_limit_watts": self.settings.power_limit_watts,
            "power_percent": self.settings.power_percent,
            "led_on": self.settings.led_on,
            "fan_percent_set": self.settings.fan_percent,
            "pools": pools,
            "requests_answered": self.requests_answered,
            "faults": [asdict(fault) for fault in self.faults.active],
            "reading": reading,
        }
