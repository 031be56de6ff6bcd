"""`kinscope load --template`: an empty file for an agency to fill in, or the mapping that says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph.errors import InputFault, UsageFault
from graph.table_files import open_workbook, write_cell, write_csv
from kinscope.printing import console
from loaders.delivered.template import explained, header, stub, table_of
from loaders.mapping import TableRule
from loaders.mapping.document import nearest
from loaders.mapping.general import general_mapping, general_names

SHEET_TITLE = 31
HEADS = ("Column", "Must be filled in", "What to write")


def run(name: str, paths: Sequence[Path]) -> None:
    """Write the template to the one path, in the format of its ending. Nothing is ever overwritten.

    Raises UsageFault for an unknown name or ending, InputFault where there is such a file.
    """
    if name not in general_names():
        raise UsageFault(f"There is no template '{name}'. {nearest(name, general_names())}")
    if len(paths) != 1:
        raise UsageFault(f"Name one file to write, as in: kinscope load --template {name} {name}.xlsx")
    path = paths[0]
    if path.exists():
        raise InputFault(str(path), "there is such a file already", fix="Name another, or move it away.")
    _written(name, path)
    console.print(f"Wrote {path}", markup=False)


def _written(name: str, path: Path) -> None:
    table, ending = table_of(name), path.suffix.lower()
    if ending == ".yaml":
        with path.open("x", encoding="utf-8") as file:
            file.write(stub(name))
    elif table is not None and ending == ".csv":
        write_csv(path, [header(table)])
    elif table is not None and ending == ".xlsx":
        _write_workbook(general_mapping(name).title, table, path)
    else:
        endings = ".yaml" if table is None else ".csv, .xlsx or .yaml"
        raise UsageFault(f"{path}: name a file that ends in {endings}.")


def _write_workbook(title: str, table: TableRule, path: Path) -> None:
    with open_workbook(path) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(title[:SHEET_TITLE])
        for place, column in enumerate(header(table)):
            write_cell(sheet, 0, place, column, bold)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
        words = book.add_worksheet("How to fill it in")
        words.set_column(0, 1, 32)
        words.set_column(2, 2, 90)
        for down, row in enumerate((HEADS, *explained(table))):
            for across, text in enumerate(row):
                write_cell(words, down, across, text, wrapped if down else bold)
