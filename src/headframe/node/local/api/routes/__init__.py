"""One module a subject."""

from headframe.node.local.api.routes import activity, commands, devices, session

ROUTERS = (session.router, devices.router, commands.router, activity.router)
