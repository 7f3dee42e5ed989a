"""The command ``zeropark fleets``: strategies of electrification side by side."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli_options import (
    AssumeOption,
    JsonOption,
    LangOption,
    ParkArgument,
    PluginsOption,
    SeedOption,
    SetOption,
    StepOption,
    WithOption,
    reported,
    use_plugins,
)

ALL_FORMATS = "csv,parquet,xlsx,svg,png"


def fleets(  # noqa: PLR0917 - the options of the command
    park: ParkArgument = "yunnan",
    fleet: Annotated[
        list[str],
        typer.Option(
            "--fleet",
            metavar="NAME",
            help="Fleet to change; the heaviest goods fleet if none is named.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    jobs: Annotated[
        Path | None,
        typer.Option("--jobs", metavar="FILE.csv", help="Jobs in place of the park's own."),
    ] = None,
    strategies: Annotated[
        str,
        typer.Option(
            "--strategies", metavar="A,B,…", help="Some by commas, or all; else the usual ones."
        ),
    ] = "",
    vehicles: Annotated[
        int | None,
        typer.Option(
            "--vehicles", metavar="N", help="Vehicles in every strategy; else the fewest that do."
        ),
    ] = None,
    level: Annotated[
        float | None, typer.Option("--level", help="Share of jobs in time that is asked for.")
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option(help="Also try longer and shorter hauls, more and fewer jobs.")
    ] = True,
    settings: SetOption = [],  # noqa: B006 - typer copies it
    measures: WithOption = [],  # noqa: B006 - typer copies it
    assumptions: AssumeOption = [],  # noqa: B006 - typer copies it
    seed: SeedOption = None,
    step: StepOption = None,
    days: Annotated[
        int | None, typer.Option("--days", help="Length of the span; else the park's.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for tables and pictures.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Some of csv, parquet, xlsx, svg, png, by commas.")
    ] = ALL_FORMATS,
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Run the same jobs through strategies of fleets and compare service, power, CO2 and cost."""
    use_plugins(plugins)
    with reported():
        from scenarios.build import Options
        from scenarios.compare.export import parse_formats
        from scenarios.fleets.compare import compare_fleets
        from scenarios.progress import live_progress
        from scenarios.scenario import scenario_of

        chosen = parse_formats(formats)
        span = [f"days={days}"] if days is not None else []
        scenario = scenario_of(park, measures, assumptions, [*settings, *span])
        with live_progress() as watch:
            found = compare_fleets(
                scenario, fleets=fleet, strategies=strategies, jobs=jobs, vehicles=vehicles,
                level=level, options=Options(seed=seed, step_minutes=step), watch=watch,
                sensitivity=sensitivity,
            )  # fmt: skip
        if out is not None:
            from scenarios.compare.export import names_of
            from scenarios.fleets.export import export_fleets

            typer.echo(f"{out}: {names_of(export_fleets(found, out, chosen, lang))}", err=True)
        if as_json:
            plain = json.dumps(found.to_json(), ensure_ascii=False, allow_nan=False)
            sys.stdout.write(plain + "\n")
        else:
            from scenarios.fleets.present import print_fleets

            print_fleets(found, lang)


def register(cli: typer.Typer) -> None:
    """Add the commands of this room."""
    cli.command()(fleets)
