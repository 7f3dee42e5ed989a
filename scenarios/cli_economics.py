"""The command ``zeropark economics``: what a plan costs and whom, from two stored runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli_options import JsonOption, LangOption, OutOption, reported

AWAITS = {
    "zh": "有待部件实现，未改变任何数值，也未计费用",
    "en": "awaits a component; it changed nothing and costs nothing",
}


def economics(
    base: Annotated[str, typer.Argument(metavar="RUN_BASE", help="Run without the measures.")],
    plan: Annotated[str, typer.Argument(metavar="RUN_PLAN", help="Run with the measures.")],
    settings: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE", help="Change one assumption.")
    ] = [],  # noqa: B006 - typer copies it
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show cash flows, NPV, IRR, payback and cost per tonne of a plan against its base."""
    with reported():
        from scenarios.economics.appraisal import economics_of, measures_between
        from scenarios.economics.assumptions import load_assumptions
        from scenarios.economics.year import stored_year
        from scenarios.stored import find_run

        first, second = (stored_year(find_run(run, out)) for run in (base, plan))
        measures = measures_between(first, second)
        for one in measures:
            if one.economics is None:
                name = one.label.zh if lang == "zh" else one.label.en
                typer.echo(f"{name}: {AWAITS[lang]}", err=True)
        found = economics_of(first, second, measures, load_assumptions(settings))
        if as_json:
            plain = json.dumps(found.to_json(), ensure_ascii=False, allow_nan=False)
            sys.stdout.write(plain + "\n")
        else:
            from scenarios.economics.present import print_economics

            print_economics(found, lang)


def register(cli: typer.Typer) -> None:
    """Add the commands of this room."""
    cli.command()(economics)
