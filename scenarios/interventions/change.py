"""Numbers and changes of a rule: parameters, products of numbers, and operations on the park."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from scenarios.interventions.selector import Names, Selector, Strict
from twin.labels import Label

WORDS = frozenset({"name", "zh", "en", "suffix", "start", "end", "tariff"})
NUMBER = re.compile(r"^\{([a-z_][a-z_0-9]*)\}$")
Rounding = Literal["none", "nearest", "up", "down"]


class Parameter(Strict):
    """One number a planner may choose.

    Attributes
    ----------
    default, min, max : float
        Usual value and the range, both ends included.
    whole : bool
        Only whole numbers.
    """

    label: Label
    unit: str
    default: float
    min: float
    max: float
    whole: bool = False

    @model_validator(mode="after")
    def _range_holds_default(self) -> Parameter:
        if self.min > self.max:
            raise ValueError(f"empty range: min {self.min:g} is above max {self.max:g}")
        if not self.min <= self.default <= self.max:
            raise ValueError("default must lie between min and max")
        if self.whole and not all(v.is_integer() for v in (self.default, self.min, self.max)):
            raise ValueError("default, min and max must be whole numbers")
        return self


class Monomial(Strict):
    """A product: ``factor`` times numbers of the measure times fields of an agent.

    Attributes
    ----------
    factor : float
        Fixed number.
    times : list of str
        Parameters of the measure, and quantities that stand above.
    fields : list of str
        Paths relative to the agent (``vehicles[powertrain=diesel].count``: one term an entry).
    round : str
        Rounding of each term: ``none``, ``nearest``, ``up`` or ``down``.
    """

    factor: float = 1.0
    times: Names = ()
    fields: Names = ()
    round: Rounding = "none"


class QuantityRule(Monomial):
    """A number that the measure works out of the park: for costs, for changes, and to be shown.

    Attributes
    ----------
    over : Selector
        Agents whose products are summed; without fields they are counted.
    """

    label: Label
    unit: str
    over: Selector | None = None

    @model_validator(mode="after")
    def _fields_are_of_someone(self) -> QuantityRule:
        if self.fields and self.over is None:
            raise ValueError("'fields' needs 'over': whose fields?")
        return self


class Change(Strict):
    """One change at a dotted path.

    Attributes
    ----------
    op : str
        ``set``, ``scale`` (times), ``add`` (plus), ``reduce`` (less this share), ``remove``,
        ``append`` (to a list), ``move`` (this share of a number to another entry of its list).
    path : str
        From the top of the park; with ``each``, relative to every selected agent.
    value : any
        Literal; ``{name}``, ``{zh}``, ``{en}`` of the selected agent, ``{suffix}`` and
        ``{start}`` (first day, ``{start+30}`` thirty days later; ``{end}``, the last) and
        ``{tariff}`` (that of the park's grid connection) are filled in; a text that is nothing
        but ``{NUMBER}`` becomes that number of the measure.
    parameter, quantity : str
        A number of the measure instead.
    amount : Monomial
        A product instead, with fields of the selected agent.
    each : Selector
        Agents that are changed, as they are before the measure.
    agent : str
        With ``each``: name of the agent that is changed or made for every selected one, such as
        ``roof-pv-{name}``; the path is then relative to this one, empty for the whole of it.
    about : float
        Fixed point of ``scale``: new = about + factor x (old - about).
    round : str
        Rounding of the new number (of the moved one with ``move``).
    to : mapping
        With ``move``: keys of the entry that takes what is moved; made if there is none.
    like : list of str
        With ``move``: keys in which the two entries agree; what neither gives counts as agreed.
    """

    op: Literal["set", "scale", "add", "reduce", "remove", "append", "move"]
    path: str = ""
    value: Any = None
    parameter: str = ""
    quantity: str = ""
    amount: Monomial | None = None
    each: Selector | None = None
    agent: str = ""
    about: float = 0.0
    round: Rounding = "none"
    to: dict[str, str | float] = Field(default_factory=dict)
    like: Names = ()

    @model_validator(mode="after")
    def _is_complete(self) -> Change:
        given = (self.value is not None, self.parameter, self.quantity, self.amount is not None)
        if sum(map(bool, given)) != (0 if self.op == "remove" else 1):
            raise ValueError(
                "'remove' takes no value" if self.op == "remove"
                else "give one of 'value', 'parameter', 'quantity' and 'amount'"
            )  # fmt: skip
        if self.amount is not None and self.amount.fields and self.each is None:
            raise ValueError("'fields' in 'amount' needs 'each': whose fields?")
        if self.agent and self.each is None:
            raise ValueError("'agent' goes with 'each'")
        if self.each is None and not self.path:
            raise ValueError("'path' is missing")
        if self.about and self.op != "scale":
            raise ValueError("'about' goes with 'scale'")
        if bool(self.to) != (self.op == "move") or (self.like and self.op != "move"):
            raise ValueError("'to' and 'like' go with 'move'")
        return self

    def reads(self) -> set[str]:
        """Return the parameters and quantities it reads."""
        times = self.amount.times if self.amount else ()
        share = self.each.share if self.each else ""
        named = (self.parameter, self.quantity, share, *times, *_numbers_in(self.value))
        return {name for name in named if name}


def number_named(text: str) -> str:
    """Return which number of the measure a text stands for, "" if none."""
    found = NUMBER.match(text)
    return found[1] if found and found[1] not in WORDS else ""


def _numbers_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - plain data
    if isinstance(value, str):
        yield number_named(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _numbers_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers_in(item)
