"""docker-compose.yml and Dockerfile: valid by the compose specification, and closed by default."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
POM = (ROOT / "tests" / "servers" / "neo4j" / "pom.xml").read_text(encoding="utf-8")


def _faults(document: dict[str, Any]) -> list[str]:
    schema = get_builtin_schema("vendor.compose-spec")
    checker = jsonschema.validators.validator_for(schema)(schema)
    return [error.message for error in checker.iter_errors(document)]


def _environment(service: str) -> dict[str, str]:
    return {name: str(value) for name, value in SERVICES[service]["environment"].items()}


def _instructions() -> Iterator[tuple[str, str]]:
    for line in DOCKERFILE.replace("\\\n", " ").splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest


def test_it_is_valid_by_the_compose_specification() -> None:
    assert _faults(COMPOSE) == []


def test_the_specification_would_catch_a_misspelt_key() -> None:
    misspelt = {"services": {"neo4j": {"image": "neo4j", "healthchek": {}}}}
    assert any("healthchek" in fault for fault in _faults(misspelt))


def test_the_services_are_the_graph_the_ledger_and_the_dashboard() -> None:
    assert set(SERVICES) == {"neo4j", "postgres", "dashboard"}


def test_neo4j_is_the_version_that_the_tests_run_on() -> None:
    tested = re.search(r"<artifactId>neo4j</artifactId>\s*<version>([\d.]+)</version>", POM)
    assert tested is not None
    assert SERVICES["neo4j"]["image"] == f"neo4j:{tested[1]}-community"


@pytest.mark.parametrize("service", SERVICES)
def test_ports_are_published_on_loopback_only(service: str) -> None:
    ports = SERVICES[service]["ports"]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("service", SERVICES)
def test_no_password_is_written_down(service: str) -> None:
    asked = re.compile(r"\$\{(NEO4J|LEDGER)_PASSWORD:\?[^}]+\}")
    carriers = ("AUTH", "PASSWORD", "STORE", "LEDGER")
    secrets = {n: v for n, v in _environment(service).items() if n.endswith(carriers)}
    assert secrets
    assert all(asked.search(value) for value in secrets.values())
    assert not any(re.search(r"://\w+:(?!\$\{)", value) for value in secrets.values())


def test_the_dashboard_starts_when_both_stores_are_healthy() -> None:
    waits_for = SERVICES["dashboard"]["depends_on"]
    assert waits_for == {name: {"condition": "service_healthy"} for name in ("neo4j", "postgres")}
    assert all("test" in SERVICES[name]["healthcheck"] for name in waits_for)


def test_the_dashboard_reaches_the_services_by_their_names() -> None:
    settings = _environment("dashboard")
    assert re.fullmatch(r"neo4j://neo4j:\$\{.+\}@neo4j:7687", settings["KINSCOPE_STORE"])
    assert re.fullmatch(r"postgresql://kinscope:\$\{.+\}@postgres:5432/kinscope", settings["KINSCOPE_LEDGER"])


def test_what_must_outlive_a_container_is_in_a_named_volume() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert mounted == set(COMPOSE["volumes"])


def test_the_dashboard_cannot_write_outside_its_own_places() -> None:
    dashboard = SERVICES["dashboard"]
    assert dashboard["read_only"] is True
    assert dashboard["cap_drop"] == ["ALL"]
    assert all("no-new-privileges:true" in service["security_opt"] for service in SERVICES.values())


def test_the_image_ends_as_an_ordinary_user_with_a_health_check() -> None:
    instructions = list(_instructions())
    users = [rest for word, rest in instructions if word == "USER"]
    last_stage = [word for word, _ in instructions][::-1]
    assert users == ["kinscope"]
    assert last_stage.index("USER") < last_stage.index("FROM")
    assert "HEALTHCHECK" in last_stage[: last_stage.index("FROM")]


def test_the_image_installs_only_what_the_lock_names() -> None:
    installs = [rest for word, rest in _instructions() if word == "RUN" and "pip install" in rest]
    assert len(installs) == 2
    assert all("--require-hashes" in one or "--no-deps --no-build-isolation" in one for one in installs)


def test_the_image_holds_every_package_and_starts_the_command() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    copied = {rest.split()[0] for word, rest in _instructions() if word == "COPY"}
    kept = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    packages = set(project["tool"]["importlinter"]["root_packages"])
    assert packages <= copied
    assert {f"!{package}" for package in packages} <= kept
    entry = next(rest for word, rest in _instructions() if word == "ENTRYPOINT")
    assert json.loads(entry)[0] in project["project"]["scripts"]
