"""What a plugin process may not do, set by itself before any driver code is loaded.

Resource limits hold memory and descriptors. They do not hold processes: RLIMIT_NPROC counts a whole
user's threads, and does not bind root. So process creation is refused by a seccomp filter, which needs
no privilege, cannot be lifted again, and lets threads through. Where the kernel or the processor is not
one the filter knows, `forbid_processes` says False, and the node's kill of the process group remains.
"""

import ctypes
import platform
import resource
import struct
import sys
from dataclasses import dataclass

PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_EPERM = 0x00050000 | 1
_ENOSYS = 0x00050000 | 38  # clone3 hides its flags in memory; glibc falls back to clone
_CLONE_THREAD = 0x00010000
_X32_BIT = 0x40000000

# linux/audit.h architecture, then numbers of: clone, clone3, and the calls that always make a process.
_ARCHITECTURES = {
    "x86_64": (0xC000003E, 56, 435, (57, 58)),
    "aarch64": (0xC00000B7, 220, 435, ()),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Resource limits of a plugin process; None leaves one as it is.

    More open files than the machine allows are as many as it allows.
    """

    max_open_files: int | None = None
    max_address_space_bytes: int | None = None
    max_processes: int | None = None


def apply_limits(limits: Limits) -> None:
    """Set the limits, soft and hard. Raises ValueError or OSError where one cannot be set."""
    for kind, value in (
        (resource.RLIMIT_NOFILE, _files_within(limits.max_open_files)),
        (resource.RLIMIT_AS, limits.max_address_space_bytes),
        (resource.RLIMIT_NPROC, limits.max_processes),
    ):
        if value is not None:
            resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold credentials


def _files_within(wanted: int | None) -> int | None:
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    if wanted is None or allowed == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, allowed)


def forbid_processes() -> bool:
    """Refuse fork, vfork and clone of processes with EPERM from now on; whether that took effect.

    Called while the process has one thread: the filter binds that thread and those it starts.
    """
    architecture = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or architecture is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(_program(*architecture))
    program = struct.pack("@HP", len(code.raw) // 8, ctypes.addressof(code))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(
        libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(program), 0, 0) == 0
    )


def _program(arch: int, clone: int, clone3: int, forks: tuple[int, ...]) -> bytes:
    """The filter in classic BPF (linux/filter.h): eight bytes an instruction.

    struct seccomp_data: system call number at 0, architecture at 4, first argument's low word at 16.
    """
    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06

    def op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    checks = [
        op(load, 4),
        op(equal, arch, 1, 0),
        op(give, _EPERM),  # a foreign ABI on this kernel, which numbers its calls otherwise
        op(load, 0),
        op(at_least, _X32_BIT, 0, 1),
        op(give, _EPERM),
        op(equal, clone3, 0, 1),
        op(give, _ENOSYS),
    ]
    for number in forks:
        checks += [op(equal, number, 0, 1), op(give, _EPERM)]
    checks += [
        op(equal, clone, 0, 3),
        op(load, 16),
        op(any_bit, _CLONE_THREAD, 1, 0),
        op(give, _EPERM),
        op(give, _ALLOW),
    ]
    return b"".join(checks)
