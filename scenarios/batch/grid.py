"""A grid over a few parameters of a scenario in one call: a study without a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.batch.running import run_study
from scenarios.batch.study import load_study_text
from scenarios.park_file import park_path
from scenarios.yaml_io import dump_yaml
from twin.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.scenario import Chosen, Scenario

VARIANT = "plan"


def sweep(
    scenario: Scenario,
    over: Mapping[str, Sequence[float | str | bool]],
    folder: str | Path,
    *,
    seeds: int | Sequence[int] = 1,
    workers: int = 0,
    terms: Sequence[str] = (),
) -> pd.DataFrame:
    """Run a scenario at every combination of values and return a row for each.

    It is a study (:func:`scenarios.batch.run_study`): results are kept in ``folder``, and a second
    call runs only what is new.

    Parameters
    ----------
    scenario : Scenario
    over : mapping of str to sequence
        Values by ``measure.parameter``, ``assumption.parameter`` or dotted path of the park.
    folder : path
    seeds : int or sequence of int
        How many, or which.
    workers : int
        Processes; 0 to run in this one.
    terms : sequence of str
        Account terms besides those every study has.

    Raises
    ------
    InputError
        If a name or a value does not fit, or a run could not be done.
    """
    study = load_study_text(_text(scenario, over, seeds, terms), scenario.name or "sweep")
    outcome = run_study(study, Path(folder), workers)
    if outcome.tally.aside:
        told = "; ".join(f"{run}: {why}" for run, why in outcome.tally.aside.items())
        raise InputError(f"{len(outcome.tally.aside)} runs were set aside: {told}")
    table: pd.DataFrame = outcome.tables["runs"].to_pandas()
    return table


def _text(
    scenario: Scenario,
    over: Mapping[str, Sequence[float | str | bool]],
    seeds: int | Sequence[int],
    terms: Sequence[str],
) -> str:
    """Return the study as it would stand in a file."""
    content: dict[str, object] = {
        "park": str(park_path(scenario.park).resolve()),
        "measures": {VARIANT: [_entry(chosen) for chosen in scenario.measures]},
        "assumptions": [_entry(chosen) for chosen in scenario.assumptions],
        "set": dict(scenario.settings),
        "seeds": seeds if isinstance(seeds, int) else list(seeds),
        "outputs": {"terms": list(terms)},
    }
    if over:
        ranges = {name: {"values": list(values)} for name, values in over.items()}
        content["samples"] = {"method": "grid", "n": 1, "parameters": ranges}
    return dump_yaml(content)


def _entry(chosen: Chosen) -> dict[str, dict[str, object]]:
    more = {"suffix": chosen.suffix} if chosen.suffix else {}
    return {chosen.id: {**chosen.parameters, **more}}
