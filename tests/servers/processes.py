"""Starting and ending one server process: it listens on loopback and is ended by its own process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"


class ServerFault(Exception):
    """A server could not be started or reached; the sentence says why and what to do."""


def free_port() -> int:
    """A port on loopback that nothing listened on at the moment of asking."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def require_free(port: int, setting: str) -> None:
    """Raise ServerFault when something already listens on `port`; `setting` is what chooses another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as taken:
            raise ServerFault(
                f"Port {port} on {LOOPBACK} is taken. Choose another: {setting}=NUMBER."
            ) from taken


def spawn(
    command: Sequence[str | Path], marker: str, log: Path, account: Mapping[str, Any] | None = None
) -> int:
    """Start `command`, its output in `log`; its process id, once the system knows it by its command line.

    marker: a part of the command line by which the process is known again. account: `user` and the like for
    subprocess.Popen. Raises ServerFault where the process ends at once.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=log.parent, stdout=output, stderr=output, start_new_session=True, **(account or {})
        )
    # Between fork and exec the command line is empty for some milliseconds, as it is after the end.
    wait_until(lambda: process.poll() is not None or runs(process.pid, marker), 10)
    if process.poll() is not None:
        raise ServerFault(f"{command[0]} ended at once:\n{last_lines(log)}")
    return process.pid


def runs(pid: int, marker: str) -> bool:
    """Whether process `pid` is alive and is still the one whose command line holds `marker`."""
    return marker in _command_line(pid)


def _command_line(pid: int) -> str:
    """What `pid` was called with; empty where it has ended, also while its parent has yet to take note."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listing = ["ps", "-ww", "-o", "stat=,args=", "-p", str(pid)]
    line = subprocess.run(listing, capture_output=True, text=True, check=False).stdout.strip()
    return "" if line.startswith("Z") else line


def end(pid: int, marker: str, *, by: signal.Signals = signal.SIGTERM, seconds: float = 60) -> bool:
    """End the process `pid` if it is still the one started; True when there was one to end.

    by: the signal that asks it to shut down. A process that is still there after `seconds` is killed.
    """
    if not runs(pid, marker):
        return False
    os.kill(pid, by)
    if not wait_until(lambda: not runs(pid, marker), seconds):
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not runs(pid, marker), 10)
    return True


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Ask `done` again and again; False when it was not so within `seconds`."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log file, for an error message; empty where there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
