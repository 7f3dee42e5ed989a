"""Bars of differences, and stacks of carbon and energy by month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from scenarios.compare.monthly import Floats, Months
from scenarios.compare.paired import Difference
from scenarios.compare.style import (
    FAINT,
    INK,
    LESS,
    MORE,
    RELATED,
    colour,
    of_measure,
    plain_axes,
    scaled,
    told,
)

MOST_SHARE = 1.0  # a bar beyond it is cut at the edge, its number stays


@dataclass(frozen=True)
class Entry:
    """One figure of a chart of differences.

    Attributes
    ----------
    differences : sequence of Difference
        By scenario.
    less_is_better : bool or None
        None if neither is.
    """

    label: str
    unit: str
    differences: Sequence[Difference]
    less_is_better: bool | None


def draw_differences(
    made: Figure, entries: Sequence[Entry], names: Sequence[str], along: str
) -> None:
    """Draw relative differences from the baseline, with confidence intervals and amounts."""
    axes, count = made.add_subplot(), len(names)
    shares = [d.relative or 0.0 for e in entries for d in e.differences]
    edge = min(max([abs(share) for share in shares] + [0.01]), MOST_SHARE)
    thick = 0.72 / count
    for row, entry in enumerate(entries):
        for place, found in enumerate(entry.differences):
            y = row + (place - (count - 1) / 2) * thick
            tone = of_measure(place) if count > 1 else _tone(entry, found)
            _bar(axes, y, thick, found, entry.unit, edge, tone)
    axes.axvline(0.0, color=INK, linewidth=0.9)
    axes.set_yticks(range(len(entries)), [entry.label for entry in entries])
    axes.set_ylim(len(entries) - 0.4, -0.6)
    least, most = (max(min([*shares, 0.0]), -edge), min(max([*shares, 0.0]), edge))
    pad = 0.36 * (most - least)
    axes.set_xlim(least - pad, most + pad)
    axes.set_xlabel(along, color=FAINT)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:+.0%}".replace("-", "−") if x else "0")
    if count > 1:
        handles = [Patch(color=of_measure(i), label=name) for i, name in enumerate(names)]
        axes.legend(handles=handles, frameon=False, loc="lower left", fontsize=9,
                    bbox_to_anchor=(0.0, 1.0), ncols=min(count, 4))  # fmt: skip
    plain_axes(axes, along="x")


def _tone(entry: Entry, found: Difference) -> str:
    if entry.less_is_better is None or not found.absolute:
        return FAINT
    return LESS if (found.absolute < 0) == entry.less_is_better else MORE


def _bar(
    axes: Axes, y: float, thick: float, found: Difference, unit: str, edge: float, tone: str
) -> None:
    """Draw one bar; where the baseline is zero only the amount is said."""
    share = found.relative if found.relative is not None else 0.0
    shown = float(np.clip(share, -edge, edge))
    axes.barh(y, shown, height=thick * 0.86, color=tone)
    ends = [shown]
    if found.relative and found.absolute and found.low is not None and found.high is not None:
        scale = found.relative / found.absolute
        ends = [float(np.clip(v * scale, -edge, edge)) for v in (found.low, found.high)]
        axes.plot(ends, [y, y], color=INK, linewidth=1.2, marker="|", markersize=5)
    side = 1 if share >= 0 else -1
    place = max([*ends, 0.0]) if side > 0 else min([*ends, 0.0])
    axes.annotate(
        _amount(found, unit, cut=abs(share) > edge), (place, y), xytext=(5 * side, 0),
        textcoords="offset points", va="center", ha="left" if side > 0 else "right", fontsize=8.5,
    )  # fmt: skip


def _amount(found: Difference, unit: str, *, cut: bool) -> str:
    if found.absolute is None:
        return "–"
    if unit == "1":
        text = f"{told(found.absolute * 100, sign=True)} pp"
    else:
        factor, shown = scaled(found.absolute, unit)
        text = f"{told(found.absolute * factor, sign=True)} {shown}".rstrip()
    if cut and found.relative is not None:
        text = f"{text} ({found.relative:+,.0%})".replace("-", "−")
    return text


def draw_months(
    made: Figure, panels: Sequence[tuple[str, Months]], unit: str, name: Callable[[str], str]
) -> None:
    """Draw stacks by month, a panel a scenario on one scale."""
    parts = sorted({part for _, months in panels for part in months.amounts}, key=_order)
    peak = max((float(_stack(m).max()) for _, m in panels), default=0.0)
    lowest = min(0.0, *(float(_below(m).min()) for _, m in panels))
    factor, shown = scaled(peak, unit)
    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    for place, (title, months) in enumerate(panels):
        axes = made.add_subplot(rows, columns, place + 1)
        _months(axes, months, parts, factor)
        axes.set_ylim(lowest * factor * 1.1, peak * factor * 1.1 or 1.0)
        axes.set_title(title, loc="left", fontsize=10.5, color=INK)
        if place % columns == 0:
            axes.set_ylabel(shown, color=FAINT)
    handles = [Patch(color=colour(part), label=name(part)) for part in parts]
    made.legend(
        handles=handles, loc="outside lower center", frameon=False, fontsize=9,
        ncols=min(len(parts), 5),
    )  # fmt: skip


def _order(part: str) -> tuple[int, str]:
    """Return where a part stands: power by where it comes from, then fuels, components by name."""
    known = tuple(RELATED)
    return (known.index(part), "") if part in known else (len(known), part)


def _stack(months: Months) -> Floats:
    out: Floats = np.zeros(len(months.names))
    for amounts in months.amounts.values():
        out += np.maximum(amounts, 0.0)
    return out


def _below(months: Months) -> Floats:
    out: Floats = np.zeros(len(months.names))
    for amounts in months.amounts.values():
        out += np.minimum(amounts, 0.0)
    return out


def _months(axes: Axes, months: Months, parts: Sequence[str], factor: float) -> None:
    above, below = np.zeros(len(months.names)), np.zeros(len(months.names))
    places = np.arange(len(months.names))
    for part in parts:
        amounts = months.amounts.get(part)
        if amounts is None:
            continue
        start = np.where(amounts >= 0.0, above, below)
        axes.bar(places, amounts * factor, bottom=start * factor, width=0.74, color=colour(part))
        above, below = above + np.maximum(amounts, 0.0), below + np.minimum(amounts, 0.0)
    axes.set_xticks(places, [name[5:].lstrip("0") for name in months.names])
    plain_axes(axes, along="y")
