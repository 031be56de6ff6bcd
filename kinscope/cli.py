"""The command line. Exit status: 0 done, 1 the input had faults (named), 2 wrong usage or nothing could be done."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import InputFault, KinscopeError, UsageFault
from graph.readable import readable
from kinscope import decision_commands, link_commands, quarantine_commands

DONE, FAULTS, NOTHING_DONE = 0, 1, 2
INTERRUPTED = 130

app = typer.Typer(
    name="kinscope",
    help="Who is in a family, who knows them, and what nobody has told whom.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[
    bool, typer.Option("--json", help="Print the documented, versioned JSON form (docs/json-forms.md).")
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day asked about; today where it is left out."),
]


# Commands import what they need when they run: `kinscope --help` must not wait for a graph engine.
@app.command()
def demo(
    people: Annotated[int, typer.Option(help="How many people to generate.")] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same borough.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where the borough and its store are kept.")] = Path(
        ".kinscope/demo"
    ),
    serve: Annotated[bool, typer.Option(help="Serve the dashboard afterwards.")] = True,
    port: Annotated[int, typer.Option(help="Port of the dashboard on 127.0.0.1.")] = 8050,
) -> None:
    """Generate a borough, load it, show one family, and serve the dashboard."""
    from kinscope.commands.demo import run

    run(people, seed, folder, serve=serve, port=port)


@app.command()
def generate(
    out: Annotated[Path, typer.Option(help="Folder to write to; it must be empty or new.")],
    people: Annotated[int, typer.Option(help="About how many people.")] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    json: Json = False,
) -> None:
    """Write a synthetic borough: eight agencies' files about made-up people, and the truth about them."""
    from kinscope.commands.generate import run

    run(people, seed, out, json=json)


@app.command()
def load(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders with files, or addresses of databases (postgresql://…).", metavar="PATH..."
        ),
    ] = [],  # noqa: B006
    mapping: Annotated[
        Path | None, typer.Option(help="The mapping for these files; else the one that fits.")
    ] = None,
    check: Annotated[Path | None, typer.Option(help="Only check this mapping; nothing is read.")] = None,
    template: Annotated[
        str | None,
        typer.Option(
            help="Only write an empty file of this kind (such as sharing_log) to PATH: .csv, .xlsx, or .yaml for its "
            "mapping.",
            metavar="KIND",
        ),
    ] = None,
    new: Annotated[
        Path | None,
        typer.Option(
            help="Only begin a mapping from this file's columns, for a person to finish.", metavar="FILE"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the mapping that --new begins here; it must be a new file.")
    ] = None,
    loaded_on: Annotated[
        datetime | None,
        typer.Option(
            "--loaded-on", formats=["%Y-%m-%d"], help="The day declared for the delivery; else today."
        ),
    ] = None,
    link_by: Annotated[
        str | None,
        typer.Option(
            "--link-by", help="What links records: identifiers, or model for all that they say; else as set."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what a load would do; nothing at all is written.")
    ] = False,
    json: Json = False,
) -> None:
    """Load files and databases of agencies by their mappings, and say what was done with every row."""
    from kinscope.commands.load import check_mapping, run

    if new is not None or out is not None:
        from kinscope.commands.new_mapping import run as begin_mapping

        if new is None or paths or mapping or check or template or json:
            raise UsageFault(
                "--new FILE, with --out FILE or without, stands alone: nothing is loaded or checked."
            )
        begin_mapping(new, out)
        return
    if check is not None:
        check_mapping(check)
        return
    if template is not None:
        from kinscope.commands.template import run as write_template

        write_template(template, [Path(path) for path in paths])
        return
    day = loaded_on.date() if loaded_on else None
    raise typer.Exit(run(paths, mapping, day, link_by, dry_run=dry_run, json=json))


@app.command()
def find(
    text: Annotated[
        list[str], typer.Argument(help="Name (also misspelt), birth date, identifier or address.")
    ],
    limit: Annotated[int, typer.Option(help="At most so many people.")] = 20,
    json: Json = False,
) -> None:
    """Find people."""
    from kinscope.commands.ask import find as run

    run(" ".join(text), limit, json=json)


@app.command()
def family(
    person: Annotated[list[str], typer.Argument(help="A person's id, or words that find one person.")],
    lens: Annotated[
        str, typer.Option(help="Who counts as family: household or extended_household.")
    ] = "household",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show a family: who is in it, and why."""
    from kinscope.commands.ask import family as run

    run(" ".join(person), lens, as_of.date() if as_of else None, json=json)


@app.command()
def known(
    person: Annotated[list[str], typer.Argument(help="A person's id, or words that find one person.")],
    lens: Annotated[
        str, typer.Option(help="Who counts as family: household or extended_household.")
    ] = "household",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show who knows the family, and what each feed could and could not have known."""
    from kinscope.commands.ask import known as run

    run(" ".join(person), lens, as_of.date() if as_of else None, json=json)


@app.command()
def schema(
    docs: Annotated[
        Path | None, typer.Option(help="Write the schema page of the documentation here.")
    ] = None,
    json: Json = False,
) -> None:
    """Show the kinds of nodes and edges of the graph."""
    from kinscope.commands.schema import run

    run(docs, json=json)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8050,
) -> None:
    """Serve the dashboard."""
    from kinscope.commands.serve import run

    run(host, port)


decision_commands.add_to(app)
quarantine_commands.add_to(app)
link_commands.add_to(app)


def main() -> None:
    """Run a command; every error meant for a person becomes a sentence and an exit status here."""
    try:
        app()
    except KinscopeError as error:
        _say(str(error))
        sys.exit(FAULTS if isinstance(error, InputFault) else NOTHING_DONE)
    except OSError as error:
        _say(
            f"{error.filename or 'The work'}: {error.strerror or error}. Check the path and the rights to it."
        )
        sys.exit(NOTHING_DONE)
    except SystemExit as end:
        # Typer turns Ctrl-C into this status.
        if end.code != INTERRUPTED:
            raise
        _say("Stopped. What was committed before stays; running the command again goes on.")
        sys.exit(NOTHING_DONE)


def _say(words: str) -> None:
    print(f"kinscope: {readable(words)}", file=sys.stderr)
