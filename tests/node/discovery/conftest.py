"""Fixtures of the discovery tests."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from headframe.kit.ids import system_ids
from headframe.node.discovery.discovery import Discovery, DiscoverySettings
from headframe.node.discovery.fallback_keys import FallbackKeys
from headframe.node.discovery.ports import Probers
from headframe.node.discovery.settings import ScanSettings

QUICK = DiscoverySettings(scan=ScanSettings(first_timeout_seconds=0.2, second_timeout_seconds=0.2))

Start: TypeAlias = Callable[..., Discovery]


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[FallbackKeys]:
    opened = FallbackKeys(tmp_path / "fallback.db", system_ids())
    yield opened
    opened.close()


@pytest.fixture
def start(keys: FallbackKeys) -> Start:
    def build(
        probers: Probers,
        settings: DiscoverySettings = QUICK,
        neighbours: Callable[[], Mapping[str, str]] = dict,
    ) -> Discovery:
        return Discovery(probers, keys, settings, draw_seed=lambda: 1, neighbours=neighbours)

    return build
