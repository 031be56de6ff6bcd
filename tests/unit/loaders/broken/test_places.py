"""What stands where a file should: links, pipes, folders, names that no program likes, and what is told of them."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.unit.loaders.broken.delimited_files import SOUND
from tests.unit.loaders.broken.loading import SECRET, Bench


def sound(folder: Path, name: str = "people.csv") -> Path:
    """A sound file of two rows."""
    path = folder / name
    path.write_text(SOUND, encoding="utf-8")
    return path


def link(folder: Path) -> Path:
    """A link to a file that is no part of the delivery."""
    (folder / "people.csv").symlink_to(folder.parent / "outside" / "people.csv")
    return folder


def linked_folder(folder: Path) -> Path:
    """A link to a folder that is no part of the delivery."""
    sound(folder)
    (folder / "more").symlink_to(folder.parent / "outside", target_is_directory=True)
    return folder


def link_to_nothing(folder: Path) -> Path:
    """A link that leads nowhere."""
    (folder / "people.csv").symlink_to("/nowhere/people.csv")
    return folder


def pipe(folder: Path) -> Path:
    """A pipe that nobody writes into; whoever opens it waits for ever."""
    path = folder / "people.csv"
    os.mkfifo(path)
    return path


def pipe_in_folder(folder: Path) -> Path:
    """The same, found in a folder."""
    return pipe(folder).parent


def device(folder: Path) -> Path:
    """A link to a device that never ends."""
    (folder / "people.csv").symlink_to("/dev/zero")
    return folder


def listening(folder: Path) -> Path:
    """A socket with a name."""
    path = folder / "people.csv"
    with closing(socket.socket(socket.AF_UNIX)) as made, _in(folder):
        made.bind(path.name)
    return folder


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    # A socket's name may have no more than about a hundred letters.
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a link out of the delivery": (link, "leads out of the delivery"),
    "a linked folder": (linked_folder, "leads out of the delivery"),
    "a link to nothing": (link_to_nothing, "leads out of the delivery"),
    "a link to a device": (device, "leads out of the delivery"),
    "a pipe": (pipe, "not an ordinary file"),
    "a pipe in a folder": (pipe_in_folder, "not an ordinary file"),
    "a socket": (listening, "not an ordinary file"),
    "nothing": (lambda folder: folder / "people.csv", "there is no such file or folder"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_of_the_delivery_is_never_opened(name: str, bench: Bench, delivery: Path) -> None:
    make, words = REFUSED[name]
    said = bench.load(make(delivery), "csv")
    assert words in said.words
    assert "people.csv" in said.words or "more" in said.words
    assert said.status in (1, 2)
    assert not said.feeds


def test_a_link_within_the_delivery_is_its_file_once(bench: Bench, delivery: Path) -> None:
    path = sound(delivery)
    (delivery / "people again.csv").symlink_to(path.name)
    (delivery / "round").symlink_to(".", target_is_directory=True)
    (feed,) = bench.load(delivery, "csv").feeds
    assert (feed["read"], feed["loaded"]) == (2, 2)


def test_a_folder_with_the_name_of_a_file_is_looked_into(bench: Bench, delivery: Path) -> None:
    (delivery / "people.csv").mkdir()
    sound(delivery / "people.csv", "people 2.csv")
    (feed,) = bench.load(delivery, "csv").feeds
    assert feed["loaded"] == 2


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    "name",
    [
        "people\n2026.csv",
        "people \"new\" and 'old'.csv",
        "people \x1b[31m.csv",
        "people [red]x[bold].csv",
        "people \u202evsc.exe.csv",
        "people \udcff.csv",
        "people, of May; DROP TABLE.csv",
    ],
)
def test_a_file_of_any_name_is_loaded_and_its_name_commands_nothing(
    name: str, as_json: bool, bench: Bench, delivery: Path
) -> None:
    sound(delivery, name).open("a", encoding="utf-8").write("3,Lee,32/13/2017,\n")
    said = bench.load(delivery, "csv", as_json=as_json)
    assert said.status == 1
    if as_json:
        (feed,) = said.feeds
        assert (feed["loaded"], feed["quarantined"]) == (2, 1)
    else:
        assert "32/13/2017" in said.words
        assert not set(said.words) & set("\x1b\u202e\udcff")
        assert "\npeople" not in said.words


def test_what_a_cell_holds_commands_no_terminal(bench: Bench, delivery: Path) -> None:
    path = sound(delivery)
    path.open("a", encoding="utf-8").write(f"3,Lee,\x1b]0;owned\x07{'x' * 5_000},\n")
    words = bench.load(path, "csv", as_json=False).words
    assert r"\x1b]0;owned\x07xxx" in words
    assert "\x1b]0" not in words
    assert len(words) < 3_000


def test_a_file_that_may_not_be_read(bench: Bench, delivery: Path) -> None:
    path = sound(delivery)
    path.chmod(0)
    try:
        path.open().close()
    except PermissionError:
        said = bench.load(path, "csv")
        assert said.status in (1, 2)
        assert "people.csv" in said.words
    else:
        pytest.skip("this user may read every file")
    finally:
        path.chmod(0o600)


def test_a_locked_database_is_said_to_be_locked(bench: Bench, delivery: Path) -> None:
    path = delivery / "people.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("CREATE TABLE children (Ref, Name, Born, Note)")
        writer.execute("BEGIN EXCLUSIVE")
        said = bench.load(path, "sqlite")
        writer.execute("ROLLBACK")
    assert said.status == 1
    (feed,) = said.feeds
    assert "another program is writing the database" in feed["refused"]


def test_the_folder_outside_would_be_noticed(bench: Bench) -> None:
    with pytest.raises(AssertionError, match="outside the delivery"):
        bench.load(bench.outside / "people.csv", "csv")
    assert SECRET in (bench.outside / "people.csv").read_text()
