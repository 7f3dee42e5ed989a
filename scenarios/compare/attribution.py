"""Which measure caused what: runs of subsets of the measures, taken apart and priced.

A measure is *on paper only* if leaving it out changes no flow of the ledger, yet changes carbon or
offsets: certificates, green trade, CCER. They cost little a tonne and would lead any list by cost,
so the attribution is made a second time without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from scenarios.compare.decompose import Set, Shares, take_apart
from scenarios.compare.figures import LEDGERS, Figure, Reading
from scenarios.compare.flows import FlowChange, flow_changes, same_flows
from scenarios.compare.inputs import InputDifference
from scenarios.compare.measures import awaited, label_of, plain_of
from scenarios.scenario import Chosen
from twin.errors import InputError

Paper = Literal["both", "with", "without"]
COST = "annual_cost_cny"
CLAIMS = (*(f"carbon.{ledger}" for ledger in LEDGERS), "carbon.offset_t")
WHOLE_YEAR_DAYS = (365, 366)
_WAYS = ("sequential", "leave_one_out")


@dataclass(frozen=True)
class Outcome:
    """What is kept of one run: its figures and flows, and the yearly cost of its measures."""

    reading: Reading
    annual_cost: float

    def value(self, figure: str) -> float | None:
        """Return a figure of the run, or the yearly cost [CNY/y]."""
        return self.annual_cost if figure == COST else self.reading.value(figure)


@dataclass(frozen=True)
class Step:
    """One bar of an abatement cost curve.

    Attributes
    ----------
    measure : int
    abated_t : float
        Tonnes of CO2 a year less.
    cost_cny : float
        Yearly cost.
    """

    measure: int
    abated_t: float
    cost_cny: float

    @property
    def cny_per_t(self) -> float | None:
        """Yearly cost over tonnes a year; None where a measure abates nothing."""
        return self.cost_cny / self.abated_t if self.abated_t > 0.0 else None


@dataclass(frozen=True)
class Attribution:
    """A plan taken apart by measure.

    Attributes
    ----------
    park : str
    measures : tuple of Chosen
        In the order of the sequence.
    outcomes : mapping
        By set of measures; None for a set that is not possible.
    reasons : mapping
        Why a set is not possible.
    years : float
        Length of the span.
    timeline : mapping
        ``start``, ``days`` and ``step_minutes``.
    seed : int
    basis : (str, str)
        What the yearly cost is, in Chinese and English.
    inputs : tuple of InputDifference
        Paths of the park that the plan changes.
    shapley : bool
    physical : Attribution or None
        The same without measures on paper, if there are such and it was asked for.
    """

    park: str
    measures: tuple[Chosen, ...]
    outcomes: Mapping[Set, Outcome | None]
    reasons: Mapping[Set, str]
    years: float
    timeline: Mapping[str, Any]
    seed: int
    basis: tuple[str, str]
    inputs: tuple[InputDifference, ...] = ()
    shapley: bool = False
    physical: Attribution | None = None

    @property
    def everything(self) -> Set:
        """The set of all measures."""
        return frozenset(range(len(self.measures)))

    @property
    def base(self) -> Outcome:
        """The run without measures."""
        return self._sure(frozenset())

    @property
    def plan(self) -> Outcome:
        """The run with all measures."""
        return self._sure(self.everything)

    def _sure(self, chosen: Set) -> Outcome:
        found = self.outcomes[chosen]
        if found is None:
            raise InputError(self.reasons[chosen])
        return found

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """What can be taken apart; figures of the plan that the baseline has none of included."""
        known = {**self.plan.reading.figures, **self.base.reading.figures}
        cost = Figure(COST, "cost", "年费用", "yearly cost of the measures", "CNY/y", 0.0)
        return (*known.values(), cost)

    def shares(self, figure: str) -> Shares:
        """Return a figure taken apart by measure."""

        def value(chosen: Set) -> float | None:
            found = self.outcomes[chosen]
            return None if found is None else found.value(figure)

        return take_apart(len(self.measures), value, shapley=self.shapley)

    def left_out_reason(self, measure: int) -> str:
        """Return why a measure cannot be left out, "" if it can."""
        return self.reasons.get(self.everything - {measure}, "")

    @cached_property
    def on_paper(self) -> tuple[bool, ...]:
        """Whether each measure changes claims only and moves nothing."""
        return tuple(self._is_paper(i) for i in range(len(self.measures)))

    def _is_paper(self, measure: int) -> bool:
        without = self.outcomes[self.everything - {measure}]
        if without is None or not same_flows(without.reading.flows, self.plan.reading.flows):
            return False
        return any(without.value(claim) != self.plan.value(claim) for claim in CLAIMS)

    def sequence_reason(self, measure: int) -> str:
        """Return why the sequence cannot reach a measure, "" if it can."""
        return self.reasons.get(frozenset(range(measure + 1)), "")

    def flow_changes(
        self, measure: int, method: str = "leave_one_out"
    ) -> tuple[FlowChange, ...] | None:
        """Return the physical changes a measure makes, biggest first.

        ``sequential``: when it comes after the measures before it; ``leave_one_out``: what the plan
        has that it would not have without it; None if it cannot be left out.
        """
        if method == "sequential":
            before, after = frozenset(range(measure)), frozenset(range(measure + 1))
        else:
            before, after = self.everything - {measure}, self.everything
        one, other = self.outcomes[before], self.outcomes[after]
        if one is None or other is None:
            return None
        return flow_changes(one.reading.flows, other.reading.flows)

    def curve(self, ledger: str = "park", method: str = "leave_one_out") -> tuple[Step, ...]:
        """Return the abatement cost curve, cheapest first, by the year.

        ``sequential`` keeps the order of the measures: a step's cost holds only after those before.
        """
        carbon, cost = self.shares(f"carbon.{ledger}"), self.shares(COST)
        pairs = zip(getattr(carbon, method), getattr(cost, method), strict=True)
        steps = [
            Step(i, -tonnes / self.years, cny)
            for i, (tonnes, cny) in enumerate(pairs)
            if tonnes is not None and cny is not None
        ]
        if method == "sequential":
            return tuple(steps)
        big = float("inf")
        return tuple(sorted(steps, key=lambda s: big if s.cny_per_t is None else s.cny_per_t))

    @property
    def cautions(self) -> tuple[tuple[str, str], ...]:
        """What a reader must know, in Chinese and English."""
        return tuple(self._cautions())

    def _cautions(self) -> Iterator[tuple[str, str]]:
        yield from filter(None, map(awaited, self.measures))
        if self.timeline["days"] not in WHOLE_YEAR_DAYS:
            days = self.timeline["days"]
            yield (
                f"仅模拟 {days} 天：每年的吨数与费用按天数折算，不代表全年季节",
                f"{days} days only: what is told by the year is scaled by days, seasons left out",
            )
        for number, measure in enumerate(self.measures):
            if reason := self.left_out_reason(number):
                zh, en = label_of(measure, "zh"), label_of(measure, "en")
                yield f"{zh}无法单独剔除：{reason}", f"{en} cannot be left out: {reason}"
            if reason := self.sequence_reason(number):
                zh, en = label_of(measure, "zh"), label_of(measure, "en")
                yield (
                    f"按此顺序叠加到{zh}不成立：{reason}",
                    f"the sequence as far as {en} is not possible; give another order: {reason}",
                )

    def to_json(self) -> dict[str, Any]:
        """Return the attribution as plain data."""
        numbers = range(len(self.measures))
        plain: dict[str, Any] = {
            "park": self.park, "seed": self.seed, "timeline": dict(self.timeline),
            "measures": [
                {**plain_of(m), "on_paper": paper, "not_left_out": self.left_out_reason(i)}
                for i, (m, paper) in enumerate(zip(self.measures, self.on_paper, strict=True))
            ],
            "basis": {"zh": self.basis[0], "en": self.basis[1]},
            "cautions": [{"zh": zh, "en": en} for zh, en in self.cautions],
            "figures": {
                f.id: {"zh": f.zh, "en": f.en, "unit": f.unit} | self.shares(f.id).to_json()
                for f in self.figures
            },
            "curves": {
                ledger: {m: self._curve_json(ledger, m) for m in ("sequential", "leave_one_out")}
                for ledger in LEDGERS
            },
            "changes": {m: [self._changes_json(i, m) for i in numbers] for m in _WAYS},
            "inputs": [difference.to_json() for difference in self.inputs],
        }  # fmt: skip
        plain["without_paper"] = None if self.physical is None else self.physical.to_json()
        return plain

    def _curve_json(self, ledger: str, method: str) -> list[dict[str, Any]]:
        return [
            {
                "measure": self.measures[step.measure].id, "abated_t_per_y": step.abated_t,
                "cost_cny_per_y": step.cost_cny, "cny_per_t": step.cny_per_t,
            }
            for step in self.curve(ledger, method)
        ]  # fmt: skip

    def _changes_json(self, measure: int, method: str) -> list[dict[str, Any]] | None:
        found = self.flow_changes(measure, method)
        return None if found is None else [change.to_json() for change in found]
