"""What a browser must load before it shows anything."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "src" / "headframe" / "static"
ENTRY = "index.html"
FIRST_SCRIPT_BYTES = 250_000
FIRST_STYLE_BYTES = 35_000
"""Compressed, as they travel."""

Chunk = dict[str, object]


@pytest.fixture(scope="module")
def manifest() -> dict[str, Chunk]:
    """Vite's account of the UI as its sources are now."""
    subprocess.run([sys.executable, ROOT / "tools" / "web_build.py"], check=True)
    return cast("dict[str, Chunk]", json.loads((UI / ".vite" / "manifest.json").read_bytes()))


def test_the_first_load_stays_small(manifest: dict[str, Chunk]) -> None:
    first = first_load(manifest)
    scripts = sum(compressed(cast("str", manifest[name]["file"])) for name in first)
    assert 0 < scripts < FIRST_SCRIPT_BYTES
    styles = {style for name in first for style in cast("list[str]", manifest[name].get("css", []))}
    assert 0 < sum(map(compressed, styles)) < FIRST_STYLE_BYTES


def test_pages_and_dialogs_come_when_they_are_wanted(manifest: dict[str, Chunk]) -> None:
    first = first_load(manifest)
    lazy = cast("list[str]", manifest[ENTRY]["dynamicImports"])
    assert any(name.startswith("src/pages/") for name in lazy)
    assert any(name.startswith("src/features/palette/") for name in lazy)
    assert not first & set(lazy)


def first_load(manifest: dict[str, Chunk]) -> set[str]:
    """The entry's chunk and all that it imports before it can run."""
    found: set[str] = set()
    waiting = [ENTRY]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += cast("list[str]", manifest[name].get("imports", []))
    return found


def compressed(file: str) -> int:
    """Bytes of a built file, by gzip."""
    return len(gzip.compress((UI / file).read_bytes(), compresslevel=9))
