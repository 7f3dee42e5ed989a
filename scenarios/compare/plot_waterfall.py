"""Waterfalls of carbon: from the baseline to the plan, bar by bar, adding up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scenarios.compare.style import FAINT, GRID, INK, LESS, MORE, TOTAL, plain_axes, scaled, told

ROW, HEAD = 0.36, 1.5  # inches


@dataclass(frozen=True)
class Bar:
    """One step of a waterfall; ``note`` is said after its amount."""

    label: str
    change: float
    colour: str = ""
    note: str = ""


@dataclass(frozen=True)
class Waterfall:
    """Steps between two totals; the last total is their sum.

    Raises
    ------
    ValueError
        If the steps do not lead from the first total to the last.
    """

    title: str
    first: tuple[str, float]
    bars: tuple[Bar, ...]
    last: tuple[str, float]

    def __post_init__(self) -> None:
        reached = self.first[1] + sum(bar.change for bar in self.bars)
        size = abs(self.first[1]) + sum(abs(bar.change) for bar in self.bars)
        if abs(reached - self.last[1]) > 1e-9 * max(size, 1.0):
            raise ValueError(f"a waterfall to {self.last[1]:g} reaches {reached:g}")

    @property
    def edges(self) -> list[float]:
        """Where each step begins, and where the last ends."""
        out = [self.first[1]]
        for bar in self.bars:
            out.append(out[-1] + bar.change)
        return out


def waterfall_height(waterfalls: Sequence[Waterfall]) -> float:
    """Return the height of a picture of waterfalls side by side [in]."""
    return HEAD + ROW * (max(len(w.bars) for w in waterfalls) + 2)


def draw_waterfalls(made: Figure, waterfalls: Sequence[Waterfall], unit: str) -> None:
    """Draw waterfalls side by side on one scale."""
    largest = max(abs(edge) for w in waterfalls for edge in w.edges)
    lowest = min(0.0, *(edge for w in waterfalls for edge in w.edges))
    factor, shown = scaled(largest, unit)
    for place, waterfall in enumerate(waterfalls):
        axes = made.add_subplot(1, len(waterfalls), place + 1)
        _draw(axes, waterfall, factor)
        axes.set_xlim(lowest * factor * 1.25, largest * factor * 1.25)
        axes.set_xlabel(f"{shown} CO₂", color=FAINT)


def _draw(axes: Axes, waterfall: Waterfall, factor: float) -> None:
    edges = [edge * factor for edge in waterfall.edges]
    count = len(waterfall.bars)
    _total(axes, 0, waterfall.first[1] * factor)
    for row, bar in enumerate(waterfall.bars, start=1):
        begin, end = edges[row - 1], edges[row]
        tone = bar.colour or (LESS if bar.change < 0 else MORE)
        axes.barh(row, end - begin, left=begin, height=0.62, color=tone)
        note = f"  {bar.note}" if bar.note else ""
        _say(axes, row, max(begin, end), f"{told(bar.change * factor, sign=True)}{note}")
        axes.plot([begin, begin], [row - 1 + 0.31, row - 0.31], color=GRID, linewidth=1.2)
    axes.plot([edges[-1]] * 2, [count + 0.31, count + 1 - 0.31], color=GRID, linewidth=1.2)
    _total(axes, count + 1, waterfall.last[1] * factor)
    labels = [waterfall.first[0], *(bar.label for bar in waterfall.bars), waterfall.last[0]]
    axes.set_yticks(range(count + 2), labels)
    axes.set_ylim(count + 1.6, -0.6)
    axes.set_title(waterfall.title, loc="left", fontsize=10.5, color=INK)
    plain_axes(axes, along="x")


def _total(axes: Axes, row: int, amount: float) -> None:
    axes.barh(row, amount, height=0.62, color=TOTAL)
    _say(axes, row, max(amount, 0.0), told(amount))


def _say(axes: Axes, row: int, place: float, text: str) -> None:
    axes.annotate(
        text, (place, row), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9,
        color=INK,
    )  # fmt: skip
