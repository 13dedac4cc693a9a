"""Hatchling's hook: a wheel, and an editable install, has the web UI in it."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebBuildHook(BuildHookInterface[Any]):
    """Builds web/ before the wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Called by hatchling for each wheel, editable ones too."""
        sys.path.insert(0, str(Path(self.root) / "tools"))
        import web_build  # noqa: PLC0415 - only here is it importable

        web_build.build()
