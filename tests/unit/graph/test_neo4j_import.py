"""What is written for Neo4j's importer, and what is made of its answers, without Neo4j."""

from __future__ import annotations

import fcntl
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from graph.errors import StoreBusy, StoreUnavailable, UsageFault
from graph.frames import Changes, EdgeEnds, Frames, whole
from graph.render import neo4j as render
from graph.schema import PropertyType, load_schema
from graph.store import Store
from graph.stores import open_store
from graph.stores.neo4j.bulk_import import ImportAddress
from graph.stores.neo4j.import_files import ImportFile, write_files
from tests.graphs import FEED, LONG, everything, question

STORE = {
    "id": "store", "schema_version": "1.0", "generated": True, "generation": 1, "today": date(2026, 5, 12),
    "imported": True,
}  # fmt: skip
MISSING = 'echo "Database does not exist: neo4j" >&2; exit 1'
PEOPLE = Frames({"Person": pl.DataFrame({"id": ["p"]})})


def written(frames: Frames, folder: Path) -> dict[str, ImportFile]:
    """The files of a graph, by what each is for the importer."""
    schema = load_schema()
    return {file.option: file for file in write_files(whole(frames, schema), STORE, schema, folder)}


def lines(file: ImportFile) -> list[str]:
    """A file's lines."""
    return file.path.read_text(encoding="utf-8").splitlines()


def test_a_missing_value_is_told_from_an_empty_text(tmp_path: Path) -> None:
    nodes = pl.DataFrame({"id": ["a", "b", "c"], "restriction": ["", None, 'x"y, z']})
    file = written(Frames({"Person": nodes}), tmp_path)["--nodes=Person"]
    header, *rows = lines(file)
    assert header == "id:ID(Person),restriction:string,former_ids:string"
    assert rows == ['"a","",', '"b",,', '"c","x""y, z",']


def test_every_type_is_written_as_the_importer_reads_it(tmp_path: Path) -> None:
    assert set(render.IMPORTED_TYPES) == set(PropertyType)
    edges = pl.DataFrame(
        {
            "start": "r", "end": ["p1", "p2", "p3", "p4"], "key": ["1", "2", "3", "4"],
            "probability": [0.1 + 0.2, float("inf"), float("-inf"), None], "loaded_on": date(2024, 2, 29),
        }
    )  # fmt: skip
    incident = pl.DataFrame({"id": ["i"], "happened_at": [datetime(2024, 2, 29, 23, 59, 59, 123_456)]})
    ends = EdgeEnds("DESCRIBES", "Record", "Person")
    files = written(Frames({"Incident": incident}, {ends: edges}), tmp_path)
    header, *rows = lines(files["--relationships=DESCRIBES"])
    columns = header.split(",")
    assert columns[:2] == [":START_ID(Record)", ":END_ID(Person)"]
    place = columns.index("probability:double")
    assert [row.split(",")[place].strip('"') for row in rows] == [
        "0.30000000000000004", "Infinity", "-Infinity", "",
    ]  # fmt: skip
    assert rows[0].split(",")[columns.index("loaded_on:date")] == '"2024-02-29"'
    header, row = lines(files["--nodes=Incident"])
    assert (
        row.split(",")[header.split(",").index("happened_at:localdatetime")] == '"2024-02-29T23:59:59.123456"'
    )


def test_only_files_with_line_ends_in_a_text_are_read_the_slow_way(tmp_path: Path) -> None:
    people = pl.DataFrame({"id": ["p"], "restriction": ["one line"]})
    homes = pl.DataFrame({"id": ["h", "i"], "address": ["one line", "two\rlines"]})
    files = written(Frames({"Person": people, "Residence": homes}), tmp_path)
    assert not files["--nodes=Person"].has_line_ends
    assert files["--nodes=Residence"].has_line_ends


def test_a_row_is_never_longer_than_it_is_said_to_be(tmp_path: Path) -> None:
    quotes = pl.DataFrame({"id": ["p"], "restriction": ['"' * 100_000]})
    for file in (*written(everything(), tmp_path).values(),):
        assert file.longest_row >= max(len(line) for line in file.path.read_bytes().splitlines())
    longest = max(file.longest_row for file in written(everything(), tmp_path).values())
    assert len(LONG) < longest < 20 * len(LONG)
    assert written(Frames({"Person": quotes}), tmp_path)["--nodes=Person"].longest_row >= 200_000


def test_what_the_store_keeps_for_itself_is_among_the_files(tmp_path: Path) -> None:
    records = pl.DataFrame(
        {
            "id": ["a", "b"],
            "source": FEED,
            "name_tokens": ["anna kerr", "kerr  joel"],
            "address": "12 Alder St",
        }
    )
    files = written(Frames({"Record": records}), tmp_path)
    assert lines(files["--nodes=KinscopeStore"]) == [
        "id:ID(KinscopeStore),schema_version:string,generated:boolean,generation:long,today:date,imported:boolean",
        '"store","1.0","true",1,"2026-05-12","true"',
    ]
    assert lines(files["--nodes=KinscopeName"]) == [
        "token:ID(KinscopeName),since:long", '"anna",1', '"joel",1', '"kerr",1',
    ]  # fmt: skip
    header, *rows = lines(files["--nodes=Record"])
    assert header.endswith(f",{render.FOLDED_ADDRESS}:string")
    assert all(row.endswith(',"12 ALDER STREET"') for row in rows)


@pytest.mark.parametrize(
    ("uri", "database", "command"),
    [
        ("neo4j-import:imp", "neo4j", ("neo4j-admin",)),
        ("neo4j-import:imp?database=families", "families", ("neo4j-admin",)),
        (
            "neo4j-import:imp?admin=java -cp '/opt/my neo4j/lib/*' org.neo4j.cli.AdminTool&database=x",
            "x",
            ("java", "-cp", "/opt/my neo4j/lib/*", "org.neo4j.cli.AdminTool"),
        ),
    ],
)
def test_an_address_says_folder_database_and_command(
    uri: str, database: str, command: tuple[str, ...]
) -> None:
    assert ImportAddress.of(uri) == ImportAddress(Path("imp").resolve(), database, command)


@pytest.mark.parametrize(
    "uri",
    [f"neo4j-import:{rest}" for rest in ("", "f?databse=x", "f?database=", "f?admin=", "f?admin='", "a,b")],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused(uri: str) -> None:
    with pytest.raises(UsageFault):
        open_store(uri, writing=True)


def test_nobody_asks_an_import(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="answers no question"):
        open_store(f"neo4j-import:{tmp_path}")


def importing(folder: Path, script: str) -> Store:
    """A store whose `neo4j-admin` is a script of the shell."""
    admin = folder / "neo4j-admin"
    admin.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    admin.chmod(0o755)
    return open_store(f"neo4j-import:{folder / 'files'}?admin={admin}", writing=True)


def test_an_import_that_is_done_answers_nothing_more(tmp_path: Path) -> None:
    says = tmp_path / "said"
    store = importing(tmp_path, f'[ "$2" = info ] && {{ {MISSING}; }}; echo "$@" > {says}')
    store.ensure_schema()
    assert store.is_empty()
    assert store.held(FEED).rows() == 0
    assert store.run(question("MATCH (n) RETURN n"), {}) == []
    assert store.run_each(question("MATCH (n) RETURN n"), ["k"]) == {"k": []}
    people, identifiers = store.links()
    assert (people.columns, identifiers.columns) == (["record", "person"], ["record", "scheme", "value"])
    stages: list[str] = []
    store.build(PEOPLE, lambda what, done, total: stages.append(what))
    assert "Writing files for Neo4j's importer" in stages
    assert says.read_text("utf-8").startswith("database import full neo4j --verbose ")
    assert not store.is_empty()
    for ask in (
        lambda: store.build(PEOPLE),
        lambda: store.held(FEED),
        lambda: store.run(question("MATCH (n) RETURN n"), {}),
        lambda: store.mark(generated=True, today=None),
        lambda: store.write(Changes(new_nodes=dict(PEOPLE.nodes))),
    ):
        with pytest.raises(StoreUnavailable, match="Start the server"):
            ask()
    store.close()
    assert not list((tmp_path / "files").iterdir())


def test_files_are_for_nobody_else_and_go_when_the_import_fails(tmp_path: Path) -> None:
    modes = tmp_path / "modes"
    store = importing(
        tmp_path, f'[ "$2" = info ] && {{ {MISSING}; }}; stat -c %a {tmp_path}/files > {modes}; exit 3'
    )
    with pytest.raises(StoreUnavailable, match="failed"):
        store.build(PEOPLE)
    assert modes.read_text("utf-8").strip() == "700"
    assert not (tmp_path / "files" / "files").exists()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo \"the database 'neo4j' is in use\" >&2; exit 1", "Stop the server"),
        ("echo 'NEO4J_HOME is not set' >&2; exit 70", "NEO4J_HOME is not set"),
        ('echo \'Java 17 {"lastCommittedTransaction":"3"}\'', "exists already"),
        ('echo \'{"lastCommittedTransaction":"1"}\'', "exists already"),
        ("echo 'no such thing as info'", "no such thing as info"),
    ],
)
def test_a_load_ends_before_anything_is_read_where_no_import_is_possible(
    tmp_path: Path, script: str, words: str
) -> None:
    with pytest.raises(StoreUnavailable, match=words):
        importing(tmp_path, script).ensure_schema()


def test_a_missing_importer_is_said(tmp_path: Path) -> None:
    store = open_store(f"neo4j-import:{tmp_path / 'files'}?admin={tmp_path / 'nowhere'}", writing=True)
    with pytest.raises(StoreUnavailable, match=r"cannot be run.*admin=PATH"):
        store.ensure_schema()


def test_what_the_importer_said_last_is_told(tmp_path: Path) -> None:
    said = "Unknown option: --strict\n\tat Some.java\n\t... 4 more"
    store = importing(tmp_path, f"[ \"$2\" = info ] && {{ {MISSING}; }}; printf '{said}'; exit 2")
    with pytest.raises(StoreUnavailable, match=r"It said: Unknown option: --strict$"):
        store.build(PEOPLE)


def test_a_database_that_was_never_used_is_overwritten_only_after_an_import_of_ours(tmp_path: Path) -> None:
    unused = 'echo \'{"lastCommittedTransaction":"1"}\'; exit'
    said = tmp_path / "said"
    store = importing(tmp_path, f'[ "$2" = info ] && {{ {unused}; }}; echo "$@" > {said}')
    (tmp_path / "files").mkdir()
    with pytest.raises(StoreUnavailable, match="exists already"):
        store.build(PEOPLE)
    (tmp_path / "files" / "begun").touch()
    store.build(PEOPLE)
    assert "--overwrite-destination=true" in said.read_text("utf-8")


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "letter.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(UsageFault, match=r"letter\.txt"):
        importing(tmp_path, MISSING).ensure_schema()


def test_one_process_imports_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    with (folder / "holder").open("a+", encoding="utf-8") as other:
        other.write("process 1 (kinscope load)")
        other.flush()
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(StoreBusy, match=r"process 1 \(kinscope load\)"):
            importing(tmp_path, MISSING).ensure_schema()
