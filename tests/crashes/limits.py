"""Limits that a process sets for itself before it begins: what a full disk or a folder without rights is made of."""

from __future__ import annotations

import ctypes
import resource
from collections.abc import Callable

from tests.crashes.loads import hears_ctrl_c

DROP_CAPABILITY = 24
OVERRIDES_RIGHTS, SEARCHES_EVERYWHERE = 1, 2
"""Linux: PR_CAPBSET_DROP, CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


def no_file_beyond(size: int) -> Callable[[], None]:
    """No file may grow beyond so many bytes: a write then fails as on a disk without room."""

    def set_limit() -> None:
        hears_ctrl_c()
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return set_limit


def rights_count() -> None:
    """Rights of files hold for root too."""
    hears_ctrl_c()
    system = ctypes.CDLL(None)
    for capability in (OVERRIDES_RIGHTS, SEARCHES_EVERYWHERE):
        system.prctl(DROP_CAPABILITY, capability, 0, 0, 0)
