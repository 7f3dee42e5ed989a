"""Commands of studies: ``batch``, ``batch-summary`` and ``query``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from scenarios.cli_options import JsonOption, LangOption, PluginsOption, reported, use_plugins

EXIT_ASIDE, EXIT_CANNOT_GO_ON = 4, 5


def batch(
    study: Annotated[Path, typer.Argument(help="Study file.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the study.")] = Path("study"),
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Processes; all cores if not given.")
    ] = os.cpu_count() or 1,
    cluster: Annotated[
        str, typer.Option("--cluster", metavar="ADDRESS", help="Dask scheduler in their place.")
    ] = "",
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Run a study: variants, samples, weather years and seeds; call again to go on."""
    use_plugins(plugins)
    with reported():
        from scenarios.batch import load_study, run_study
        from scenarios.batch.engine import StudyStoppedError
        from scenarios.batch.present import live_batch, print_summary

        try:
            with live_batch() as watch:
                outcome = run_study(load_study(study), out, workers, cluster, watch)
        except StudyStoppedError as error:
            typer.echo(f"the study cannot go on: {error}", err=True)
            raise SystemExit(EXIT_CANNOT_GO_ON) from None
        except KeyboardInterrupt:
            typer.echo("what was done is kept; the same command goes on", err=True)
            raise
        for key in outcome.damaged:
            typer.echo(f"{key}: the result was damaged and was made again", err=True)
        if as_json:
            sys.stdout.write(json.dumps(outcome.summary, ensure_ascii=False) + "\n")
        else:
            print_summary(outcome.summary, out, lang)
    if outcome.tally.aside:
        for key, told in sorted(outcome.tally.aside.items()):
            typer.echo(f"set aside after three tries: {key}: {told}", err=True)
        raise SystemExit(EXIT_ASIDE)


def batch_summary(
    folder: Annotated[Path, typer.Argument(help="Folder of a finished study.")],
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show bands, probabilities of passing and sensitivities of a finished study."""
    with reported():
        from scenarios.batch.present import print_summary
        from scenarios.batch.summary import read_summary

        found = read_summary(folder)
        if as_json:
            sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        else:
            print_summary(found, folder, lang)


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A study, a run, or a folder of either.")
    ] = Path("runs"),
    how: Annotated[
        Literal["table", "csv", "json"], typer.Option("--format", help="Form of the answer.")
    ] = "table",
) -> None:
    """Ask studies and runs in SQL: views runs, indicators, accounts, flows and series."""
    with reported():
        from scenarios.batch.present import print_table
        from scenarios.batch.query import query as ask

        print_table(ask(sql, folder), how)


def register(cli: typer.Typer) -> None:
    """Add the commands of this room."""
    cli.command()(batch)
    cli.command("batch-summary")(batch_summary)
    cli.command()(query)
