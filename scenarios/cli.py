"""The command line. Heavy imports happen inside the commands, so that help answers at once."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from scenarios import cli_batch, cli_compare, cli_economics, cli_fleets, cli_sheets
from scenarios.cli_options import (
    EXIT_INPUT,
    AssumeOption,
    DispatchOption,
    JsonOption,
    LangOption,
    NoMemoOption,
    OutOption,
    ParkArgument,
    PluginsOption,
    RegretOption,
    SeedOption,
    SetOption,
    StepOption,
    WeatherOption,
    WithOption,
    loaded_of,
    reported,
    use_plugins,
)

cli = typer.Typer(
    name="zeropark",
    help="Digital twin of a zero-carbon industrial park.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@cli.command()
def run(  # noqa: PLR0917 - the options of the command
    park: ParkArgument = "yunnan",
    settings: SetOption = [],  # noqa: B006 - typer copies it
    measures: WithOption = [],  # noqa: B006 - typer copies it
    assumptions: AssumeOption = [],  # noqa: B006 - typer copies it
    weather: WeatherOption = None,
    step: StepOption = None,
    seed: SeedOption = None,
    dispatch: DispatchOption = None,
    regret: RegretOption = False,
    out: OutOption = Path("runs"),
    no_memo: NoMemoOption = False,
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Simulate a park for its span and score it."""
    use_plugins(plugins)
    with reported():
        from scenarios.build import Options
        from scenarios.keep import run_and_write
        from scenarios.memo_disk import DiskMemo
        from scenarios.progress import live_progress
        from scenarios.run import result_json

        options = Options(seed, step, weather, dispatch or "", regret)
        loaded = loaded_of(park, measures, assumptions, settings)
        with live_progress() as watch:
            memo = None if no_memo else DiskMemo()
            result, folder = run_and_write(loaded, options, watch, memo, out)
        if as_json:
            plain = result_json(result, folder.name, str(folder.resolve()))
            sys.stdout.write(json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n")
        else:
            from scenarios.present import print_result

            print_result(result, folder, lang)


@cli.command()
def check(
    park: ParkArgument = "yunnan",
    settings: SetOption = [],  # noqa: B006 - typer copies it
    measures: WithOption = [],  # noqa: B006 - typer copies it
    assumptions: AssumeOption = [],  # noqa: B006 - typer copies it
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Check a park wholly, without simulating it."""
    use_plugins(plugins)
    with reported():
        from scenarios.build import build

        built = build(loaded_of(park, measures, assumptions, settings))
        blocks = built.plant.network.blocks
        typer.echo(
            f"{built.loaded.name}: sound; {len(built.loaded.agents)} agents, "
            f"{sum(len(b.buses) for b in blocks)} buses, "
            f"{sum(len(b.columns) for b in blocks)} free flows, "
            f"{len(built.plant.network.compiled.fixed)} fixed flows"
        )
        for warning in built.warnings:
            typer.echo(f"warning: {warning.en}")


@cli.command("export-pypsa")
def export_pypsa(  # noqa: PLR0917 - the options of the command
    park: ParkArgument,
    file: Annotated[Path, typer.Argument(help="NetCDF file to write.")],
    settings: SetOption = [],  # noqa: B006 - typer copies it
    measures: WithOption = [],  # noqa: B006 - typer copies it
    assumptions: AssumeOption = [],  # noqa: B006 - typer copies it
    step: StepOption = None,
    ends: Annotated[
        Literal["as_begun", "cyclic", "free"], typer.Option(help="Stores at the end.")
    ] = "as_begun",
    minimum_loads: Annotated[
        Literal["refuse", "commit", "ignore"],
        typer.Option(help="Refuse them, make units committable, or leave them out."),
    ] = "refuse",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Simulate a park and write its network for PyPSA (needs the extra 'peers')."""
    use_plugins(plugins)
    with reported():
        from scenarios.build import Options, build
        from scenarios.simulate import simulate
        from scenarios.to_pypsa import require_pypsa, to_pypsa

        require_pypsa()
        built = build(loaded_of(park, measures, assumptions, settings), Options(step_minutes=step))
        simulate(built)
        to_pypsa(built.plant, ends=ends, minimum_loads=minimum_loads).export_to_netcdf(file)
        typer.echo(str(file))


@cli.command()
def pinch(
    park: ParkArgument = "yunnan",
    settings: SetOption = [],  # noqa: B006 - typer copies it
    measures: WithOption = [],  # noqa: B006 - typer copies it
    assumptions: AssumeOption = [],  # noqa: B006 - typer copies it
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Simulate a park and show its heat by temperature: pinch, least to be made, curve."""
    use_plugins(plugins)
    with reported():
        from scenarios.pinch import pinch_json, print_pinch
        from scenarios.progress import live_progress
        from scenarios.run import run_park

        loaded = loaded_of(park, measures, assumptions, settings)
        with live_progress() as watch:
            found = pinch_json(run_park(loaded, None, watch))
        if as_json:
            sys.stdout.write(json.dumps(found, ensure_ascii=False, allow_nan=False) + "\n")
        else:
            print_pinch(found, lang)


@cli.command()
def show(
    run_name: Annotated[str, typer.Argument(metavar="RUN", help="Run folder, or id of a run.")],
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show the scorecards and accounts of a stored run."""
    with reported():
        from scenarios.stored import find_run

        stored = find_run(run_name, out)
        if as_json:
            plain = {
                "manifest": stored.manifest,
                "scorecards": stored.scorecards,
                "accounts": stored.accounts["headline"],
                "green": {k: v for k, v in stored.green.items() if k != "tracing"},
            }
            sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
        else:
            from scenarios.present import print_stored

            print_stored(stored, lang)


@cli.command("ls")
def list_runs(
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
) -> None:
    """List stored runs and the shipped parks."""
    with reported():
        from scenarios.park_file import park_names
        from scenarios.stored import stored_runs

        runs = [stored.manifest for stored in stored_runs(out)]
        failed = [stored.manifest for stored in stored_runs(out, failed=True)]
        if as_json:
            plain = {"runs": runs, "failed": failed, "parks": list(park_names())}
            sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
            return
        typer.echo(f"parks: {', '.join(park_names())}")
        for manifest in runs:
            verdicts = f"seed {manifest['seed']}, {manifest['timeline']['step_minutes']} min"
            typer.echo(f"{manifest['run_id']}  {verdicts}, version {manifest['version']}")
        for manifest in failed:
            typer.echo(f"{manifest['run_id']}  settled until {manifest['settled_until']}")
        if not runs and not failed:
            typer.echo(f"no runs in {out}")


@cli.command()
def app(
    port: Annotated[int, typer.Option("--port", help="Port to answer on.")] = 8501,
    address: Annotated[
        str, typer.Option("--address", help="Address to answer on; this machine alone if not said.")
    ] = "127.0.0.1",
) -> None:
    """Open the browser app (needs the extra 'app')."""
    import subprocess
    from importlib.util import find_spec

    if find_spec("streamlit") is None:
        typer.echo("the app needs streamlit: pip install 'zeropark[app]'", err=True)
        raise SystemExit(EXIT_INPUT)
    # The views lie above this package: they are started, not imported.
    from scenarios.jobs import own_environment

    where = ["--port", str(port), "--address", address]
    command = [sys.executable, "-P", "-m", "views", *where]
    if os.name == "posix":
        os.execve(sys.executable, command, own_environment())  # noqa: S606 - our own module
    raise SystemExit(subprocess.call(command, env=own_environment()))  # noqa: S603


for room in (cli_batch, cli_compare, cli_economics, cli_fleets, cli_sheets):
    room.register(cli)


def main() -> None:
    """Run the command line."""
    cli()
