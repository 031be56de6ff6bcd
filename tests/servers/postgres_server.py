"""A throwaway PostgreSQL on loopback, for the tests of the ledger.

`python -m tests.servers.postgres_server start` prints the line to export, `stop` ends and deletes it.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.servers.processes import LOOPBACK, ServerFault, end, free_port, last_lines, runs, spawn, wait_until

STATE = Path(".kinscope/postgres/server.json")
NAME = "kinscope"
HOW_TO_GET = "Install PostgreSQL's server (Debian: apt-get install postgresql)."


@dataclass(frozen=True)
class PostgresServer:
    """A running cluster: its throwaway directory, process id, loopback port, password of `kinscope`."""

    directory: str
    pid: int
    port: int
    password: str

    @property
    def uri(self) -> str:
        """SQLAlchemy URI of its database `kinscope`."""
        return f"postgresql+psycopg://{NAME}:{self.password}@{LOOPBACK}:{self.port}/{NAME}"


def start(state: Path = STATE) -> PostgresServer:
    """Make a cluster in a new temporary directory and start it; the one that runs already is returned.

    state: the file that remembers what was started. Raises ServerFault where PostgreSQL is missing or fails.
    """
    if (already := running(state)) is not None:
        return already
    programs = find_programs()
    directory = Path(tempfile.mkdtemp(prefix="kinscope-postgres-"))
    password = secrets.token_hex(16)
    try:
        _make_cluster(programs, directory, password)
        server = _launch(programs, directory, password)
    except ServerFault:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    state.parent.mkdir(parents=True, exist_ok=True)
    state.touch(mode=0o600)
    state.write_text(json.dumps(asdict(server)), encoding="utf-8")
    _make_database(server)
    return server


def running(state: Path = STATE) -> PostgresServer | None:
    """The server that `state` remembers, or None where it no longer runs."""
    if not state.exists():
        return None
    server = PostgresServer(**json.loads(state.read_text(encoding="utf-8")))
    return server if runs(server.pid, server.directory) else None


def stop(state: Path = STATE) -> bool:
    """End the server that `state` remembers and delete its data; False when none was running."""
    if not state.exists():
        return False
    server = PostgresServer(**json.loads(state.read_text(encoding="utf-8")))
    ended = end(server.pid, server.directory, by=signal.SIGINT)
    shutil.rmtree(server.directory, ignore_errors=True)
    state.unlink()
    return ended


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`: Debian keeps it off PATH, the newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    if (on_path := shutil.which("initdb")) is not None:
        found.insert(0, Path(on_path).resolve().parent)
    usable = [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]
    if not usable:
        raise ServerFault(f"PostgreSQL's initdb was not found. {HOW_TO_GET}")
    return usable[-1]


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _account() -> dict[str, Any]:
    """Keywords that let a subprocess run as `postgres` where we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError as missing:
        raise ServerFault(f"There is no account 'postgres' to run the server. {HOW_TO_GET}") from missing
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _make_cluster(programs: Path, directory: Path, password: str) -> None:
    account = _account()
    secret = directory / "password"
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="utf-8")
    if account:
        os.chown(directory, account["user"], account["group"])
        os.chown(secret, account["user"], account["group"])
    command: list[str | Path] = [programs / "initdb", "--pgdata", directory / "data", "--username", NAME]
    command += [
        "--auth",
        "scram-sha-256",
        "--pwfile",
        secret,
        "--encoding",
        "UTF8",
        "--no-locale",
        "--no-sync",
    ]
    made = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, **account)
    secret.unlink()
    if made.returncode != 0:
        raise ServerFault(f"initdb could not make a cluster in {directory}: {made.stderr.strip()}")


def _launch(programs: Path, directory: Path, password: str) -> PostgresServer:
    port = free_port()
    command: list[str | Path] = [
        programs / "postgres",
        "-D",
        directory / "data",
        "-p",
        str(port),
        "-k",
        directory,
    ]
    command += ["-c", f"listen_addresses={LOOPBACK}", "-c", "fsync=off"]
    log = directory / "server.log"
    pid = spawn(command, str(directory), log, _account())
    server = PostgresServer(str(directory), pid, port, password)
    if not wait_until(lambda: _answers(server) or not runs(pid, server.directory), 60) or not _answers(
        server
    ):
        end(pid, server.directory, by=signal.SIGINT)
        raise ServerFault(f"PostgreSQL did not start on port {port}:\n{last_lines(log)}")
    return server


def _connect(server: PostgresServer) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=LOOPBACK,
        port=server.port,
        user=NAME,
        password=server.password,
        dbname="postgres",
        autocommit=True,
        connect_timeout=5,
    )


def _answers(server: PostgresServer) -> bool:
    try:
        _connect(server).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(server: PostgresServer) -> None:
    with _connect(server) as connection:
        connection.execute("CREATE DATABASE kinscope")


def _uri_or_fault() -> str:
    if (found := running()) is None:
        raise ServerFault(
            "No PostgreSQL of ours runs. Start it: python -m tests.servers.postgres_server start"
        )
    return found.uri


def main(arguments: list[str]) -> int:
    """`start` (prints the line to export), `stop` or `uri`; exit code 0 done, 1 failed, 2 wrong usage."""
    try:
        if arguments == ["start"]:
            print(f"export KINSCOPE_TEST_POSTGRES='{start().uri}'")
        elif arguments == ["stop"]:
            print("PostgreSQL has ended." if stop() else "No PostgreSQL of ours was running.")
        elif arguments == ["uri"]:
            print(_uri_or_fault())
        else:
            print("Usage: python -m tests.servers.postgres_server start|stop|uri", file=sys.stderr)
            return 2
    except ServerFault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
