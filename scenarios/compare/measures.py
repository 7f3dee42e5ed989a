"""The measures of an attribution, and the one place that turns them into a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenarios.build import Options
from scenarios.interventions import load_intervention
from scenarios.memo import Memo
from scenarios.park_file import load_park, load_park_text, parse_set
from scenarios.run import RunResult
from scenarios.session import Session
from scenarios.simulate import Watch, silent
from twin.errors import InputError


@dataclass(frozen=True)
class Measure:
    """An intervention with its parameters.

    Attributes
    ----------
    id : str
        Name in ``configs/interventions``.
    parameters : mapping of str to float
        Those that are not the intervention's defaults.
    """

    id: str
    parameters: Mapping[str, float] = field(default_factory=dict)

    def label(self, lang: str) -> str:
        """Return the name of the intervention."""
        found = load_intervention(self.id).label
        return found.zh if lang == "zh" else found.en

    def entry(self) -> dict[str, Any]:
        """Return what stands in a park's list of interventions."""
        return {"id": self.id, "parameters": dict(self.parameters)}

    def to_json(self) -> dict[str, Any]:
        """Return the measure as plain data, with its names."""
        return {**self.entry(), "zh": self.label("zh"), "en": self.label("en")}


AnnualCost = Callable[[Sequence[Measure], RunResult, RunResult], float]


def bill_change(_applied: Sequence[Measure], base: RunResult, plan: RunResult) -> float:
    """Return by how much the park's yearly bill changes [CNY/y]; no investment is in it."""
    change = plan.value("cost.total_cny") - base.value("cost.total_cny")
    return float(change) / plan.timeline.years


BILL_BASIS = (
    "年费用为园区账单变化，不含投资",
    "yearly cost is the change of the park's bill; no investment is in it",
)


def parse_measure(text: str) -> Measure:
    """Return the measure of ``ID`` or ``ID:parameter=value,parameter=value``.

    Raises
    ------
    InputError
        If it is not of this form.
    """
    name, _, given = text.partition(":")
    parameters: dict[str, float] = {}
    for part in filter(None, given.split(",")):
        key, value = parse_set(part)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{text}: {key}: expected a number, got {value!r}")
        parameters[key] = float(value)
    return Measure(name.strip(), parameters)


def own_measures(park: str, text: str, settings: Mapping[str, Any]) -> tuple[Measure, ...]:
    """Return the interventions that stand in a park's own file.

    Raises
    ------
    InputError
        If the park is not sound.
    """
    loaded = load_park_text(text, park, settings) if text else load_park(park, settings)
    return tuple(Measure(e.id, dict(e.parameters)) for e in loaded.spec.interventions)


class Runs:
    """Runs one park with any of its measures, in one session, so that what is alike is reused.

    Parameters
    ----------
    park, text : str, str
        A file or the name of a shipped park; or its YAML, and what to call it.
    given : sequence of Measure
        Measures every run has, the baseline too.
    settings : mapping
        Values by dotted path, as ``--set`` takes them.
    options : Options, optional
    memo : Memo, optional
        Where events are kept; in this process if not given.
    """

    def __init__(
        self,
        park: str,
        text: str = "",
        given: Sequence[Measure] = (),
        settings: Mapping[str, Any] | None = None,
        options: Options | None = None,
        memo: Memo | None = None,
    ) -> None:
        self.given, self.settings = tuple(given), dict(settings or {})
        self._session = Session(park, text, options, memo)

    def __call__(self, measures: Sequence[Measure], watch: Watch = silent) -> RunResult:
        """Return the run of the park with measures.

        Raises
        ------
        InputError
            If the park with these measures is not sound.
        ClosureError
            If its physics cannot be closed.
        """
        entries = [measure.entry() for measure in (*self.given, *measures)]
        return self._session.what_if({**self.settings, "interventions": entries}, watch)
