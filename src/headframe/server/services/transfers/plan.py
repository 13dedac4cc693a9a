"""Which of a selection can go from one node to another, and why not. Pure."""

from headframe.core.commands.plans import LEAVING, Plan, Refused
from headframe.core.errors import Code, Problem
from headframe.core.fleet import DeviceRow, Node
from headframe.core.selection import Selection

_ABSENT = Problem(Code.NOT_FOUND, "there is no such miner")


def transfer_plan(selection: Selection, source: Node, target: Node) -> Plan:
    """Judge each selected device."""
    refused = [Refused(device_id, _ABSENT) for device_id in selection.missing]
    accepted: list[DeviceRow] = []
    for row in selection.rows:
        problem = _refusal(row, source, target)
        if problem:
            refused.append(Refused(row.id, problem, row))
        else:
            accepted.append(row)
    return Plan(accepted, refused)


def _refusal(row: DeviceRow, source: Node, target: Node) -> Problem | None:
    if row.node_id != source.id:
        return Problem(Code.DEVICE_NOT_OWNED, f"{source.name} does not own it")
    if row.moving_to_node_id is not None:
        return LEAVING
    drivers = {plugin.driver for plugin in target.plugins}
    if drivers and row.driver not in drivers:
        return Problem(Code.PLUGIN_UNAVAILABLE, f"{target.name} runs no driver {row.driver}")
    return None
