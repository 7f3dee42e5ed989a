"""Commands that compare runs and take plans apart; imported by the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from scenarios.cli_options import (
    AssumeOption,
    JsonOption,
    LangOption,
    NoMemoOption,
    OutOption,
    ParkArgument,
    PluginsOption,
    SeedOption,
    SetOption,
    StepOption,
    WithOption,
    reported,
    use_plugins,
)

ExportOption = Annotated[
    Path | None, typer.Option("--export", help="Folder for tables and pictures.")
]
FormatOption = Annotated[
    str, typer.Option("--format", help="Some of csv, parquet, xlsx, svg, png, by commas.")
]
ALL_FORMATS = "csv,parquet,xlsx,svg,png"


def _say(plain: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n")


def _export(found: Any, folder: Path | None, formats: str, lang: str) -> None:  # noqa: ANN401
    """Write files, and say on standard error what they are."""
    if folder is None:
        return
    from scenarios.compare.export import export, names_of, parse_formats

    chosen = parse_formats(formats)
    paths = export(found, folder, chosen, lang)
    typer.echo(f"{folder}: {names_of(paths)}", err=True)
    if lang == "zh" and {"svg", "png"} & set(chosen):
        from scenarios.compare.style import chinese_font

        if not chinese_font():
            typer.echo("no font for Chinese is installed: pictures are in English", err=True)


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...",
            help="Runs: folder, id, a folder of runs of one scenario, or NAME=GLOB.",
        ),
    ],
    base: Annotated[str, typer.Option("--base", help="Name of the baseline; else the first.")] = "",
    confidence: Annotated[float, typer.Option("--confidence", help="Level of intervals.")] = 0.95,
    out: OutOption = Path("runs"),
    export_to: ExportOption = None,
    formats: FormatOption = ALL_FORMATS,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Set stored runs side by side; runs of the same seed are paired."""
    with reported():
        from scenarios.compare.comparison import compare_runs
        from scenarios.compare.groups import find_groups

        found = compare_runs(find_groups(runs, out), base=base, confidence=confidence)
        _export(found, export_to, formats, lang)
        if as_json:
            _say(found.to_json())
        else:
            from scenarios.compare.present import print_comparison

            print_comparison(found, lang)


def attribute(  # noqa: PLR0917 - the options of the command
    park: ParkArgument,
    measures: WithOption = [],  # noqa: B006 - typer copies it
    assumptions: AssumeOption = [],  # noqa: B006 - typer copies it
    settings: SetOption = [],  # noqa: B006 - typer copies it
    step: StepOption = None,
    seed: SeedOption = None,
    shapley: Annotated[
        bool, typer.Option("--shapley", help="Also the mean over all orders (at most 5).")
    ] = False,
    certificates: Annotated[
        Literal["both", "with", "without"],
        typer.Option(help="Results with measures on paper only, without them, or both."),
    ] = "both",
    export_to: ExportOption = None,
    formats: FormatOption = ALL_FORMATS,
    no_memo: NoMemoOption = False,
    as_json: JsonOption = False,
    lang: LangOption = "en",
    plugins: PluginsOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Run a park without, with and with all but one of its measures: what causes what.

    With ``--with`` the park's (or the scenario's) own measures stand in every run; without it they
    are taken apart.
    """
    use_plugins(plugins)
    with reported():
        from scenarios.build import Options
        from scenarios.compare import attribute as attributed
        from scenarios.memo_disk import DiskMemo
        from scenarios.progress import live_progress
        from scenarios.scenario import parse_chosen, scenario_of

        scenario = scenario_of(park, (), assumptions, settings)
        with live_progress() as watch:
            found = attributed(
                scenario.park, [parse_chosen(text, "--with") for text in measures],
                settings=scenario.changes(), options=Options(seed=seed, step_minutes=step),
                shapley=shapley, paper=certificates, memo=None if no_memo else DiskMemo(),
                watch=watch,
            )  # fmt: skip
        _export(found, export_to, formats, lang)
        if as_json:
            _say(found.to_json())
        else:
            from scenarios.compare.present import print_attribution

            print_attribution(found, lang)


def register(cli: typer.Typer) -> None:
    """Add the commands of this room."""
    cli.command()(compare)
    cli.command()(attribute)
