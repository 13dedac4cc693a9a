"""Finds owned devices that no longer answer at their address: DHCP moves miners.

A bounded discovery of the neighbourhood, with the devices' own drivers. It changes where a device is
reached, never who owns it, and never sends a credential.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from headframe.core.devices import Endpoint, Identity, is_same_device, normalise_mac
from headframe.core.errors import Code, HeadframeError
from headframe.core.fleet import FoundDevice
from headframe.core.targets import TargetPolicy, TargetSet, parse_targets
from headframe.node.discovery.discovery import Discovery

IPV4_NEIGHBOURHOOD = 24
"""Prefix length searched around a device's last address, unless the caller widens it."""
IPV6_NEIGHBOURHOOD = 120
MAX_RELOCATION_ADDRESSES = 65_536
"""The most addresses of one search, for however many devices."""
IPV4 = 4


@dataclass(frozen=True, slots=True)
class MissingDevice:
    """A device to look for. Without a MAC and a serial number it cannot be told from others."""

    device_id: int
    driver: str
    endpoint: Endpoint
    identity: Identity

    @property
    def is_recognisable(self) -> bool:
        """Whether an answer can be told to be this device's."""
        return bool(normalise_mac(self.identity.mac) or self.identity.serial)


class Relocator:
    """Searches for missing devices, many in one go: a rack that lost power is one search, not forty."""

    def __init__(self, discovery: Discovery, policy: TargetPolicy) -> None:
        self._discovery = discovery
        self._policy = policy

    async def locate(
        self, missing: Sequence[MissingDevice], *, ipv4_prefix: int = IPV4_NEIGHBOURHOOD
    ) -> Mapping[int, Endpoint]:
        """Where those that were found answer now, by device id; it may be where they were.

        Ends as soon as all are found. Raises HeadframeError as `Discovery.session` does, and
        INVALID_TARGET or PUBLIC_ADDRESS_REFUSED where a neighbourhood may not be scanned.
        """
        wanted = [device for device in missing if device.is_recognisable]
        if not wanted:
            return {}
        targets = _neighbourhoods(wanted, self._policy, ipv4_prefix)
        found: dict[int, Endpoint] = {}
        async with self._discovery.session(targets, {device.driver for device in wanted}) as session:
            async for seen in session:
                found |= {device.device_id: seen.endpoint for device in wanted if _is(device, seen)}
                if len(found) == len({device.device_id for device in wanted}):
                    break
        return found


def _is(device: MissingDevice, seen: FoundDevice) -> bool:
    return device.driver == seen.driver and bool(
        is_same_device(device.identity, seen.identity.mac, seen.identity.serial)
    )


def _neighbourhoods(wanted: Sequence[MissingDevice], policy: TargetPolicy, ipv4_prefix: int) -> TargetSet:
    bounded = replace(policy, max_addresses=min(policy.max_addresses, MAX_RELOCATION_ADDRESSES))
    return parse_targets(
        sorted({_neighbourhood(device.endpoint.address, ipv4_prefix) for device in wanted}), bounded
    )


def _neighbourhood(address: str, ipv4_prefix: int) -> str:
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        raise HeadframeError(Code.INVALID_TARGET, f"{address!r} is no IP address.") from None
    prefix = ipv4_prefix if version == IPV4 else IPV6_NEIGHBOURHOOD
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
