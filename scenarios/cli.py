"""The command line. Heavy imports happen inside the commands, so that help answers at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from twin.errors import ClosureError, InputError

EXIT_INPUT, EXIT_CLOSURE, EXIT_STOPPED = 2, 3, 130

cli = typer.Typer(
    name="zeropark",
    help="Digital twin of a zero-carbon industrial park.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ParkArgument = Annotated[str, typer.Argument(help="Park file, or the name of a shipped park.")]
SetOption = Annotated[
    list[str], typer.Option("--set", metavar="PATH=VALUE", help="Change one value of the park.")
]
StepOption = Annotated[int | None, typer.Option("--step", help="Length of an interval [minutes].")]
WeatherOption = Annotated[
    Path | None, typer.Option("--weather", help="EPW, TMY3 or PVGIS file in place of the climate.")
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Base seed of all chance.")]
DispatchOption = Annotated[
    str | None, typer.Option("--dispatch", help="Planner of stores: rules, rolling or perfect.")
]
RegretOption = Annotated[
    bool, typer.Option("--regret", help="Also compare the dispatch with perfect foresight.")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder that keeps run folders.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
NoMemoOption = Annotated[
    bool, typer.Option("--no-memo", help="Run the agents even if it is known what they do.")
]
LangOption = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of tables.")]
PluginsOption = Annotated[
    list[Path], typer.Option("--plugins", help="Folder of plug-ins (its code is run).")
]


@contextmanager
def _reported() -> Iterator[None]:
    """Turn expected errors into a message on standard error and an exit code."""
    try:
        yield
    except InputError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(EXIT_INPUT) from None
    except ClosureError as error:
        lines = [f"the physics could not be closed: {error}", *getattr(error, "__notes__", ())]
        typer.echo("\n".join(lines), err=True)
        raise SystemExit(EXIT_CLOSURE) from None
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        raise SystemExit(EXIT_STOPPED) from None


def _use_plugins(folders: list[Path]) -> None:
    from twin.configs import PLUGINS_VARIABLE

    if folders:
        os.environ[PLUGINS_VARIABLE] = os.pathsep.join(str(f.resolve()) for f in folders)


def _changes(settings: list[str]) -> dict[str, Any]:
    from scenarios.park_file import parse_set

    return dict(parse_set(text) for text in settings)


@cli.command()
def run(  # noqa: PLR0917 - the options of the command
    park: ParkArgument = "yunnan",
    settings: SetOption = [],  # noqa: B006 - typer copies it
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
    _use_plugins(plugins)
    with _reported():
        from scenarios.build import Options
        from scenarios.keep import run_and_write
        from scenarios.memo_disk import DiskMemo
        from scenarios.park_file import load_park
        from scenarios.progress import live_progress
        from scenarios.run import result_json

        options = Options(seed, step, weather, dispatch or "", regret)
        loaded = load_park(park, _changes(settings))
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
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Check a park wholly, without simulating it."""
    _use_plugins(plugins)
    with _reported():
        from scenarios.build import build
        from scenarios.park_file import load_park

        built = build(load_park(park, _changes(settings)))
        blocks = built.plant.network.blocks
        typer.echo(
            f"{built.loaded.name}: sound; {len(built.loaded.agents)} agents, "
            f"{sum(len(b.buses) for b in blocks)} buses, "
            f"{sum(len(b.columns) for b in blocks)} free flows, "
            f"{len(built.plant.network.compiled.fixed)} fixed flows"
        )


@cli.command("export-pypsa")
def export_pypsa(
    park: ParkArgument,
    file: Annotated[Path, typer.Argument(help="NetCDF file to write.")],
    settings: SetOption = [],  # noqa: B006 - typer copies it
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
    _use_plugins(plugins)
    with _reported():
        from scenarios.build import Options, build
        from scenarios.park_file import load_park
        from scenarios.simulate import simulate
        from scenarios.to_pypsa import require_pypsa, to_pypsa

        require_pypsa()
        built = build(load_park(park, _changes(settings)), Options(step_minutes=step))
        simulate(built)
        to_pypsa(built.plant, ends=ends, minimum_loads=minimum_loads).export_to_netcdf(file)
        typer.echo(str(file))


@cli.command()
def pinch(
    park: ParkArgument = "yunnan",
    settings: SetOption = [],  # noqa: B006 - typer copies it
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Simulate a park and show its heat by temperature: pinch, least to be made, curve."""
    _use_plugins(plugins)
    with _reported():
        from scenarios.park_file import load_park
        from scenarios.pinch import pinch_json, print_pinch
        from scenarios.progress import live_progress
        from scenarios.run import run_park

        loaded = load_park(park, _changes(settings))
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
    with _reported():
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
    with _reported():
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
    port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = 8501,
) -> None:
    """Open the browser app (needs the extra 'app')."""
    import subprocess
    from importlib.util import find_spec

    if find_spec("streamlit") is None:
        typer.echo("the app needs streamlit: pip install 'zeropark[app]'", err=True)
        raise SystemExit(EXIT_INPUT)
    # The views lie above this package: they are started, not imported.
    from scenarios.jobs import own_environment

    command = [sys.executable, "-P", "-m", "views", "--port", str(port)]
    if os.name == "posix":
        os.execve(sys.executable, command, own_environment())  # noqa: S606 - our own module
    raise SystemExit(subprocess.call(command, env=own_environment()))  # noqa: S603


from scenarios import cli_economics  # noqa: E402, F401 - registers its command


def main() -> None:
    """Run the command line."""
    cli()
