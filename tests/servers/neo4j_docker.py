"""Neo4j through Docker compose: the service that docker-compose.yml describes, as a project of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.processes import ServerFault

COMPOSE_FILE = Path(__file__).parents[2] / "docker-compose.yml"
PROJECT = "kinscope-development"


def answers() -> bool:
    """Whether a Docker engine really answers here and its client can compose."""
    if shutil.which("docker") is None:
        return False
    asked = (["docker", "info"], ["docker", "compose", "version"])
    return all(subprocess.run(one, capture_output=True, check=False).returncode == 0 for one in asked)


def up(password: str, port: int) -> None:
    """Start the service and wait until its health check passes."""
    _compose(password, port, "up", "--detach", "--wait", "neo4j")


def down(password: str, port: int) -> bool:
    """Stop the service; its volume stays. True when done."""
    _compose(password, port, "stop", "neo4j")
    return True


def _compose(password: str, port: int, *arguments: str) -> None:
    command = ["docker", "compose", "--project-name", PROJECT, "--file", str(COMPOSE_FILE), *arguments]
    done = subprocess.run(
        command, env=os.environ | _settings(password, port), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServerFault(f"Docker compose could not {arguments[0]} Neo4j:\n{done.stderr.strip()}")


def _settings(password: str, port: int) -> dict[str, str]:
    """What the compose file asks for: it reads every variable, also those of services not started."""
    return {"NEO4J_PASSWORD": password, "NEO4J_BOLT_PORT": str(port), "LEDGER_PASSWORD": "not-started-here"}
