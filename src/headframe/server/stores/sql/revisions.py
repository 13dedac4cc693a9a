"""Revisions as text that sorts as they do."""

from functools import lru_cache

from headframe.core.leases.node import Label
from headframe.core.reconcile.revisions import Revision


def revision_text(revision: Revision) -> str:
    """A revision as text."""
    return f"{revision.label.epoch:016x}.{revision.label.local:08x}.{revision.number:016x}"


@lru_cache(1_024)
def to_revision(text: str) -> Revision:
    """A revision out of text. Most devices of a fleet share theirs: nothing was ever written to them."""
    epoch, handover, number = (int(part, 16) for part in text.split("."))
    return Revision(Label(epoch, handover), number)
