"""The commands about quarantined rows: list, fix, replay."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the documented, versioned JSON form.")]
OfLoad = Annotated[int | None, typer.Option("--load", help="Only rows of the load of this number.")]

quarantine = typer.Typer(help="Rows that were not loaded: see, correct and load them.", no_args_is_help=True)


@quarantine.command("list")
def list_rows(
    load: OfLoad = None,
    feed: Annotated[str | None, typer.Option(help="Only rows of this feed.")] = None,
    values: Annotated[
        bool, typer.Option("--values", help="Show what stands in them, which goes on the audit trail.")
    ] = False,
    json: Json = False,
) -> None:
    """List quarantined rows with their places and states."""
    from kinscope.commands.quarantine import list_rows as run

    run(load, feed, values=values, json=json)


@quarantine.command()
def fix(
    row: Annotated[int, typer.Argument(help="The number of the row, as list shows it.")],
    set_: Annotated[
        list[str],
        typer.Option(
            "--set", help="What is right; nothing after = for not recorded.", metavar="COLUMN=VALUE"
        ),
    ] = [],  # noqa: B006
    by: Annotated[
        str | None, typer.Option(help="Who says so; else who is signed in on this machine.")
    ] = None,
    json: Json = False,
) -> None:
    """Correct a quarantined row; the original stays beside it."""
    from kinscope.commands.quarantine import fix as run

    run(row, set_, by, json=json)


@quarantine.command()
def replay(
    load: OfLoad = None,
    loaded_on: Annotated[
        datetime | None,
        typer.Option(
            "--loaded-on", formats=["%Y-%m-%d"], help="The day on which they count as loaded; else today."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Load corrected rows as a part of their feed's delivery; nothing is closed."""
    from kinscope.commands.quarantine import replay as run

    raise typer.Exit(run(load, loaded_on.date() if loaded_on else None, json=json))


def add_to(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.add_typer(quarantine, name="quarantine")
