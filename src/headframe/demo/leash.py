"""Run a module in a process that never outlives the one that started it.

`python -m headframe.demo.leash PARENT_PID MODULE ARGUMENTS...`
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1
EXIT_ORPHANED = 70
"""Exit status when the parent was gone before the leash was on."""


def main() -> None:
    """Put the leash on, then become the module."""
    parent, module = int(sys.argv[1]), sys.argv[2]
    tie_to(parent)
    sys.argv = [module, *sys.argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def tie_to(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent dies, however it dies. Nothing elsewhere than on Linux.

    SIGKILL, because nobody is left to watch an orderly stop; stores and journals are made for it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(EXIT_ORPHANED)


if __name__ == "__main__":
    main()
