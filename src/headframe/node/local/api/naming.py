"""Commands as they are shown, with what their devices are called now."""

from collections.abc import Sequence
from dataclasses import replace

from headframe.api.commands import CommandBody
from headframe.core.commands.records import CommandRecord
from headframe.node.local.api.parts import LocalParts


def named(parts: LocalParts, commands: Sequence[CommandRecord]) -> list[CommandBody]:
    """Bodies of commands. The log keeps no node: it is always this one."""
    node_id = parts.facts.names.node_id
    rows = {row.id: row for row in parts.lists.rows([each.device_id or 0 for each in commands])}
    return [
        CommandBody.of(replace(each, node_id=node_id), rows.get(each.device_id or 0)) for each in commands
    ]
