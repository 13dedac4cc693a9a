"""One imaginary miner: its state and what it measures, as a function of time."""

import hashlib
import math
from dataclasses import dataclass, field

from headframe.wire.gen.driver.v1 import driver_pb2
from headframe.wire.gen.miner.v1 import miner_pb2

BOARDS = 3
FANS = 4
CHIPS_PER_BOARD = 110
NOMINAL_HASHRATE_HS = 200e12
NOMINAL_POWER_WATTS = 3500.0
IDLE_POWER_WATTS = 60.0
MIN_POWER_WATTS = 1500.0
MAX_POWER_WATTS = 4000.0
MODES = {"low": 2500.0, "normal": NOMINAL_POWER_WATTS, "high": MAX_POWER_WATTS}
EFFICIENT_MODE = "low"
AMBIENT_C = 25.0
SHARE_SECONDS = 4.0
DEFAULT_USERNAME = "admin"
DEFAULT_PASSWORD = "admin"  # noqa: S105 - the imaginary vendor's


@dataclass(slots=True)
class VirtualMiner:
    """State that commands change. Times are seconds of the driver's monotonic clock."""

    address: str
    port: int
    booted: float
    ramp_seconds: float
    mac: str
    serial: str
    stopped: bool = False
    mining_since: float = 0.0
    power_target_watts: float = NOMINAL_POWER_WATTS
    power_mode: str = "normal"
    curtailed: miner_pb2.CurtailmentLevel = miner_pb2.CURTAILMENT_LEVEL_UNSPECIFIED
    led_on: bool = False
    cooling: miner_pb2.CoolingMode = miner_pb2.COOLING_MODE_AUTO
    fan_duty_ratio: float = 0.6
    username: str = DEFAULT_USERNAME
    password: str = field(default=DEFAULT_PASSWORD, repr=False)
    firmware: str = "1.0.0"
    pools: list[miner_pb2.Pool] = field(default_factory=list)
    silent_until: float = 0.0
    reads: int = 0

    @property
    def efficiency_curtailed(self) -> bool:
        """Whether it runs at its most efficient setting on request."""
        return self.curtailed == miner_pb2.CURTAILMENT_LEVEL_EFFICIENCY

    def state(self, now: float) -> miner_pb2.MiningState:
        """What it says it is doing."""
        if self.stopped or self.curtailed == miner_pb2.CURTAILMENT_LEVEL_FULL:
            return miner_pb2.MINING_STATE_STOPPED
        if not self.pools:
            return miner_pb2.MINING_STATE_NO_POOL
        if now - self.mining_since < self.ramp_seconds:
            return miner_pb2.MINING_STATE_STARTING
        return miner_pb2.MINING_STATE_MINING

    def load(self, now: float) -> float:
        """Share of its target at which it hashes, 0 to 1."""
        state = self.state(now)
        if state == miner_pb2.MINING_STATE_MINING:
            return 1.0
        if state == miner_pb2.MINING_STATE_STARTING:
            return (now - self.mining_since) / self.ramp_seconds
        return 0.0

    def target_watts(self) -> float:
        """The power it aims for."""
        return MODES[EFFICIENT_MODE] if self.efficiency_curtailed else self.power_target_watts

    def sample(self, now: float) -> miner_pb2.Sample:
        """One set of measurements."""
        load, target = self.load(now), self.target_watts()
        expected = NOMINAL_HASHRATE_HS * target / NOMINAL_POWER_WATTS
        hashrate = expected * load * (1 + 0.01 * math.sin(now + self.port))
        power = IDLE_POWER_WATTS + (target - IDLE_POWER_WATTS) * load
        chip = AMBIENT_C + 50 * load
        shares = int(max(now - self.mining_since, 0.0) / SHARE_SECONDS) if load else 0
        return miner_pb2.Sample(
            hashrate_hs=hashrate,
            expected_hashrate_hs=expected,
            power_watts=power,
            power_target_watts=target,
            board_temperature_c=AMBIENT_C + 35 * load,
            chip_temperature_c=chip,
            inlet_temperature_c=AMBIENT_C,
            fan_rpm=6000 * self.fan_duty_ratio,
            uptime_seconds=int(max(now - self.booted, 0.0)),
            shares_accepted=shares,
            shares_rejected=shares // 100,
            mining_state=self.state(now),
            pool_connected=bool(self.pools) and load > 0,
            components=self.components(hashrate, chip),
        )

    def components(self, hashrate: float, chip: float) -> list[miner_pb2.Component]:
        """Boards and fans of a sample."""
        healthy = miner_pb2.COMPONENT_STATUS_HEALTHY
        boards = [
            miner_pb2.Component(
                kind=miner_pb2.COMPONENT_KIND_HASH_BOARD,
                slot=slot,
                status=healthy,
                hashrate_hs=hashrate / BOARDS,
                temperature_c=chip - 15,
                chip_temperature_c=chip,
                chips_working=CHIPS_PER_BOARD,
                chips_expected=CHIPS_PER_BOARD,
            )
            for slot in range(BOARDS)
        ]
        fans = [
            miner_pb2.Component(
                kind=miner_pb2.COMPONENT_KIND_FAN,
                slot=slot,
                status=healthy,
                rpm=6000 * self.fan_duty_ratio,
                duty_ratio=self.fan_duty_ratio,
            )
            for slot in range(FANS)
        ]
        return boards + fans

    def identity(self) -> miner_pb2.Identity:
        """Who it is."""
        return miner_pb2.Identity(
            mac=self.mac,
            serial=self.serial,
            make="Virtual",
            model="V1 200T",
            firmware=self.firmware,
            hostname=f"virtual-{self.mac[-5:].replace(':', '')}",
        )

    def details(self) -> driver_pb2.Details:
        """What a full poll adds."""
        return driver_pb2.Details(
            identity=self.identity(),
            pools=[
                miner_pb2.Pool(url=pool.url, username=pool.username, active=rank == 0, alive=True)
                for rank, pool in enumerate(self.pools)
            ],
            faults_known=True,
            led_on=self.led_on,
            power_mode=self.power_mode,
            cooling_mode=self.cooling,
            vendor_json=b'{"virtual":true}',
        )


def build(address: str, port: int, now: float, ramp_seconds: float) -> VirtualMiner:
    """The miner of an address and a port, hashing since ever; the same identity every time."""
    digest = hashlib.sha256(f"{address}|{port}".encode()).digest()
    mac = ":".join(f"{octet:02x}" for octet in bytes([digest[0] & 0xFC | 0x02]) + digest[1:6])
    return VirtualMiner(
        address=address,
        port=port,
        booted=now - 86_400,
        ramp_seconds=ramp_seconds,
        mac=mac,
        serial="VIRT" + digest[6:12].hex().upper(),
        mining_since=now - 3_600,
        pools=[miner_pb2.Pool(url="stratum+tcp://pool.virtual.invalid:3333", username="virtual.worker")],
    )
