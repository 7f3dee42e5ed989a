"""Two or more scenarios side by side: every figure, and its difference from the baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenarios.compare.figures import Figure
from scenarios.compare.flows import FlowChange, Flows, flow_changes
from scenarios.compare.groups import Group, Member, cautions, check_spans, member_of
from scenarios.compare.inputs import InputDifference, differences
from scenarios.compare.paired import Difference, difference
from scenarios.run import RunResult
from scenarios.stored import StoredRun
from twin.errors import InputError


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side; the first is the baseline.

    Attributes
    ----------
    groups : tuple of Group
    confidence : float
        Level of the intervals.
    cautions : tuple of (str, str)
        What a reader must know, in Chinese and English.
    """

    groups: tuple[Group, ...]
    confidence: float
    cautions: tuple[tuple[str, str], ...]

    @property
    def base(self) -> Group:
        """The baseline."""
        return self.groups[0]

    @property
    def plans(self) -> tuple[Group, ...]:
        """All but the baseline."""
        return self.groups[1:]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """What each figure is; those of the baseline first, in its order."""
        known: dict[str, Figure] = {}
        for group in self.groups:
            for run in group.by_seed.values():
                for key, figure in run.reading.figures.items():
                    known.setdefault(key, figure)
        order = ("indicators", "energy", "carbon", "cost", "supply", "green", "unserved")
        return tuple(sorted(known.values(), key=lambda f: order.index(f.group)))

    def mean(self, group: Group, figure: str) -> float | None:
        """Return a scenario's mean of a figure over the seeds in which it is known."""
        known = [value for value in group.values(figure).values() if value is not None]
        return sum(known) / len(known) if known else None

    def states(self, group: Group, figure: str) -> Counter[str]:
        """Return in how many runs an indicator is in which state."""
        found = (run.reading.figures.get(figure) for run in group.by_seed.values())
        return Counter(f.state for f in found if f is not None)

    def difference(self, group: Group, figure: str) -> Difference:
        """Return how a scenario differs from the baseline in a figure."""
        return difference(self.base.values(figure), group.values(figure), self.confidence)

    def inputs(self, group: Group) -> tuple[InputDifference, ...]:
        """Return the paths of the park at which a scenario differs from the baseline."""
        return differences(self.base.first.document, group.first.document)

    def flow_changes(self, group: Group) -> tuple[FlowChange, ...]:
        """Return what flows differently, biggest first; means over the common seeds, if any."""
        seeds = sorted(self.base.by_seed.keys() & group.by_seed.keys())
        before = [self.base.by_seed[s] for s in seeds] or list(self.base.runs)
        after = [group.by_seed[s] for s in seeds] or list(group.runs)
        return flow_changes(
            _mean_flows([run.reading.flows for run in before]),
            _mean_flows([run.reading.flows for run in after]),
        )

    def shown(self, group: Group) -> Member:
        """Return the run of a scenario that is shown by month: of the first common seed."""
        common = set.intersection(*(set(g.by_seed) for g in self.groups))
        return group.by_seed[min(common)] if common else group.first

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "base": self.base.name,
            "confidence": self.confidence,
            "scenarios": [
                {
                    "name": group.name,
                    "runs": {seed: run.run_id for seed, run in group.by_seed.items()},
                    "timeline": dict(group.first.timeline),
                    "version": group.first.version,
                }
                for group in self.groups
            ],
            "cautions": [{"zh": zh, "en": en} for zh, en in self.cautions],
            "figures": [self._figure_json(figure) for figure in self.figures],
            "inputs": {g.name: [d.to_json() for d in self.inputs(g)] for g in self.plans},
            "changes": {g.name: [c.to_json() for c in self.flow_changes(g)] for g in self.plans},
        }

    def _figure_json(self, figure: Figure) -> dict[str, Any]:
        key = figure.id
        plain: dict[str, Any] = {
            "id": key, "group": figure.group, "zh": figure.zh, "en": figure.en,
            "unit": figure.unit, "values": {g.name: self.mean(g, key) for g in self.groups},
            "differences": {g.name: self.difference(g, key).to_json() for g in self.plans},
        }  # fmt: skip
        if figure.group == "indicators":
            plain["targets"] = {g.name: self.target(g, key) for g in self.groups}
            plain["states"] = {g.name: dict(self.states(g, key)) for g in self.groups}
        return plain

    def target(self, group: Group, figure: str) -> float | None:
        """Return an indicator's target, None if there is none or the seeds fall in two classes."""
        found = {
            run.reading.figures[figure].target
            for run in group.by_seed.values()
            if figure in run.reading.figures
        }
        return found.pop() if len(found) == 1 else None


def compare_runs(
    runs: Sequence[Group | StoredRun | RunResult], *, base: str = "", confidence: float = 0.95
) -> Comparison:
    """Compare two or more scenarios.

    Parameters
    ----------
    runs : sequence
        Runs in memory, run folders, or groups of runs that differ by their seed only.
    base : str
        Name of the baseline; the first if not given.
    confidence : float
        Level of the intervals of mean differences.

    Raises
    ------
    InputError
        If there are fewer than two, the spans differ, or there is no such baseline.
    """
    if not 0.0 < confidence < 1.0:
        raise InputError(f"confidence: {confidence:g} is not between 0 and 1")
    groups = list(_named(runs))
    if len(groups) < 2:
        raise InputError("a comparison needs at least two runs")
    if base:
        places = [i for i, group in enumerate(groups) if group.name == base]
        if not places:
            names = ", ".join(group.name for group in groups)
            raise InputError(
                f"there is no scenario '{base}' to be the baseline; there are: {names}"
            )
        groups.insert(0, groups.pop(places[0]))
    check_spans(groups)
    return Comparison(tuple(groups), confidence, tuple(cautions(groups)))


def _named(runs: Sequence[Group | StoredRun | RunResult]) -> Iterator[Group]:
    taken: set[str] = set()
    for number, run in enumerate(runs, start=1):
        if isinstance(run, Group):
            found = run
        else:
            member = member_of(run)
            found = Group(member.run_id, (member,))
        if found.name in taken:
            found = Group(f"{found.name} ({number})", found.runs)
        taken.add(found.name)
        yield found


def _mean_flows(runs: Sequence[Flows]) -> Flows:
    keys = sorted({key for run in runs for key in run})
    return {key: sum(run.get(key, 0.0) for run in runs) / len(runs) for key in keys}
