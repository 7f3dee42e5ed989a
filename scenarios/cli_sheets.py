"""Commands of spreadsheets: ``zeropark sheet template | read | write | run``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli_options import (
    EXIT_INPUT,
    JsonOption,
    LangOption,
    OutOption,
    PluginsOption,
    reported,
    use_plugins,
)

sheet = typer.Typer(
    name="sheet",
    help="Spreadsheets: templates, planners' tables into parks, parks and runs into workbooks.",
    no_args_is_help=True,
)
FileOption = Annotated[Path, typer.Option("-o", "--output", help="Workbook to write (.xlsx).")]


@sheet.command()
def template(
    kind: Annotated[
        str, typer.Argument(help="enterprise, building, fleet, operator, a component type, or all.")
    ],
    file: FileOption,
    lang: LangOption = "zh",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Write an empty template: a row an object, units, explanations, drop-downs, an example."""
    use_plugins(plugins)
    with reported():
        from scenarios.compare.export import write_whole
        from scenarios.sheets import template as made

        write_whole(file, made(kind, lang))
        typer.echo(str(file))


@sheet.command()
def read(  # noqa: PLR0917 - the options of the command
    file: Annotated[Path, typer.Argument(help="A planner's .xlsx or .csv file.")],
    into: Annotated[
        str, typer.Option("--into", help="Park the rows are for: a file or a shipped name.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Park file to write.")] = None,
    marked: Annotated[
        Path | None, typer.Option("--marked", help="Workbook to write with errors in their cells.")
    ] = None,
    good_only: Annotated[
        bool, typer.Option("--good-only", help="Write the good rows even if others are wrong.")
    ] = False,
    kind: Annotated[
        str, typer.Option("--kind", help="Kind of all sheets, if they do not say.")
    ] = "",
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Read a spreadsheet: show what it would add and change, and every error in its cell."""
    use_plugins(plugins)
    with reported():
        from scenarios.compare.export import write_whole
        from scenarios.sheets import draft_text, marked_sheet, read_sheet, target_of
        from scenarios.sheets.present import print_problems, print_sheet

        target = target_of(into) if into else None
        found = read_sheet(file, into=target, kind=kind)
        if as_json:
            plain = json.dumps(found.to_json(), ensure_ascii=False, default=str)
            sys.stdout.write(plain + "\n")
        else:
            print_sheet(found, lang)
        print_problems(found, lang)
        if marked is not None:
            write_whole(marked, marked_sheet(found, lang))
        if out is not None and (good_only or not found.problems):
            text = found.merged_text(target) if target else draft_text(found.agents, found.filled)
            write_whole(out, text.encode())
            typer.echo(str(out), err=True)
    if found.problems:
        raise SystemExit(EXIT_INPUT)


@sheet.command()
def write(
    park: Annotated[str, typer.Argument(help="Park file, or the name of a shipped park.")],
    file: FileOption,
    lang: LangOption = "zh",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Write a park's agents to the templates' tables; reading them back gives the same park."""
    use_plugins(plugins)
    with reported():
        from scenarios.compare.export import write_whole
        from scenarios.sheets import target_of, write_park

        agents = target_of(park).loaded().document.data.get("agents", {})
        write_whole(file, write_park(agents, lang))
        typer.echo(str(file))


@sheet.command()
def run(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="Run folder, or id of a run.")],
    file: FileOption,
    out: OutOption = Path("runs"),
) -> None:
    """Write a stored run as one workbook: inputs, indicators, accounts, factors, hours."""
    with reported():
        from scenarios.sheets import export_run
        from scenarios.stored import find_run

        export_run(find_run(run_name, out), file)
        typer.echo(str(file))


def register(cli: typer.Typer) -> None:
    """Add the commands of this room."""
    cli.add_typer(sheet)
