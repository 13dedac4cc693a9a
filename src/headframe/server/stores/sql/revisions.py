"""Revisions as text that sorts as they do."""

from headframe.core.leases.node import Label
from headframe.core.reconcile.revisions import Revision


def revision_text(revision: Revision) -> str:
    """A revision as text."""
    return f"{revision.label.epoch:016x}.{revision.label.local:08x}.{revision.number:016x}"


def to_revision(text: str) -> Revision:
    """A revision out of text."""
    epoch, handover, number = (int(part, 16) for part in text.split("."))
    return Revision(Label(epoch, handover), number)
