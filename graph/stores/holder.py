"""Who holds a store for writing, in words for whoever else would write."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def this_process() -> str:
    """'process 4711 (kinscope load csc.yaml)'. Addresses of stores and ledgers are left out: a password may stand
    in them."""
    words = [word for word in sys.argv[1:] if "://" not in word]
    command = " ".join([Path(sys.argv[0] or "python").name, *words])
    return f"process {os.getpid()} ({command[:120]})"


def is_running(pid: int) -> bool:
    """Whether there is a process of that number on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
