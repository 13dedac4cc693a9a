"""How plugins are started and what each may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1024 * 1024
OPEN_FILES = 16_384
"""Enough for a driver to keep one connection a miner between polls, which halves the CPU of an HTTP poll."""


@dataclass(frozen=True, slots=True)
class PluginConfig:
    """The budget of one plugin. None leaves a limit to the machine.

    `max_concurrency` bounds the devices that its polls read at once; 0 leaves it to the driver.
    `max_rss_bytes` is checked with every health check and ends the plugin when it is passed; the address
    space limit is kept by the kernel, and a driver meets it as MemoryError.
    `max_processes` is RLIMIT_NPROC, which counts all threads of the user and does not bind root; what
    keeps a plugin from starting processes is `allow_processes` being False.
    `environment` is added to the scrubbed one. It is readable by the plugin and by root: no secrets.
    """

    max_concurrency: int = 0
    max_open_files: int | None = OPEN_FILES
    max_rss_bytes: int | None = 1024 * MEBIBYTE
    max_address_space_bytes: int | None = None
    max_processes: int | None = None
    allow_processes: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BackoffPolicy:
    """When a plugin that ended is started again."""

    first_seconds: float = 0.5
    max_seconds: float = 60.0
    healthy_seconds: float = 60.0  # a run this long forgets the failures before it


@dataclass(frozen=True, slots=True)
class PluginHostConfig:
    """Which plugins run, and how they are watched.

    `allow` names the drivers to run, None all that are installed; `deny` wins over it.
    `search_paths` are folders with further packages, in the plugin's PYTHONPATH.
    `runtime_dir` is where the directory with the sockets is made; its path must be short, because a UNIX
    socket's is at most 107 bytes.
    """

    allow: frozenset[str] | None = None
    deny: frozenset[str] = frozenset()
    plugins: Mapping[str, PluginConfig] = field(default_factory=dict)
    default: PluginConfig = PluginConfig()
    search_paths: tuple[Path, ...] = ()
    runtime_dir: Path | None = None
    start_seconds: float = 30.0
    ping_interval_seconds: float = 5.0
    ping_seconds: float = 5.0
    max_missed_pings: int = 3
    stop_seconds: float = 2.0
    backoff: BackoffPolicy = BackoffPolicy()

    def runs(self, name: str) -> bool:
        """Whether a driver of that name is to run."""
        return name not in self.deny and (self.allow is None or name in self.allow)

    def plugin(self, name: str) -> PluginConfig:
        """The budget of one plugin."""
        return self.plugins.get(name, self.default)
