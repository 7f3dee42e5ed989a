"""What a measure and an assumption may say, as a whole: conditions, money, and the rule itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.economics.block import MeasureEconomics
from scenarios.interventions.change import Change, Parameter, QuantityRule
from scenarios.interventions.selector import Names, Selector, Strict
from twin.labels import Label

Pathway = Literal["energy", "industry", "resources", "end_of_pipe", "management"]


class Condition(Strict):
    """A condition with its reason: other measures, or what the park itself has.

    Attributes
    ----------
    measures : list of str
        Measures of the same scenario; one of them is enough.
    park : Selector
        The park, before any measure, has at least one agent of this sort.
    reason : Label
        Why.
    """

    measures: Names = ()
    park: Selector | None = None
    reason: Label

    @model_validator(mode="after")
    def _names_something(self) -> Condition:
        if not self.measures and self.park is None:
            raise ValueError("give 'measures', 'park' or both")
        if self.park is not None and self.park.share:
            raise ValueError("'share' has no place in a condition")
        return self


class Rule(Strict):
    """What measures and assumptions share.

    Attributes
    ----------
    parameters : mapping of Parameter
    quantities : mapping of QuantityRule
        In this order; a quantity may be read by those below it.
    changes : list of Change
        In this order; what they select and work out is of the park before the first of them.
    """

    id: str
    label: Label
    explanation: Label
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    quantities: dict[str, QuantityRule] = Field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    source: str = Field(min_length=1)
    confidence: str = Field(min_length=1)

    @model_validator(mode="after")
    def _all_is_read(self) -> Rule:
        check_names(self.parameters, self.quantities, self.changes, self._costs())
        return self

    def _costs(self) -> Iterable[str]:
        return ()


class Intervention(Rule):
    """A measure: what it is, its parameters, what it changes in the park and what it costs.

    Attributes
    ----------
    pathway : str
        One of the five pathways.
    instrument : Label
        Policy instrument that brings it about.
    requires, excludes : list of Condition
        What must, and what must not, be there.
    repeatable : bool
        May stand more than once in a scenario, each with a ``suffix`` of its own; the names of
        what it makes then hold ``{suffix}``.
    follows : tuple of str
        Measures whose work it steers: it is listed after them, and stands after them in a plan.
    awaits : Label
        Set if no component can express it yet: it then changes nothing and costs nothing, and a
        warning with this text says so.
    economics : MeasureEconomics
        Required unless it awaits a component.
    """

    pathway: Pathway
    instrument: Label
    requires: tuple[Condition, ...] = ()
    excludes: tuple[Condition, ...] = ()
    repeatable: bool = False
    follows: tuple[str, ...] = ()
    awaits: Label | None = None
    economics: MeasureEconomics | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Intervention:
        if self.awaits is None and (not self.changes or self.economics is None):
            raise ValueError("a measure has 'changes' and 'economics', or says what it awaits")
        if self.repeatable and not any("{suffix}" in c.path + c.agent for c in self.changes):
            raise ValueError("'repeatable' needs {suffix} in the names of what it makes")
        return self

    def _costs(self) -> Iterable[str]:
        return sorted(self.economics.names) if self.economics else ()


class Assumption(Rule):
    """What the world decides: prices, growth, factors, weather; it costs nothing.

    Attributes
    ----------
    group : str
        ``price``, ``growth``, ``factor``, ``weather`` or ``reliability``.
    stage : str
        ``before`` the measures (they are sized in the world assumed) or ``after`` them (it holds
        for what they brought as well).
    """

    group: Literal["price", "growth", "factor", "weather", "reliability"]
    stage: Literal["before", "after"] = "after"
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]


def check_names(
    parameters: dict[str, Parameter],
    quantities: dict[str, QuantityRule],
    changes: Iterable[Change],
    costs: Iterable[str],
) -> None:
    """Check that every name leads somewhere and every number is read.

    Raises
    ------
    ValueError
        If not.
    """
    both = sorted(set(parameters) & set(quantities))
    if both:
        raise ValueError(f"parameter and quantity at once: {', '.join(both)}")
    known, read = set(parameters), set(costs)
    for name, rule in quantities.items():
        wants = {*rule.times, *((rule.over.share,) if rule.over and rule.over.share else ())}
        _refuse(f"quantity {name}", wants - known)
        read |= wants
        known.add(name)
    for change in changes:
        _refuse(f"change at {change.path or change.agent}", change.reads() - known)
        read |= change.reads()
    _refuse("economics", set(costs) - known)
    idle = [name for name in (*parameters, *quantities) if name not in read]
    if idle:
        raise ValueError(f"nothing reads {', '.join(idle)}")


def _refuse(what: str, unknown: set[str]) -> None:
    if unknown:
        raise ValueError(f"{what}: no such parameter or quantity: {', '.join(sorted(unknown))}")
