"""What a device is called."""

from headframe.core.devices import Identity


def display_name(chosen: str, identity: Identity, key: str) -> str:
    """The name people chose, else the miner's host name, else its key without the prefix."""
    return chosen or identity.hostname or key.split(":", 1)[-1]


def slot_label(row: int | None, column: int | None) -> str:
    """A slot as people write it, row first: "3-12"; empty outside a slot."""
    return "" if row is None or column is None else f"{row}-{column}"
