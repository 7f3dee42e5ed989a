"""The measures of an attribution, and the one place that turns them into a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scenarios.build import Options
from scenarios.interventions import load_intervention
from scenarios.memo import Memo
from scenarios.park_file import load_park, load_park_text
from scenarios.run import RunResult
from scenarios.scenario import Chosen
from scenarios.session import Session
from scenarios.simulate import Watch, silent


def label_of(measure: Chosen, lang: str) -> str:
    """Return the name of a measure."""
    found = load_intervention(measure.id).label
    name = found.zh if lang == "zh" else found.en
    return f"{name} {measure.suffix}" if measure.suffix else name


def plain_of(measure: Chosen) -> dict[str, Any]:
    """Return a measure as plain data, with its names."""
    return {**measure.entry(), "zh": label_of(measure, "zh"), "en": label_of(measure, "en")}


def awaited(measure: Chosen) -> tuple[str, str] | None:
    """Return what a reader must know of a measure that awaits a component: it did nothing."""
    rule = load_intervention(measure.id)
    if rule.awaits is None:
        return None
    return (
        f"措施“{rule.label.zh}”未改变任何数值，也未计费用：{rule.awaits.zh}",
        f"the measure '{rule.label.en}' changed nothing and costs nothing: {rule.awaits.en}",
    )


AnnualCost = Callable[[Sequence[Chosen], RunResult, RunResult], float]


def net_cost(_applied: Sequence[Chosen], base: RunResult, plan: RunResult) -> float:
    """Return the plan's net cost a year over its life [CNY/y]: investment, operation and bill.

    Real, before tax, loans and grants, by the shipped assumptions of the economics.
    """
    from scenarios.economics import economics_of, load_assumptions

    before = {measure.id for measure in base.park.applied}
    added = [m for m in plan.park.applied if m.id not in before and m.economics is not None]
    return float(economics_of(base, plan, added, load_assumptions()).annual_cost_cny())


NET_BASIS = (
    "年化净成本，含投资、运维与账单变化；不变价，税前，不含贷款与补贴",
    "net cost a year: investment, operation, change of the bill; real, before tax, loan, grants",
)


def own_measures(park: str, text: str, settings: Mapping[str, Any]) -> tuple[Chosen, ...]:
    """Return the interventions that stand in a park's own file.

    Raises
    ------
    InputError
        If the park is not sound.
    """
    loaded = load_park_text(text, park, settings) if text else load_park(park, settings)
    return tuple(Chosen(e.id, dict(e.parameters), e.suffix) for e in loaded.spec.interventions)


class Runs:
    """Runs one park with any of its measures, in one session, so that what is alike is reused.

    Parameters
    ----------
    park, text : str, str
        A file or the name of a shipped park; or its YAML, and what to call it.
    given : sequence of Chosen
        Chosens every run has, the baseline too.
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
        given: Sequence[Chosen] = (),
        settings: Mapping[str, Any] | None = None,
        options: Options | None = None,
        memo: Memo | None = None,
    ) -> None:
        self.given, self.settings = tuple(given), dict(settings or {})
        self._session = Session(park, text, options, memo)

    def __call__(self, measures: Sequence[Chosen], watch: Watch = silent) -> RunResult:
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
