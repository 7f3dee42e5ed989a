"""Pictures of the comparison of strategies: cost, peak and carbon, tornado, regret."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from scenarios.compare.style import (
    FAINT,
    INK,
    LESS,
    MORE,
    drawing,
    drawn_language,
    figure,
    of_measure,
    plain_axes,
    saved,
    tint,
)
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import ITEMS, FleetOutcome
from scenarios.fleets.present import cost_text, cost_unit, driver_name
from scenarios.fleets.sensitivity import Bar
from scenarios.fleets.words import word

ROW = 0.42  # inches a bar
PALE = 0.55


def fleet_pictures(
    found: FleetComparison, kinds: Sequence[str], lang: str
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every picture, in each kind of file."""
    shown = drawn_language(lang)
    with drawing():
        for name, picture in _pictures(found, shown):
            for kind in kinds:
                yield f"{name}.{kind}", saved(picture, kind)


def _pictures(found: FleetComparison, lang: str) -> Iterator[tuple[str, Figure]]:
    order = _ordered(found)
    yield "fleet-costs", _costs(found, order, lang)
    yield "fleet-service", _service(found, order, lang)
    yield "fleet-tradeoff", _tradeoff(found, order, lang)
    if found.ranking.ranked:
        yield "fleet-tornado", _tornado(found, lang)
        yield "fleet-regret", _regret(found, lang)


def _ordered(found: FleetComparison) -> list[FleetOutcome]:
    """Return the ranked first, those that fail below them."""
    return [*found.ranking.ranked, *(f.outcome for f in found.ranking.failed)]


def _rows(found: FleetComparison, axes: Axes, order: Sequence[FleetOutcome], lang: str) -> None:
    failed = {f.outcome.strategy for f in found.ranking.failed}
    names = [o.label(lang) + (" ✗" if o.strategy in failed else "") for o in order]
    axes.set_yticks(range(len(order)), names)
    axes.set_ylim(len(order) - 0.4, -0.6)
    if failed and len(failed) < len(order):
        axes.axhline(len(order) - len(failed) - 0.5, color=FAINT, linewidth=0.8, linestyle=":")


def _per_work(found: FleetComparison, outcome: FleetOutcome) -> float:
    if found.work == "year":
        return 1.0
    return (outcome.bill.t_km if found.per_t_km else outcome.bill.km) or float("inf")


def _costs(found: FleetComparison, order: Sequence[FleetOutcome], lang: str) -> Figure:
    """Return stacked bars of the cost of a unit of work, by item."""
    made = figure(10.0, 1.6 + ROW * len(order))
    axes = made.add_subplot()
    above, below = [0.0] * len(order), [0.0] * len(order)
    for place, item in enumerate(ITEMS):
        parts = [o.bill.of_item(item) / _per_work(found, o) for o in order]
        if not any(parts):
            continue
        starts = [below[i] if p < 0.0 else above[i] for i, p in enumerate(parts)]
        axes.barh(range(len(order)), parts, left=starts, height=0.62, color=of_measure(place),
                  label=word(f"item.{item}", lang))  # fmt: skip
        above = [a + max(p, 0.0) for a, p in zip(above, parts, strict=True)]
        below = [b + min(p, 0.0) for b, p in zip(below, parts, strict=True)]
    for row, outcome in enumerate(order):
        axes.annotate(cost_text(found, found.cost(outcome)), (above[row], row), xytext=(5, 0),
                      textcoords="offset points", va="center", fontsize=8.5)  # fmt: skip
    _rows(found, axes, order, lang)
    axes.set_xlabel(cost_unit(found), color=FAINT)
    axes.set_xlim(min([*below, 0.0]) * 1.05, max([*above, 1e-9]) * 1.12)
    made.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=5)
    plain_axes(axes, along="x")
    return made


def _service(found: FleetComparison, order: Sequence[FleetOutcome], lang: str) -> Figure:
    """Return what became of the jobs, and the waits at stations."""
    made = figure(11.0, 1.7 + ROW * len(order))
    left, right = made.subplots(1, 2, sharey=True)
    starts = [0.0] * len(order)
    for place, name in enumerate(("late", "expired", "refused", "left")):
        shares = [getattr(o.service, name) / max(o.service.due, 1) * 100.0 for o in order]
        left.barh(range(len(order)), shares, left=starts, height=0.62, color=of_measure(place + 1),
                  label=word(name, lang))  # fmt: skip
        starts = [s + v for s, v in zip(starts, shares, strict=True)]
    left.axvline((1.0 - found.level) * 100.0, color=MORE, linewidth=1.0, linestyle="--")
    left.set_xlabel(f"% ({word('service_level', lang).format(level=found.level)})", color=FAINT)
    for end, shade in (("p99", 0.7), ("p95", 0.4), ("p50", 0.0)):
        waits = [getattr(o.service.wait_min, end) for o in order]
        right.barh(range(len(order)), waits, height=0.62, color=tint("#2a6fdb", shade),
                   label=word(f"wait_{end}", lang))  # fmt: skip
    right.set_xlabel("min", color=FAINT)
    for axes in (left, right):
        axes.legend(frameon=False, fontsize=8.5, loc="lower left", bbox_to_anchor=(0.0, 1.0),
                    ncols=4)  # fmt: skip
    _rows(found, left, order, lang)
    for axes in (left, right):
        plain_axes(axes, along="x")
    return made


def _tradeoff(found: FleetComparison, order: Sequence[FleetOutcome], lang: str) -> Figure:
    """Return cost against carbon and against the peak; hollow marks fail their jobs."""
    made = figure(12.0, 4.6)
    failed = {f.outcome.strategy for f in found.ranking.failed}
    panels = (("park", "t CO₂ / a"), ("location", "t CO₂ / a"), ("peak", "MW"))
    for number, (name, unit) in enumerate(panels, start=1):
        axes = made.add_subplot(1, 3, number)
        for place, o in enumerate(order):
            x = found.cost(o)
            if x is None:
                continue
            y = o.power.park_peak_mw - o.power.rest_peak_mw if name == "peak" else o.carbon_t[name]
            tone = of_measure(place)
            face = "white" if o.strategy in failed else tone
            axes.scatter([x], [y], s=42, color=tone, facecolor=face, zorder=3,
                         label=o.label(lang) if number == 1 else None)  # fmt: skip
        axes.set_xlabel(cost_unit(found), color=FAINT)
        axes.set_title(f"{word('peak_added' if name == 'peak' else name, lang)} [{unit}]",
                       loc="left", fontsize=10, color=INK)  # fmt: skip
        plain_axes(axes, along="y")
    made.legend(loc="outside lower center", frameon=False, fontsize=9, ncols=5)
    return made


def _tornado(found: FleetComparison, lang: str) -> Figure:
    """Return the tornado of the first and of the reference, on one scale."""
    first = found.ranking.ranked[0]
    shown = [first] + [o for o in (found.reference,) if o is not None and o is not first]
    mine = {o.strategy: [b for b in found.bars if b.strategy == o.strategy] for o in shown}
    most = max((len(bars) for bars in mine.values()), default=1)
    made = figure(5.8 * len(shown), 1.2 + 0.36 * max(most, 1))
    panels = made.subplots(1, len(shown), sharex=True, squeeze=False)[0]
    for axes, outcome in zip(panels, shown, strict=True):
        _tornado_of(found, axes, outcome, mine[outcome.strategy], lang)
    return made


def _tornado_of(
    found: FleetComparison,
    axes: Axes,
    outcome: FleetOutcome,
    bars: Sequence[Bar],
    lang: str,
) -> None:
    today = found.cost(outcome) or 0.0  # of a ranked one it is known
    for row, bar in enumerate(bars):
        ends = ((bar.low, found.settings.drivers[bar.driver].low),
                (bar.high, found.settings.drivers[bar.driver].high))  # fmt: skip
        for value, factor in ends:
            if value is None:
                continue
            tone = LESS if value < today else MORE
            axes.barh(row, value - today, left=today, height=0.62, color=tone)
            side = -4 if value < today else 4
            axes.annotate(f"×{factor:g}", (value, row), xytext=(side, 0), fontsize=8,
                          textcoords="offset points", va="center", color=FAINT,
                          ha="right" if value < today else "left")  # fmt: skip
    axes.axvline(today, color=INK, linewidth=0.9)
    axes.set_yticks(range(len(bars)), [driver_name(found, b.driver, lang) for b in bars])
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.margins(x=0.2)
    axes.set_xlabel(cost_unit(found), color=FAINT)
    title = word("tornado", lang).format(name=outcome.label(lang))
    axes.set_title(title, loc="left", fontsize=10, color=INK)
    plain_axes(axes, along="x")


def _regret(found: FleetComparison, lang: str) -> Figure:
    """Return the regret of every ranked strategy in every state of prices as a table of tones."""
    table = found.price_regret
    order = [o for o in found.ranking.ranked if o.strategy in table.regret]
    values = [[table.regret[o.strategy][state] for state in table.states] for o in order]
    made = figure(2.6 + 1.15 * len(table.states), 1.5 + ROW * len(order))
    axes = made.add_subplot()
    top = max((max(row) for row in values), default=0.0) or 1.0
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            shade = 1.0 - (1.0 - PALE * 0.2) * value / top
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, color=tint(MORE, shade)))
            axes.annotate(cost_text(found, value), (x, y), ha="center", va="center", fontsize=8.5)
    labels = [found.settings.states[state].label for state in table.states]
    names = [label.zh if lang == "zh" else label.en for label in labels]
    axes.set_xticks(range(len(names)), names, rotation=20, ha="right")
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_yticks(range(len(order)), [
        o.label(lang) + (" ★" if o.strategy == table.choice else "") for o in order
    ])  # fmt: skip
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.set_title(f"{word('price_regret', lang)} [{cost_unit(found)}] · ★ {word('choice', lang)}",
                   loc="left", fontsize=10, color=INK)  # fmt: skip
    return made
