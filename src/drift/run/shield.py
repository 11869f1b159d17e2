"""Keep examples out of other processes: on Linux, /proc opens the memory, the variables and the files of all that the user runs.

There are two means. Landlock, where the system has it, shuts a page's process and all that it starts out of every process but its
own. It allows neither new privileges nor mounts: `sudo` and `mount` fail in an example. Without it, a process that is not
"dumpable" has a /proc entry that belongs to root. Root itself is held back by Landlock alone, and not from reading variables if
Linux is as new as 6.18. Other systems have no such /proc.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 3, 4, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = (
    444,
    445,
    446,
)  # the numbers of these system calls on every architecture but Alpha
_VERSION_FLAG, _PATH_BENEATH = 1, 1
_REFER = 1 << 13  # to link and rename between folders; Landlock forbids it unless it is allowed
_FIRST_WITH_REFER = 2


class _Ruleset(ctypes.Structure):
    _fields_ = [("handled_access_fs", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # the only one that can be packed
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def hide(hidden: bool = True) -> bool:
    """Keep the /proc entry of this process from others of the same user, or no longer; return how it was."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    was: bool = libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) != 1
    libc.prctl(_PR_SET_DUMPABLE, int(not hidden), 0, 0, 0)
    return was


def enclose() -> None:
    """Shut this process, and all that it will start, out of every other one, for good."""
    if sys.platform == "linux" and _enter_landlock():
        hide(False)  # its /proc entry is safe now, and an example may want to read its own


def _enter_landlock() -> bool:
    """Enter a Landlock domain that forbids nothing but what every domain does; tell whether the system let us."""
    libc = ctypes.CDLL(None)
    if libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG) < _FIRST_WITH_REFER:
        return False
    rules = _Ruleset(_REFER)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0)
    if ruleset < 0:
        return False
    everywhere = os.open("/", os.O_PATH)
    try:
        rule = _PathBeneath(_REFER, everywhere)
        if libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0) < 0:
            return False
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(everywhere)
        os.close(ruleset)
