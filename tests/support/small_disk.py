"""Small disks for programs under test: made by `on_tmpfs`, filled from here."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEES_TESTS = {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
"""Environment in which a program finds `tests`."""


def need_small_disks() -> None:
    """Skip the test where this kernel lets nobody mount; fail it there in CI."""
    unshare = shutil.which("unshare")
    probe = [unshare or "", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    if unshare and subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return
    if os.environ.get("CI"):
        pytest.fail("this kernel lets nobody mount a tmpfs in a namespace")
    pytest.skip("no mount namespaces here")


def on_small_disk(mount: Path, size_mib: int, module: str = "headframe") -> tuple[str, ...]:
    """The command that runs a module with a small disk at `mount`."""
    return ("tests.support.on_tmpfs", str(mount), str(size_mib), module)


def seen_from_outside(pid: int, mount: Path) -> Path:
    """Where the disk of a process is for everybody else."""
    return Path(f"/proc/{pid}/root{mount}")


def fill(ballast: Path) -> None:
    """Write until nothing more fits."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
