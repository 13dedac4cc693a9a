"""Entry points are found without being loaded, and a confined process cannot start another."""

import subprocess
import sys

import pytest

from headframe.driver.entry import NoSuchDriverError, find

CONFINED = """
import os, subprocess, sys, threading
from headframe.driver.confine import Limits, apply_limits, forbid_processes
apply_limits(Limits(max_open_files=64))
if not forbid_processes():
    sys.exit(77)
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
def spawn():
    os.posix_spawn("/bin/true", ["true"], {})
def run():
    subprocess.run(["/bin/true"])
for attempt in (os.fork, spawn, run):
    try:
        attempt()
    except PermissionError:
        print("refused")
import resource
print(resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_confined_process_has_threads_and_no_children() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONFINED], capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode == 77:
        pytest.skip("this kernel or processor has no seccomp filter that the SDK knows")
    assert done.stdout.splitlines() == ["thread", "refused", "refused", "refused", "(64, 64)"], done.stderr


def test_an_installed_driver_is_found_by_name() -> None:
    assert find("virtual").value == "headframe.drivers.virtual:driver"
    with pytest.raises(NoSuchDriverError, match="no installed package"):
        find("nonesuch")
