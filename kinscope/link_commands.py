"""The commands of linkage: link, and its history, undo, open and answer."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the documented, versioned JSON form.")]

link = typer.Typer(help="Decide which records describe one person.", invoke_without_command=True)


@link.callback()
def run_linker(
    context: typer.Context,
    model: Annotated[
        str | None, typer.Option(help="A model that comes with Kinscope, or a file; else 'people'.")
    ] = None,
    one_each: Annotated[
        list[str],
        typer.Option("--one-each", help="A feed that gives each person one record.", metavar="FEED"),
    ] = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    json: Json = False,
) -> None:
    """Link all records of the store: decide which of them describe one person, and leave to people what they must
    decide."""
    if context.invoked_subcommand is not None:
        return
    from kinscope.commands.link import run

    run(model, one_each, dry_run=dry_run, json=json)


@link.command()
def history(json: Json = False) -> None:
    """List the runs of the linker, the oldest first."""
    from kinscope.commands.link import history as run

    run(json=json)


@link.command()
def undo(
    run: Annotated[str, typer.Argument(help="The run to take back, as `kinscope link history` names it.")],
    json: Json = False,
) -> None:
    """Take back the last run that stands: every record describes again whom it described before."""
    from kinscope.commands.link import undo as take_back

    take_back(run, json=json)


@link.command("open")
def open_(
    scores: Annotated[
        bool, typer.Option("--scores", help="Show how likely the model takes them for one person.")
    ] = False,
    limit: Annotated[int, typer.Option(help="At most so many pairs.")] = 20,
    json: Json = False,
) -> None:
    """List the pairs of records that a person must decide about, those first that matter most."""
    from kinscope.commands.link import open_ as run

    run(scores=scores, limit=limit, json=json)


@link.command()
def answer(
    record: Annotated[str, typer.Argument(help="A record's key: agency / feed / the agency's own id.")],
    other: Annotated[str, typer.Argument(help="The other record's key.")],
    said: Annotated[
        str,
        typer.Argument(help="same, different, unsure, or taken_back for none of these.", metavar="ANSWER"),
    ],
    note: Annotated[str | None, typer.Option(help="Why, for whoever looks at it next.")] = None,
    by: Annotated[
        str | None, typer.Option(help="Who says so; else who is signed in on this machine.")
    ] = None,
    json: Json = False,
) -> None:
    """Say whether two records are about one person. The next run of the linker keeps to it."""
    from kinscope.commands.link import answer as run

    run(record, other, said, note, by, json=json)


def add_to(app: typer.Typer) -> None:
    """Make the group known to the command line."""
    app.add_typer(link, name="link")
