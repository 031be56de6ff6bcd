"""A real Neo4j 5.26 on loopback, for development and the tests: `make neo4j`, `make neo4j-stop`.

Through Docker compose where an engine answers, else from Maven Central with Java.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from tests.servers import neo4j_docker, neo4j_java
from tests.servers.processes import LOOPBACK, ServerFault, end, free_port, require_free, runs, wait_until

FOLDER = Path(".kinscope/neo4j")
BOLT_PORT = 7687
SECONDS_TO_START = 120


@dataclass(frozen=True)
class Neo4jServer:
    """A running Neo4j. home: what its command line is known by; pid: None where Docker runs it."""

    home: str
    port: int
    password: str
    pid: int | None

    @property
    def uri(self) -> str:
        """Bolt URI with user and password in it, as NEO4J_URI and KINSCOPE_STORE take it."""
        return f"bolt://neo4j:{self.password}@{LOOPBACK}:{self.port}"


def start(folder: Path = FOLDER, *, port: int = BOLT_PORT, engine: str | None = None) -> Neo4jServer:
    """Start Neo4j and wait until Bolt answers; the one that runs already is returned.

    folder: keeps programs, data, password and the note of what was started. engine: "docker" or "java"; None
    takes Docker where it answers. Raises ServerFault where neither can be had, or where the start fails.
    """
    if (already := running(folder)) is not None:
        return already
    require_free(port, "NEO4J_BOLT_PORT")
    folder.mkdir(parents=True, exist_ok=True)
    password = _password(folder)
    through_docker = neo4j_docker.answers() if engine is None else engine == "docker"
    home = folder.resolve() / "home"
    pid = None
    if through_docker:
        neo4j_docker.up(password, port)
    else:
        pid = neo4j_java.launch(folder, home, password, port)
    server = Neo4jServer(str(home), port, password, pid)
    _note(folder).touch(mode=0o600)
    _note(folder).write_text(json.dumps(asdict(server)), encoding="utf-8")
    _wait_for_bolt(server, folder)
    return server


def running(folder: Path = FOLDER) -> Neo4jServer | None:
    """The server that `folder` remembers, or None where it no longer runs."""
    if (server := _remembered(folder)) is None or not _is_up(server):
        return None
    return server


def stop(folder: Path = FOLDER) -> bool:
    """End exactly the server that `folder` remembers, its data stay; False when none was running."""
    if (server := _remembered(folder)) is None:
        return False
    docker = neo4j_docker.down
    ended = docker(server.password, server.port) if server.pid is None else end(server.pid, server.home)
    _note(folder).unlink()
    return ended


def _remembered(folder: Path) -> Neo4jServer | None:
    note = _note(folder)
    return Neo4jServer(**json.loads(note.read_text(encoding="utf-8"))) if note.exists() else None


def _note(folder: Path) -> Path:
    return folder / "server.json"


def _password(folder: Path) -> str:
    """NEO4J_PASSWORD, else the one made up once for this folder: a database keeps the first it was given."""
    kept = folder / "password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(os.environ.get("NEO4J_PASSWORD") or secrets.token_hex(16), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def _is_up(server: Neo4jServer) -> bool:
    return _bolt_answers(server) if server.pid is None else runs(server.pid, server.home)


def _wait_for_bolt(server: Neo4jServer, folder: Path) -> None:
    def settled() -> bool:
        return _bolt_answers(server) or (server.pid is not None and not runs(server.pid, server.home))

    if wait_until(settled, SECONDS_TO_START) and _bolt_answers(server):
        return
    log = neo4j_java.console_log(Path(server.home))
    stop(folder)
    raise ServerFault(f"Neo4j did not answer on port {server.port}. Its last words:\n{log}")


def _bolt_answers(server: Neo4jServer) -> bool:
    address = f"bolt://{LOOPBACK}:{server.port}"
    try:
        with GraphDatabase.driver(address, auth=("neo4j", server.password), connection_timeout=5) as driver:
            driver.verify_connectivity()
    except AuthError as refused:
        raise ServerFault(
            f"The Neo4j on port {server.port} refuses the password kept in {FOLDER / 'password'}. "
            f"Put the right one there, or delete the folder {FOLDER} to begin with an empty database."
        ) from refused
    except (DriverError, Neo4jError):
        return False
    return True


def _chosen_port() -> int:
    """NEO4J_BOLT_PORT, where 0 means any that is free; without it the port that Neo4j's users expect."""
    written = os.environ.get("NEO4J_BOLT_PORT", str(BOLT_PORT))
    if not written.isdigit():
        raise ServerFault(f"NEO4J_BOLT_PORT is '{written}': write a number, or 0 for any free port.")
    return int(written) or free_port()


def main(arguments: list[str]) -> int:
    """`start` (prints the lines to export), `stop` or `uri`; exit code 0 done, 1 failed, 2 wrong usage."""
    try:
        return _carry_out(arguments)
    except ServerFault as fault:
        print(fault, file=sys.stderr)
        return 1


def _carry_out(arguments: list[str]) -> int:
    match arguments:
        case ["start"] | ["start", "docker" | "java"]:
            server = start(port=_chosen_port(), engine=arguments[1] if arguments[1:] else None)
            print(f"# Neo4j answers on {LOOPBACK}:{server.port}. For the tests, and for Kinscope itself:")
            print(f"export NEO4J_URI='{server.uri}'\nexport KINSCOPE_STORE='{server.uri}'")
        case ["stop"]:
            print("Neo4j has ended; its data stay." if stop() else "No Neo4j of ours was running.")
        case ["uri"]:
            if (found := running()) is None:
                raise ServerFault("No Neo4j of ours is running. Start it: make neo4j")
            print(found.uri)
        case _:
            print("Usage: python -m tests.servers.neo4j_server start [docker|java]|stop|uri", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
