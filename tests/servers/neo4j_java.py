"""Neo4j without Docker: its jars from Maven Central, run by the Java of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.servers.processes import LOOPBACK, ServerFault, last_lines, spawn

POM = Path(__file__).parent / "neo4j" / "pom.xml"
JAVA_VERSIONS = (17, 21)
HOW_TO_GET = (
    "Neo4j needs a Docker engine with compose, or Java 17 and Maven "
    "(Debian: apt-get install openjdk-17-jre-headless maven)."
)
OPENED = ("java.nio", "java.io", "sun.nio.ch")
SETTINGS = {
    "server.default_listen_address": LOOPBACK,
    "server.http.enabled": "false",
    "server.memory.heap.initial_size": "1g",
    "server.memory.heap.max_size": "1g",
    "server.memory.pagecache.size": "512m",
    "dbms.usage_report.enabled": "false",
}


def launch(folder: Path, home: Path, password: str, port: int) -> int:
    """Fetch what is missing into `folder`, prepare `home` and start the server; its process id."""
    java = find_java()
    libraries = fetch(folder / "lib")
    write_settings(home, port)
    if not (home / "data" / "dbms").exists():
        _set_password(java, libraries, home, password)
    command = [java, *[f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]]
    command += ["-Xms1g", "-Xmx1g", "-cp", f"{libraries}/*", "org.neo4j.server.CommunityEntryPoint"]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    (home / "logs").mkdir(exist_ok=True)
    return spawn(command, str(home), home / "logs" / "console.log")


def find_java() -> str:
    """The `java` of JAVA_HOME, else of PATH; ServerFault unless it is one that Neo4j 5.26 runs on."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise ServerFault(f"There is no Java here. {HOW_TO_GET}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    if (version := java_version(told)) not in JAVA_VERSIONS:
        raise ServerFault(f"{java} is Java {version}, Neo4j 5.26 runs on 17 or 21. {HOW_TO_GET}")
    return java


def java_version(told: str) -> int | None:
    """The major version in what `java -version` prints; None where there is none to be read."""
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else None


def fetch(libraries: Path) -> Path:
    """Neo4j's jars in `libraries`, through Maven unless they are there already for this very pom.xml."""
    stamp = libraries / "pom.xml"
    if stamp.exists() and stamp.read_bytes() == POM.read_bytes():
        return libraries.resolve()
    if (maven := shutil.which("mvn")) is None:
        raise ServerFault(f"There is no Maven here. {HOW_TO_GET}")
    print("# Fetching Neo4j with Maven, once (about 120 MB) ...", flush=True)
    shutil.rmtree(libraries, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    command.append(f"-DoutputDirectory={libraries.resolve()}")
    fetched = subprocess.run(command, capture_output=True, text=True, check=False)
    if fetched.returncode != 0:
        raise ServerFault(f"Maven could not fetch Neo4j:\n{(fetched.stdout + fetched.stderr).strip()}")
    shutil.copyfile(POM, stamp)
    return libraries.resolve()


def write_settings(home: Path, port: int) -> None:
    """neo4j.conf below `home`: loopback only, Bolt on `port`, a fixed share of memory."""
    (home / "conf").mkdir(parents=True, exist_ok=True)
    settings = SETTINGS | {"server.bolt.listen_address": f"{LOOPBACK}:{port}"}
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    (home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")


def _set_password(java: str, libraries: Path, home: Path, password: str) -> None:
    command = [
        java,
        "-cp",
        f"{libraries}/*",
        "org.neo4j.cli.AdminTool",
        "dbms",
        "set-initial-password",
        password,
    ]
    places = {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run(command, env=os.environ | places, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerFault(f"Neo4j did not take its first password: {(done.stdout + done.stderr).strip()}")


def console_log(home: Path) -> str:
    """The last lines that the server at `home` printed and logged."""
    return "\n".join(last_lines(home / "logs" / name) for name in ("console.log", "neo4j.log"))
