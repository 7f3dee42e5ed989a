"""What the commands share: options, and errors told as a message and an exit code."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from twin.errors import ClosureError, InputError

if TYPE_CHECKING:
    from scenarios.park_file import LoadedPark

EXIT_INPUT, EXIT_CLOSURE, EXIT_STOPPED = 2, 3, 130

ParkArgument = Annotated[
    str, typer.Argument(help="Park file or scenario file, or the name of a shipped park.")
]
WithOption = Annotated[
    list[str],
    typer.Option("--with", metavar="ID[:NAME=VALUE,…]", help="Apply a measure."),
]
AssumeOption = Annotated[
    list[str],
    typer.Option("--assume", metavar="ID[:NAME=VALUE,…]", help="Assume a state of the world."),
]
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
OutOption = Annotated[
    Path, typer.Option("--out", envvar="ZEROPARK_RUNS", help="Folder that keeps run folders.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
NoMemoOption = Annotated[
    bool, typer.Option("--no-memo", help="Run the agents even if it is known what they do.")
]
LangOption = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of tables.")]
PluginsOption = Annotated[
    list[Path], typer.Option("--plugins", help="Folder of plug-ins (its code is run).")
]


@contextmanager
def reported() -> Iterator[None]:
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


def use_plugins(folders: list[Path]) -> None:
    """Let plug-ins be found in these folders."""
    from twin.configs import PLUGINS_VARIABLE

    if folders:
        os.environ[PLUGINS_VARIABLE] = os.pathsep.join(str(f.resolve()) for f in folders)


def loaded_of(
    park: str, measures: list[str], assumptions: list[str], settings: list[str]
) -> LoadedPark:
    """Return the checked park of a command: a park or a scenario file with ``--with`` and more."""
    from scenarios.scenario import scenario_of

    return scenario_of(park, measures, assumptions, settings).load()
