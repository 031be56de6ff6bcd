"""The commands by which somebody decides about records: erase, correct, restrict, dispute, decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

Record = Annotated[
    str,
    typer.Argument(help="A record's key: agency / feed / the agency's own id, as in housing/tenancies/T1."),
]
Ground = Annotated[
    str | None, typer.Option(help="Why: a code of the list decision_ground (docs/decisions.md).")
]
DecidedBy = Annotated[
    str | None, typer.Option("--decided-by", help="Who decided: a name or an office. It stays on record.")
]
DecidedOn = Annotated[
    datetime | None,
    typer.Option("--decided-on", formats=["%Y-%m-%d"], help="The day of the decision; else today."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the documented, versioned JSON form.")]


def erase(
    records: Annotated[list[str], typer.Argument(help="Keys of records.", metavar="RECORD...")],
    ground: Ground = None,
    decided_by: DecidedBy = None,
    decided_on: DecidedOn = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    json: Json = False,
) -> None:
    """Erase records for good, so that no later delivery brings them back."""
    from kinscope.commands.decide import Choice
    from kinscope.commands.decide import erase as run

    run(records, Choice(ground, decided_by, decided_on), yes=yes, json=json)


def correct(
    record: Record,
    field: Annotated[str, typer.Argument(help="Which value: given_names, family_name, birth_date, sex …")],
    to: Annotated[str | None, typer.Option(help="What is right; '' for nothing recorded.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Let what the source says stand again.")] = False,
    ground: Ground = None,
    decided_by: DecidedBy = None,
    decided_on: DecidedOn = None,
    json: Json = False,
) -> None:
    """Correct one value of a record until its source says something else."""
    from kinscope.commands.decide import Choice
    from kinscope.commands.decide import correct as run

    run(record, field, to, Choice(ground, decided_by, decided_on), undo=undo, json=json)


def restrict(
    record: Record,
    undo: Annotated[bool, typer.Option("--undo", help="Lift the restriction.")] = False,
    ground: Ground = None,
    decided_by: DecidedBy = None,
    decided_on: DecidedOn = None,
    json: Json = False,
) -> None:
    """Show a record, and all that it states, to those alone who are cleared for restricted_by_decision."""
    from kinscope.commands.decide import Choice
    from kinscope.commands.decide import restrict as run

    run(record, Choice(ground, decided_by, decided_on), undo=undo, json=json)


def dispute(
    record: Annotated[str, typer.Argument(help="A record's key; with --undo the number of the dispute.")],
    words: Annotated[str | None, typer.Option(help="What they say, in their words.")] = None,
    said_by: Annotated[
        str | None,
        typer.Option(
            "--said-by", help="Key of a record about whoever says so; else whom the record is about."
        ),
    ] = None,
    said_on: Annotated[
        datetime | None,
        typer.Option(
            "--said-on", formats=["%Y-%m-%d"], help="When they said so; else the day of the decision."
        ),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Withdraw the dispute of this number.")] = False,
    ground: Ground = None,
    decided_by: DecidedBy = None,
    decided_on: DecidedOn = None,
    json: Json = False,
) -> None:
    """Note that somebody says a record is wrong, to be shown beside it."""
    from kinscope.commands.decide import Choice
    from kinscope.commands.decide import dispute as run

    day = said_on.date() if said_on else None
    run(record, words, said_by, day, Choice(ground, decided_by, decided_on), undo=undo, json=json)


def decisions(json: Json = False) -> None:
    """List what was decided about records, by whom, when and on which ground."""
    from kinscope.commands.decisions import run

    run(json=json)


def add_to(app: typer.Typer) -> None:
    """Put the commands among those of the command line."""
    for command in (erase, correct, restrict, dispute, decisions):
        app.command()(command)
