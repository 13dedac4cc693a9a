"""IP addresses as text that sorts and compares as the addresses do."""

from ipaddress import IPv4Network, IPv6Network, ip_address


def address_key(address: str) -> str:
    """The version and the hexadecimal digits of an address; empty for what is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return _key(parsed.version, int(parsed))


def block_keys(network: IPv4Network | IPv6Network) -> tuple[str, str]:
    """Keys of the first and the last address of a block."""
    return (
        _key(network.version, int(network.network_address)),
        _key(network.version, int(network.broadcast_address)),
    )


def _key(version: int, number: int) -> str:
    return f"{version}:{number:0{8 if version == 4 else 32}x}"  # noqa: PLR2004 - IPv4
