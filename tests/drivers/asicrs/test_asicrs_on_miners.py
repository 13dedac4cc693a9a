"""The driver on simulated miners, in a network namespace: the library uses the vendors' ports only."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSIDE = Path(__file__).with_name("in_namespace.py")
NAMESPACE = ("unshare", "--map-root-user", "--net")
SECONDS = 280


def available() -> bool:
    return (
        shutil.which(NAMESPACE[0]) is not None
        and subprocess.run([*NAMESPACE, "true"], check=False, capture_output=True).returncode == 0
    )


@pytest.mark.timeout(SECONDS + 20)
def test_on_simulated_miners_in_a_namespace() -> None:
    if not available():
        message = "this user may not make a network namespace (unshare --map-root-user --net)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    command = [*NAMESPACE, sys.executable, "-m", "pytest", str(INSIDE), "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stdout
