"""Abatement cost curves: width is what a measure abates a year, height what a tonne costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from scenarios.compare.attribution import Step
from scenarios.compare.headline import cut_at
from scenarios.compare.style import FAINT, INK, of_measure, plain_axes, scaled, told

WRAP, LINE = 0.235, 3.6  # inches a line of the legend, inches of the drawing


@dataclass(frozen=True)
class Curve:
    """One curve: its title, steps in drawing order, the names of measures, and what is not drawn.

    Attributes
    ----------
    names : sequence of str
        By place of the measure.
    raises, cut : str
        What is said of a measure that abates nothing, and of a bar that is cut.
    """

    title: str
    steps: tuple[Step, ...]
    names: Sequence[str]
    raises: str
    cut: str


def curve_height(curves: Sequence[Curve]) -> float:
    """Return the height of a picture of curves side by side [in]."""
    return LINE + WRAP * (max(len(curve.steps) for curve in curves) + 1)


def draw_curves(made: Figure, curves: Sequence[Curve], basis: str) -> None:
    """Draw curves side by side on one scale, with what the cost is below them."""
    drawn = [s for curve in curves for s in curve.steps if s.cny_per_t is not None]
    factor, unit = scaled(max((s.abated_t for s in drawn), default=0.0), "t")
    edge = cut_at((step.cny_per_t or 0.0, step.abated_t) for step in drawn)
    costs = [0.0, *(_within(s.cny_per_t or 0.0, edge) for s in drawn)]
    reach = max(max(costs) - min(costs), 1.0)
    total = max(sum(s.abated_t for s in c.steps if s.cny_per_t is not None) for c in curves)
    for place, curve in enumerate(curves):
        axes = made.add_subplot(1, len(curves), place + 1)
        _draw(axes, curve, factor, unit, edge)
        axes.set_ylim(min(costs) - 0.08 * reach, max(costs) + 0.08 * reach)
        axes.set_xlim(0.0, max(total * factor * 1.02, 1e-9))
        axes.set_xlabel(f"{unit} CO₂ / a", color=FAINT)
        if place == 0:
            axes.set_ylabel("CNY / t CO₂", color=FAINT)
    made.supxlabel(basis, fontsize=9, color=FAINT)


def _within(cost: float, edge: float) -> float:
    return max(min(cost, edge), -edge)


def _draw(axes: Axes, curve: Curve, factor: float, unit: str, edge: float) -> None:
    begin, entries = 0.0, []
    for step in curve.steps:
        cost, tone = step.cny_per_t, of_measure(step.measure)
        width, name = step.abated_t * factor, curve.names[step.measure]
        if cost is None:
            text = f"{name}: {curve.raises} ({told(-width, sign=True)} {unit})"
            entries.append(Patch(facecolor="white", edgecolor=tone, label=text))
            continue
        axes.bar(
            begin, _within(cost, edge), width=width, align="edge", color=tone, edgecolor="white",
            linewidth=0.6,
        )  # fmt: skip
        begin += width
        text = f"{name}: {told(width)} {unit}, {told(cost)} CNY/t"
        if abs(cost) > edge:
            text = f"{text} ({curve.cut})"
        entries.append(Patch(facecolor=tone, label=text))
    axes.axhline(0.0, color=INK, linewidth=0.9)
    axes.set_title(curve.title, loc="left", fontsize=10.5, color=INK)
    axes.legend(
        handles=entries, loc="upper left", bbox_to_anchor=(0.0, -0.2), frameon=False, fontsize=9,
        borderaxespad=0.0, handlelength=1.1, handleheight=1.1,
    )  # fmt: skip
    plain_axes(axes, along="y")
