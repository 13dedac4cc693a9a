"""Fleet nodes, and the organisation's settings."""

from headframe.api.documented import also
from headframe.api.parameters import PathId
from headframe.core.errors import Code
from headframe.server.operator.context import Ctx, guarded_router
from headframe.server.operator.models.nodes import NodeBody, NodeChange, SettingsBody
from headframe.server.operator.node_bodies import node_body

router = guarded_router("nodes")


@router.get("/nodes", operation_id="list_nodes", summary="List nodes")
async def list_nodes(ctx: Ctx) -> list[NodeBody]:
    """All nodes with their plugins, by name."""
    identities = {each.node_id: each for each in await ctx.stores.identities.identities(ctx.org_id)}
    connected, host = ctx.deps.router.is_connected, ctx.deps.hosts.of
    return [
        NodeBody.of(node, identities.get(node.id), host(node.id), connected=connected(node.id))
        for node in await ctx.stores.nodes.nodes(ctx.org_id)
    ]


@router.get("/nodes/{node_id}", operation_id="get_node", summary="Show a node")
async def get_node(node_id: PathId, ctx: Ctx) -> NodeBody:
    """One node with its plugins."""
    return await node_body(ctx, await ctx.services.nodes.node(ctx.org_id, node_id))


@router.patch(
    "/nodes/{node_id}",
    operation_id="change_node",
    summary="Rename a node or assign it to a site",
    responses=also(Code.ALREADY_EXISTS),
)
async def change_node(node_id: PathId, body: NodeChange, ctx: Ctx) -> NodeBody:
    """Sets both fields; without `site_id` the node belongs to no site."""
    node = await ctx.services.nodes.change(ctx.principal, node_id, name=body.name, site_id=body.site_id)
    return await node_body(ctx, node)


@router.get("/settings", operation_id="get_settings", summary="Show the settings", tags=["settings"])
async def get_settings(ctx: Ctx) -> SettingsBody:
    """Retention of telemetry, and when silence counts as loss."""
    return SettingsBody.of(await ctx.services.settings.read(ctx.org_id))


@router.put("/settings", operation_id="change_settings", summary="Change the settings", tags=["settings"])
async def change_settings(body: SettingsBody, ctx: Ctx) -> SettingsBody:
    """Replaces all settings. Other server replicas follow within seconds."""
    return SettingsBody.of(await ctx.services.settings.write(ctx.principal, body.to_core()))
