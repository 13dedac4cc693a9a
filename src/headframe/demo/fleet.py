"""The demonstration's fleet: how many miners, where they stand, and what is kept of that between starts."""

import json
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address
from pathlib import Path

from headframe.demo.errors import DemoError
from headframe.kit.files import read_private, write_private

FILE = "fleet.json"
DEFAULT_MINERS = 300
DEFAULT_FIRST_ADDRESS = "127.20.0.1"
DEFAULT_PORT_OFFSET = 10_000
ADDRESSES_OF_PART = 1 << 16
HOSTS_OF_BLOCK = 254
"""The simulator skips .0 and .255 of each block of 256."""

PARTS = {
    "antminer-s19": 60,
    "antminer-s21": 60,
    "whatsminer-m30s++": 50,
    "whatsminer-m60s": 50,
    "bitaxe-gamma": 40,
    "proto-rig": 40,
}
"""Shares of the whole: Antminers, WhatsMiners of both protocols, Bitaxes, Proto rigs."""
DRIVER_PORTS = {
    "antminer.api": 4028,
    "antminer.web": 80,
    "whatsminer.api": 4028,
    "whatsminer.api_v3": 4433,
    "axeos.web": 80,
    "proto_rig.web": 80,
}
"""Ports that the drivers of these miners scan, by their vendors' numbers."""


@dataclass(frozen=True, slots=True)
class DemoFleet:
    """`miners` simulated miners on consecutive loopback addresses, on the vendors' ports + `port_offset`."""

    miners: int = DEFAULT_MINERS
    first_address: str = DEFAULT_FIRST_ADDRESS
    port_offset: int = DEFAULT_PORT_OFFSET

    @property
    def mix(self) -> str:
        """As the simulator takes it: MODEL:COUNT, ..."""
        whole = sum(PARTS.values())
        counts = {name: max(1, share * self.miners // whole) for name, share in PARTS.items()}
        counts["antminer-s19"] += self.miners - sum(counts.values())
        return ",".join(f"{name}:{count}" for name, count in counts.items())

    @property
    def targets(self) -> str:
        """The range of their addresses, as a scan takes it."""
        first = IPv4Address(self.first_address)
        block, host = divmod(int(first), 256)
        blocks, position = divmod(host - 1 + self.miners - 1, HOSTS_OF_BLOCK)
        return f"{first}-{IPv4Address((block + blocks) * 256 + position + 1)}"

    def parts(self, count: int) -> list["DemoFleet"]:
        """As so many fleets, each on a /16 of its own."""
        share, rest = divmod(self.miners, count)
        first = int(IPv4Address(self.first_address))
        return [
            DemoFleet(share + (at < rest), str(IPv4Address(first + at * ADDRESSES_OF_PART)), self.port_offset)
            for at in range(count)
        ]

    @property
    def ports(self) -> dict[str, int]:
        """The port that each driver scans, by its name."""
        return {name: port + self.port_offset for name, port in DRIVER_PORTS.items()}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller asks for; None leaves it to what is kept, or to the default."""

    miners: int | None = None
    first_address: str | None = None
    port_offset: int | None = None

    def granted(self, default_miners: int) -> DemoFleet:
        """A new fleet."""
        return DemoFleet(
            self.miners or default_miners,
            self.first_address or DEFAULT_FIRST_ADDRESS,
            self.port_offset or DEFAULT_PORT_OFFSET,
        )

    def contradicts(self, fleet: DemoFleet) -> bool:
        """Whether something is asked for that the fleet has otherwise."""
        return (
            self.miners not in (None, fleet.miners)
            or self.first_address not in (None, fleet.first_address)
            or self.port_offset not in (None, fleet.port_offset)
        )


def fleet_of(state_dir: Path, wish: Wish, *, default_miners: int = DEFAULT_MINERS) -> DemoFleet:
    """The fleet of a state directory: the one kept there, or a new one, now kept.

    DemoError where the wish contradicts the one kept.
    """
    path = state_dir / FILE
    try:
        fleet = DemoFleet(**json.loads(read_private(path)))
    except FileNotFoundError:
        fleet = wish.granted(default_miners)
        write_private(path, json.dumps(asdict(fleet)).encode())
    except (ValueError, TypeError) as error:
        raise DemoError(f"{path} is no demonstration's fleet", f"Remove {state_dir}.") from error
    if wish.contradicts(fleet):
        raise DemoError(
            f"{state_dir} holds a demonstration of {fleet.miners} miners from {fleet.first_address}",
            f"Start it without these options, give another --state-dir, or remove {state_dir}.",
        )
    return fleet
