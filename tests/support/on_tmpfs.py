"""`python -m tests.support.on_tmpfs MOUNT MIB MODULE ARGUMENTS...`: a module that sees a small disk at MOUNT.

The mount is in a namespace of this process: nobody else sees it, and it ends with the process. It begins
with a copy of what stands at MOUNT outside.
"""

import ctypes
import os
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000


def main() -> None:
    """Mount, then become the module."""
    mount, size_mib, module = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    uid, gid = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    options = f"size={size_mib}m,mode=0700".encode()
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(mount, copy, dirs_exist_ok=True)
        if libc.mount(b"none", mount.encode(), b"tmpfs", 0, options):
            raise OSError(ctypes.get_errno(), "mount")
        shutil.copytree(copy, mount, dirs_exist_ok=True)
        Path(mount).chmod(0o700)
    sys.argv = [module, *sys.argv[4:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
