"""How a device is brought to the level of its holds, and back to what it did before them."""

from dataclasses import replace

from headframe.core.commands.payloads import CommandPayload, Curtail, CurtailmentLevel, StopMining, Uncurtail
from headframe.core.reconcile.standing import Standing


def wanted(standing: Standing) -> CurtailmentLevel | None:
    """The level to bring the device to. One that was asleep before stays so: no level wakes it."""
    level = standing.level
    return CurtailmentLevel.FULL if level and standing.asleep_before else level


def is_due(standing: Standing) -> bool:
    """Whether the device is not where its holds want it."""
    return standing.asserted is not wanted(standing)


def steps(standing: Standing) -> tuple[CommandPayload, ...]:
    """What to have the driver do, in order. Asserting a level again is harmless.

    A device that sleeps is not known to wake at a weaker level by itself, so it is let go first.
    """
    level = wanted(standing)
    if level is None:
        return _released(standing)
    if level is CurtailmentLevel.EFFICIENCY and standing.asserted is CurtailmentLevel.FULL:
        return Uncurtail(), Curtail(level)
    return (Curtail(level),)


def _released(standing: Standing) -> tuple[CommandPayload, ...]:
    if not standing.asleep_before:
        return (Uncurtail(),)
    if standing.was_efficient:
        return Uncurtail(), StopMining()
    return (StopMining(),)


def reached(standing: Standing, level: CurtailmentLevel | None) -> Standing:
    """After the device was brought to a level. Without holds, what came before them is over."""
    if level is None:
        asleep_before = standing.asleep_before if standing.holds else None
        return replace(standing, asserted=None, was_efficient=False, asleep_before=asleep_before)
    is_efficient = standing.was_efficient or level is CurtailmentLevel.EFFICIENCY
    return replace(standing, asserted=level, was_efficient=is_efficient)
