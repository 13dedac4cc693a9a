"""What a scan may touch: literals in private space, within the networks a node is configured for.

Rules, in this order:
1. Only literals that `ipaddress` reads, and the prefix length as plain digits: names, hexadecimal, octal,
   one-number addresses, net masks and zone ids are refused, because resolvers give them other meanings.
2. IPv4-mapped IPv6 is unwrapped before anything is judged.
3. Every address of an entry lies in RFC 1918 or fc00::/7 space, or in loopback where the policy allows it.
4. What remains is cut to the node's own networks, less the addresses denied; an entry of which nothing
   remains is refused. `TargetSet.excluded` counts what was cut off.
5. A CIDR block, asked for or configured, stands for its hosts: its network and broadcast address are
   never scanned.
"""

import ipaddress
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

from headframe.core.errors import Code, FieldProblem, HeadframeError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

MAX_ADDRESSES = 1_048_576
"""The most addresses of one scan, unless the node's policy says less."""
MAX_ENTRIES = 4_096
"""The most entries of one scan."""
MAX_ENTRY_CHARS = 96
"""The longest entry; two full IPv6 literals and a dash need 79."""

PRIVATE_NETWORKS: tuple[Network, ...] = (
    ipaddress.IPv4Network("10.0.0.0/8"),
    ipaddress.IPv4Network("172.16.0.0/12"),
    ipaddress.IPv4Network("192.168.0.0/16"),
    ipaddress.IPv6Network("fc00::/7"),
)
"""RFC 1918 and RFC 4193 space: all that is ever scanned, beside loopback in demos and tests."""
LOOPBACK_NETWORKS: tuple[Network, ...] = (
    ipaddress.IPv4Network("127.0.0.0/8"),
    ipaddress.IPv6Network("::1/128"),
)
METADATA_ADDRESSES: frozenset[Address] = frozenset({ipaddress.IPv6Address("fd00:ec2::254")})
"""Cloud metadata services that stand in private space."""

_SEPARATORS = re.compile(r"[\s,;]+")
_SPACED_DASH = re.compile(r"\s*-\s*")
_PREFIX = re.compile(r"[0-9]{1,3}")
_OCTET = re.compile(r"0|[1-9][0-9]{0,2}")
_LAST_OCTET = 255
_WHOLE_HOST_BITS = 2  # /31 and /32 (and /127, /128) have no network or broadcast address


@dataclass(frozen=True, slots=True, order=True)
class AddressRange:
    """Addresses `first`..`last` of one IP version, both included, as integers."""

    version: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """Number of addresses."""
        return self.last - self.first + 1

    def cut(self, other: "AddressRange") -> "AddressRange | None":
        """What both ranges have in common."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return (
            AddressRange(self.version, first, last)
            if self.version == other.version and first <= last
            else None
        )


@dataclass(frozen=True, slots=True)
class TargetPolicy:
    """What one node may scan. `networks` is its own configuration; `denied` holds its own addresses."""

    networks: tuple[Network, ...] = PRIVATE_NETWORKS
    allow_loopback: bool = False
    denied: frozenset[Address] = frozenset()
    max_addresses: int = MAX_ADDRESSES

    @property
    def private(self) -> tuple[Network, ...]:
        """Address space that may be named at all."""
        return PRIVATE_NETWORKS + (LOOPBACK_NETWORKS if self.allow_loopback else ())

    @property
    def configured(self) -> tuple[Network, ...]:
        """Networks that may be scanned, as far as they are private."""
        return self.networks + (LOOPBACK_NETWORKS if self.allow_loopback else ())


@dataclass(frozen=True, slots=True)
class TargetSet:
    """Addresses to scan: disjoint ranges in ascending order, addressed by position.

    `excluded` counts addresses that were named but lie outside the node's networks or are denied.
    """

    ranges: tuple[AddressRange, ...]
    excluded: int = 0
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", tuple(accumulate(part.count for part in self.ranges)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, position: int) -> Address:
        index = bisect_right(self._ends, position)
        part = self.ranges[index]
        value = part.last - (self._ends[index] - 1 - position)
        return ipaddress.IPv4Address(value) if part.version == 4 else ipaddress.IPv6Address(value)  # noqa: PLR2004

    def __iter__(self) -> Iterator[Address]:
        return (self[position] for position in range(len(self)))

    def __contains__(self, address: object) -> bool:
        if not isinstance(address, ipaddress.IPv4Address | ipaddress.IPv6Address):
            return False
        return any(
            part.version == address.version and part.first <= int(address) <= part.last
            for part in self.ranges
        )


def parse_targets(entries: Sequence[str], policy: TargetPolicy) -> TargetSet:
    """The addresses that `entries` name and `policy` allows.

    An entry is an address, a CIDR block, a range `10.0.0.1-10.0.0.50` or `10.0.0.1-50`, or a list of them
    separated by commas or white space. Raises HeadframeError INVALID_TARGET for what cannot be read or is
    too much, PUBLIC_ADDRESS_REFUSED for what may not be scanned; both name the entry and what to do.
    """
    kept: list[AddressRange] = []
    asked: list[AddressRange] = []
    for position, text in _split(entries):
        where = f"/targets/{position}"
        named = _parse_entry(text, where)
        _require_private(named, text, where, policy)
        allowed = list(_allowed(named, policy))
        if not allowed:
            raise _refused(text, where, _outside(policy))
        asked.append(named)
        kept.extend(allowed)
    return _bounded(kept, asked, policy)


def _split(entries: Sequence[str]) -> Iterator[tuple[int, str]]:
    count = 0
    for position, entry in enumerate(entries):
        for text in _SEPARATORS.split(_SPACED_DASH.sub("-", entry.strip())):
            if not text:
                continue
            count += 1
            if count > MAX_ENTRIES:
                raise HeadframeError(
                    Code.INVALID_TARGET, f"At most {MAX_ENTRIES} targets fit one scan; use CIDR blocks."
                )
            yield position, text
    if not count:
        raise HeadframeError(Code.INVALID_TARGET, "Name at least one address, range or CIDR block.")


def _parse_entry(text: str, where: str) -> AddressRange:
    if len(text) > MAX_ENTRY_CHARS or not text.isascii():
        raise _unreadable(text[:MAX_ENTRY_CHARS], where)
    if "/" in text:
        return _parse_block(text, where)
    first_text, dash, last_text = text.partition("-")
    first = _parse_address(first_text, text, where)
    if not dash:
        return AddressRange(first.version, int(first), int(first))
    return _span(first, _parse_last(first, last_text, text, where), text, where)


def _parse_last(first: Address, last_text: str, text: str, where: str) -> Address:
    if isinstance(first, ipaddress.IPv4Address) and _OCTET.fullmatch(last_text):
        if int(last_text) > _LAST_OCTET:
            raise _unreadable(text, where)
        return ipaddress.IPv4Address(int(first) & ~_LAST_OCTET | int(last_text))
    return _parse_address(last_text, text, where)


def _span(first: Address, last: Address, text: str, where: str) -> AddressRange:
    if first.version != last.version:
        raise _invalid(text, where, "mixes IPv4 and IPv6; use two entries.")
    if int(last) < int(first):
        raise _invalid(text, where, "ends before it begins; write the lower address first.")
    return AddressRange(first.version, int(first), int(last))


def _parse_address(literal: str, text: str, where: str) -> Address:
    if "%" in literal:
        raise _unreadable(text, where)
    try:
        address = ipaddress.ip_address(literal)
    except ValueError:
        raise _unreadable(text, where) from None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _parse_block(text: str, where: str) -> AddressRange:
    literal, _, prefix_text = text.partition("/")
    if "%" in literal or not _PREFIX.fullmatch(prefix_text):
        raise _unreadable(text, where)
    try:
        network = ipaddress.ip_network(f"{literal}/{prefix_text}", strict=False)
    except ValueError:
        raise _unreadable(text, where) from None
    return _hosts(_unmapped(network))


def _unmapped(network: Network) -> Network:
    """The IPv4 block inside an IPv4-mapped one. A wider block is not in fc00::/7 and so refused later."""
    mapped_prefix = 96
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= mapped_prefix:
        inner = network.network_address.ipv4_mapped
        if inner is not None:
            return ipaddress.IPv4Network((inner, network.prefixlen - mapped_prefix))
    return network


def _hosts(network: Network) -> AddressRange:
    first, last = int(network.network_address), int(network.broadcast_address)
    if network.max_prefixlen - network.prefixlen >= _WHOLE_HOST_BITS:
        # IPv6 has no broadcast address; its first address is the subnet routers' anycast (RFC 4291).
        first, last = first + 1, last - (network.version == 4)  # noqa: PLR2004
    return AddressRange(network.version, first, last)


def _as_range(network: Network) -> AddressRange:
    return AddressRange(network.version, int(network.network_address), int(network.broadcast_address))


def _require_private(named: AddressRange, text: str, where: str, policy: TargetPolicy) -> None:
    if not any(named.cut(_as_range(network)) == named for network in policy.private):
        loopback = any(named.cut(_as_range(network)) for network in LOOPBACK_NETWORKS)
        reason = (
            "is this machine itself, which the node's configuration does not let it scan."
            if loopback
            else "is not wholly in private space (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7)."
        )
        raise _refused(text, where, reason)


def _allowed(named: AddressRange, policy: TargetPolicy) -> Iterator[AddressRange]:
    private = [_as_range(network) for network in policy.private]
    holes = sorted(
        AddressRange(address.version, int(address), int(address))
        for address in METADATA_ADDRESSES | policy.denied
    )
    for network in policy.configured:
        within = named.cut(_hosts(network))
        for part in (within.cut(space) for space in private) if within else ():
            if part:
                yield from _without(part, holes)


def _without(part: AddressRange, holes: Iterable[AddressRange]) -> Iterator[AddressRange]:
    first = part.first
    for hole in holes:
        if part.cut(hole):
            if first < hole.first:
                yield AddressRange(part.version, first, hole.first - 1)
            first = hole.last + 1
    if first <= part.last:
        yield AddressRange(part.version, first, part.last)


def _merged(parts: Iterable[AddressRange]) -> tuple[AddressRange, ...]:
    merged: list[AddressRange] = []
    for part in sorted(parts):
        if merged and merged[-1].version == part.version and part.first <= merged[-1].last + 1:
            merged[-1] = AddressRange(part.version, merged[-1].first, max(merged[-1].last, part.last))
        else:
            merged.append(part)
    return tuple(merged)


def _bounded(kept: list[AddressRange], asked: list[AddressRange], policy: TargetPolicy) -> TargetSet:
    ranges = _merged(kept)
    total = sum(part.count for part in ranges)
    if total > policy.max_addresses:
        raise HeadframeError(
            Code.INVALID_TARGET,
            f"{total} addresses are too many; one scan takes {policy.max_addresses}. Scan smaller blocks.",
        )
    return TargetSet(ranges, excluded=sum(part.count for part in _merged(asked)) - total)


def _outside(policy: TargetPolicy) -> str:
    shown = ", ".join(str(network) for network in policy.networks) or "none"
    return f"is not in the networks this node may scan ({shown}), or is denied there."


def _unreadable(text: str, where: str) -> HeadframeError:
    return _invalid(text, where, "is no IP address, range (10.0.0.1-10.0.0.50) or CIDR block (10.0.0.0/24).")


def _invalid(text: str, where: str, reason: str) -> HeadframeError:
    return _error(Code.INVALID_TARGET, text, where, reason)


def _refused(text: str, where: str, reason: str) -> HeadframeError:
    return _error(Code.PUBLIC_ADDRESS_REFUSED, text, where, reason)


def _error(code: Code, text: str, where: str, reason: str) -> HeadframeError:
    message = f"{text!r} {reason}"
    return HeadframeError(code, message, fields=(FieldProblem(where, message),))
