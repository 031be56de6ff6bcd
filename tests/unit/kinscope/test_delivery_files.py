"""What of a folder is a delivery's, and what is passed over and named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.errors import InputFault
from kinscope.delivery_files import PassedOver, files_of


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_what_programs_and_systems_leave_is_passed_over_and_named(tmp_path: Path) -> None:
    made(
        tmp_path, "housing/tenants.csv", "~$list.xlsx", ".DS_Store", "housing/Thumbs.db", "half.csv.part",
        ".git/config", "__MACOSX/housing/._tenants.csv", ".notes.txt", "b/truth/borough.json",
    )  # fmt: skip
    found = files_of(tmp_path)
    assert [path.name for path in found.files] == ["tenants.csv"]
    assert dict(found.passed_over) == {
        "~$list.xlsx": PassedOver.TEMPORARY, "half.csv.part": PassedOver.TEMPORARY, ".DS_Store": PassedOver.SYSTEM,
        "housing/Thumbs.db": PassedOver.SYSTEM, "__MACOSX": PassedOver.SYSTEM, ".git": PassedOver.HIDDEN,
        ".notes.txt": PassedOver.HIDDEN, "b/truth": PassedOver.TRUTH,
    }  # fmt: skip


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    made(tmp_path, ".hidden.csv")
    assert files_of(tmp_path / ".hidden.csv").files == ((tmp_path / ".hidden.csv").resolve(),)


def test_a_link_inside_is_named_and_one_that_leads_out_is_refused(tmp_path: Path) -> None:
    made(tmp_path, "in/a.csv", "out.csv")
    (tmp_path / "in" / "b.csv").symlink_to("a.csv")
    found = files_of(tmp_path / "in")
    assert [path.name for path in found.files] == ["a.csv"]
    assert found.passed_over == (("b.csv", PassedOver.LINK),)
    (tmp_path / "in" / "c.csv").symlink_to(tmp_path / "out.csv")
    with pytest.raises(InputFault, match="leads out of the delivery"):
        files_of(tmp_path / "in")


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputFault, match="not an ordinary file"):
        files_of(tmp_path)
    with pytest.raises(InputFault, match="no such file"):
        files_of(tmp_path / "nowhere")
