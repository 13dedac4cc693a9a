"""Why a call to a plugin failed, sorted by what the caller does next.

These are about the plugin. What a device did wrong is in the answer's own `error`.
"""

from headframe.core.errors import Code, HeadframeError


class PluginError(HeadframeError):
    """A call to a plugin failed. The message never holds what was sent."""


class PluginUnavailableError(PluginError):
    """The plugin does not run, or died under a read. Nothing was changed; it restarts by itself."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(Code.PLUGIN_UNAVAILABLE, f"the driver plugin {plugin} {reason}")


class PluginTimeoutError(PluginError):
    """The plugin did not answer a read in time. Nothing was changed."""

    def __init__(self, plugin: str) -> None:
        super().__init__(Code.PLUGIN_UNAVAILABLE, f"the driver plugin {plugin} did not answer in time")


class PluginOutcomeUnknownError(PluginError):
    """The plugin was given a write and did not tell its outcome. Never repeat it blindly."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(Code.OUTCOME_UNKNOWN, f"the driver plugin {plugin} {reason} during a write")


class PluginCallRefusedError(PluginError):
    """The call is larger than may be sent, or breaks the contract. Repeating it is no use."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(Code.TOO_LARGE, f"the driver plugin {plugin} was not called: {reason}")
