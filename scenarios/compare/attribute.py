"""Run what an attribution needs: subsets of the measures, each once, in one session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.build import Options
from scenarios.compare.attribution import Attribution, Outcome, Paper
from scenarios.compare.decompose import MOST_FOR_SHAPLEY, Set, sets_needed
from scenarios.compare.figures import read_result
from scenarios.compare.inputs import InputDifference, differences
from scenarios.compare.measures import (
    NET_BASIS,
    AnnualCost,
    Runs,
    net_cost,
    own_measures,
)
from scenarios.memo import Memo
from scenarios.run import RunResult
from scenarios.scenario import Chosen
from scenarios.simulate import Progress, Watch, silent
from twin.errors import InputError


@dataclass
class _Subsets:
    """Runs sets of measures and keeps their figures; the baseline alone stays in memory."""

    runs: Runs
    measures: tuple[Chosen, ...]
    annual_cost: AnnualCost
    base: RunResult
    kept: dict[Set, Outcome | None] = field(default_factory=dict)
    reasons: dict[Set, str] = field(default_factory=dict)
    inputs: dict[Set, tuple[InputDifference, ...]] = field(default_factory=dict)

    def of(self, chosen: Set, watch: Watch) -> None:
        """Run a set, unless it was run before."""
        if chosen in self.kept:
            return
        applied = [self.measures[i] for i in sorted(chosen)]
        try:
            result = self.base if not chosen else self.runs(applied, watch)
        except InputError as error:
            self.kept[chosen] = None
            self.reasons[chosen] = "; ".join(problem.message for problem in error.problems)
            return
        cost = self.annual_cost(applied, self.base, result) if chosen else 0.0
        self.kept[chosen] = Outcome(read_result(result), float(cost))
        before, after = self.base.park.document.data, result.park.document.data
        self.inputs[chosen] = differences(_plain(before), _plain(after))


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "interventions"}


def attribute(
    park: str,
    measures: Sequence[Chosen] = (),
    *,
    text: str = "",
    settings: Mapping[str, Any] | None = None,
    options: Options | None = None,
    annual_cost: AnnualCost = net_cost,
    basis: tuple[str, str] = NET_BASIS,
    shapley: bool = False,
    paper: Paper = "both",
    memo: Memo | None = None,
    watch: Watch = silent,
) -> Attribution:
    """Take a plan apart by measure.

    Parameters
    ----------
    park : str
        A file, or the name of a shipped park; what to call it if ``text`` is given.
    measures : sequence of Chosen
        In the order of the sequence, on top of the park's own; if there are none, the park's own.
    text : str
        YAML of the park; empty to read it from its file.
    settings : mapping
        Values by dotted path in every run, or what a scenario's ``changes`` says: its measures
        are then the park's own.
    annual_cost : callable
        Yearly cost [CNY/y] of measures, from the measures, the baseline and the run with them.
    basis : (str, str)
        What that cost is, in Chinese and English.
    shapley : bool
        Mean over all orders as well; at most five measures.
    paper : str
        ``both``: a second attribution without measures on paper; ``with``: only the whole;
        ``without``: only the one without them.

    Raises
    ------
    InputError
        If there is no measure, or too many, one stands twice, or a park is not sound.
    ClosureError
        If the physics of a run cannot be closed.
    """
    own, settings = own_measures(park, text, settings or {}), settings or {}
    given, chosen = (own, tuple(measures)) if measures else ((), own)
    _check(park, given, chosen, shapley=shapley)
    runs = Runs(park, text, given, settings, options, memo)
    subsets = _Subsets(runs, chosen, annual_cost, runs((), watch))
    _run_all(subsets, sets_needed_of(chosen, shapley=shapley), watch)
    found = _attribution(park, subsets, tuple(range(len(chosen))), basis, shapley=shapley)
    if paper == "with" or not any(found.on_paper):
        return found
    kept = tuple(i for i, is_paper in enumerate(found.on_paper) if not is_paper)
    if not kept:
        if paper == "without":
            raise InputError("every measure is on paper only; nothing is left without them")
        return found
    local = sets_needed_of(kept, shapley=shapley)
    _run_all(subsets, [frozenset(kept[i] for i in s) for s in local], watch)
    physical = _attribution(park, subsets, kept, basis, shapley=shapley)
    return physical if paper == "without" else replace(found, physical=physical)


def sets_needed_of(measures: Sequence[object], *, shapley: bool) -> list[Set]:
    """Return the sets that an attribution of measures needs, by their places."""
    return list(sets_needed(len(measures), shapley=shapley))


def _check(park: str, given: Sequence[Chosen], chosen: Sequence[Chosen], *, shapley: bool) -> None:
    if not chosen:
        raise InputError(f"{park}: no measures to take apart; name them with --with")
    names = [f"{m.id} {m.suffix}".rstrip() for m in (*given, *chosen)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{park}: {', '.join(twice)} stands twice among the measures")
    if shapley and len(chosen) > MOST_FOR_SHAPLEY:
        raise InputError(
            f"Shapley values of {len(chosen)} measures need {2 ** len(chosen)} runs; "
            f"at most {MOST_FOR_SHAPLEY} measures are taken"
        )


def _run_all(subsets: _Subsets, wanted: Sequence[Set], watch: Watch) -> None:
    for number, chosen in enumerate(wanted):
        subsets.of(chosen, _share_of(watch, number, len(wanted)))


def _share_of(watch: Watch, number: int, count: int) -> Callable[[Progress], None]:
    """Return a watcher that tells a run's progress as a part of all runs'."""

    def told(step: Progress) -> None:
        stage = step.stage if step.stage == "compiling" else f"run {number + 1} of {count}"
        watch(replace(step, share=(number + step.share) / count, stage=stage))

    return told


def _attribution(
    park: str,
    subsets: _Subsets,
    places: tuple[int, ...],
    basis: tuple[str, str],
    *,
    shapley: bool,
) -> Attribution:
    """Return the attribution of some of the measures, which are renumbered."""
    wanted = sets_needed_of(places, shapley=shapley)
    real = {local: frozenset(places[i] for i in local) for local in wanted}
    whole = real[frozenset(range(len(places)))]
    if subsets.kept[whole] is None:
        raise InputError(f"{park}: {subsets.reasons[whole]}")
    timeline = subsets.base.timeline
    return Attribution(
        park=subsets.base.park.name,
        measures=tuple(subsets.measures[i] for i in places),
        outcomes={local: subsets.kept[here] for local, here in real.items()},
        reasons={k: subsets.reasons[s] for k, s in real.items() if s in subsets.reasons},
        years=timeline.years,
        timeline=timeline.to_json(),
        seed=subsets.base.built.seed,
        basis=basis,
        inputs=subsets.inputs[whole],
        shapley=shapley,
    )
