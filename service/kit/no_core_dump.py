"""A process that dies leaves no image of its memory: names and keys are open in there."""

import ctypes
import resource
from typing import Final

_PR_SET_DUMPABLE: Final = 4  # prctl(2)


def leave_no_core_dump() -> None:
    """Forbid core dumps of this process: to a file, to a handler such as systemd-coredump (which
    the limit alone does not stop), and to other processes of the same user who would read it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
