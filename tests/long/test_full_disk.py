"""A disk that is really full: a small one in memory, which only the processes of a test see."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crashes.course import Course, Leg, make_course
from tests.crashes.loads import Ended, Running, Site, at, check_finished

pytestmark = pytest.mark.long
MEGABYTE = 1 << 20
ALONE = ("unshare", "--map-root-user", "--mount")
SCRIPT = """
mount -t tmpfs -o size="$ROOM" none "$PLACE" && cp -a "$BEFORE/." "$PLACE" || exit 1
"$@" > "$KEPT/full.out" 2> "$KEPT/full.said"
echo $? > "$KEPT/full.status"
cp -a "$PLACE" "$KEPT/between"
mount -o remount,size=1g "$PLACE" && rm -f "$PLACE/ballast" || exit 1
shift 5
"$PYTHON" -m kinscope "$@" > "$KEPT/again.out" 2> "$KEPT/again.said"
echo $? > "$KEPT/again.status"
cp -a "$PLACE" "$KEPT/after"
"""
ABORTED = 134
"""How a shell names the end that the engine makes of a process whose disk fills in the midst of a checkpoint."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """What happens where there is room."""
    return make_course(tmp_path_factory.mktemp("course"), people=300, seed=3)


@pytest.fixture(autouse=True)
def mounts() -> None:
    """Skip where nobody may mount a disk of their own."""
    asked = [*ALONE, "mount", "-t", "tmpfs", "none", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip(
            "needs Linux and the right to mount a disk of one's own (unshare --map-root-user --mount)"
        )


def started(of: Leg, folder: Path, room: int, *, waits: bool) -> Running:
    """A load on a disk with so much room beside what lies there before, and then again with enough. What the disk held
    after each is kept in `folder`."""
    for name in ("place", "kept"):
        (folder / name).mkdir()
    held = sum(file.stat().st_size for file in of.before.folder.rglob("*") if file.is_file())
    environment = {
        "PYTHON": sys.executable,
        "ROOM": str(held + room),
        "PLACE": str(folder / "place"),
        "BEFORE": str(of.before.folder),
        "KEPT": str(folder / "kept"),
    }
    within = [*ALONE, "sh", "-c", SCRIPT, "sh"]
    return Site(folder / "place").started(
        "load", *of.words, waits=waits, within=within, environment=environment
    )


def check_kept(of: Leg, folder: Path, *statuses: int) -> Ended:
    """The first load ended with one of these statuses, the second finished it; how the first ended."""
    kept = folder / "kept"
    full, again = ended(kept, "full"), ended(kept, "again")
    assert full.status in statuses, full.said
    assert "Traceback" not in full.said
    check_finished(Site(kept / "after"), Site(kept / "between").loads(), again, of.graph)
    return full


def ended(kept: Path, name: str) -> Ended:
    """How one of the two loads ended."""
    status, out, said = ((kept / f"{name}.{part}").read_text("utf-8") for part in ("status", "out", "said"))
    return Ended(int(status), out, said, ())


@pytest.mark.parametrize("leg", ["first", "second"])
@pytest.mark.parametrize("room", [0.05, 0.3, 4, 40])
def test_too_little_room_is_said_before_anything_is_written(
    course: Course, tmp_path: Path, leg: str, room: float
) -> None:
    of = course.leg(leg)
    started(of, tmp_path, int(room * MEGABYTE), waits=False).end()
    said = check_kept(of, tmp_path, 2).said
    assert "kinscope: " in said
    if room > 1:
        assert "MB are needed. Make room" in said


@pytest.mark.parametrize(
    ("leg", "part", "nth"),
    [("first", "copying", 2), ("first", "copying", 30), ("second", "a step", 3), ("second", "checkpoint", 1)],
)
@pytest.mark.parametrize("left", [0, 200_000])
def test_a_disk_that_fills_meanwhile_leaves_nothing_half(
    course: Course, tmp_path: Path, leg: str, part: str, nth: int, left: int
) -> None:
    of = course.leg(leg)
    running = started(of, tmp_path, 200 * MEGABYTE, waits=True)

    def fill() -> None:
        # The disk as the process sees it.
        place = Path(f"/proc/{running.process.pid}/root{tmp_path}/place")
        with (place / "ballast").open("wb") as ballast:
            ballast.write(bytes(max(0, shutil.disk_usage(place).free - left)))

    at(running, part, fill, nth=nth)
    full = check_kept(of, tmp_path, 0, 2, ABORTED)
    if full.status == ABORTED:
        assert "No space left on device" in full.said
