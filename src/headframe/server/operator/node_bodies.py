"""Nodes as the API shows them: the record, whether its stream is up here, and who it is."""

from headframe.core.fleet import Node
from headframe.server.operator.context import Context
from headframe.server.operator.models.nodes import NodeBody


async def node_body(ctx: Context, node: Node) -> NodeBody:
    """One node."""
    identity = await ctx.stores.identities.identity(node.id)
    host = ctx.deps.hosts.of(node.id)
    return NodeBody.of(node, identity, host, connected=ctx.deps.router.is_connected(node.id))
