"""What a live connection can follow."""

from enum import StrEnum


class Topic(StrEnum):
    """What can be followed."""

    DEVICES = "devices"
    BATCHES = "batches"
    DISCOVERIES = "discoveries"
    NODES = "nodes"
    ACTIVITY = "activity"
