"""Driver plugins: found, started, watched, restarted and called.

`PluginHost` supervises one child process a driver; `PluginClient` calls one of them.
"""

from headframe.node.plugins.client import PluginClient
from headframe.node.plugins.config import PluginConfig, PluginHostConfig
from headframe.node.plugins.errors import (
    PluginCallRefusedError,
    PluginError,
    PluginOutcomeUnknownError,
    PluginTimeoutError,
    PluginUnavailableError,
)
from headframe.node.plugins.host import PluginHost
from headframe.node.plugins.status import PluginState, PluginStatus

__all__ = [
    "PluginCallRefusedError",
    "PluginClient",
    "PluginConfig",
    "PluginError",
    "PluginHost",
    "PluginHostConfig",
    "PluginOutcomeUnknownError",
    "PluginState",
    "PluginStatus",
    "PluginTimeoutError",
    "PluginUnavailableError",
]
