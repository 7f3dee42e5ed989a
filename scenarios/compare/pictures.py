"""The pictures of a comparison and of an attribution, as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.figure import Figure

from scenarios.compare.attribution import Attribution
from scenarios.compare.comparison import Comparison
from scenarios.compare.figures import LEDGERS
from scenarios.compare.groups import Group
from scenarios.compare.headline import HEADLINE, carbon_steps
from scenarios.compare.measures import label_of
from scenarios.compare.monthly import MonthlyReader, Months
from scenarios.compare.plot_bars import Entry, draw_differences, draw_months
from scenarios.compare.plot_curve import Curve, curve_height, draw_curves
from scenarios.compare.plot_waterfall import (
    Bar,
    Waterfall,
    draw_waterfalls,
    waterfall_height,
)
from scenarios.compare.run_pictures import part_namer
from scenarios.compare.style import (
    FAINT,
    colour,
    drawing,
    drawn_language,
    figure,
    of_measure,
    saved,
    told,
)
from scenarios.compare.words import word

WIDE = 12.0
Named = tuple[str, Figure]


def pictures(
    found: Comparison | Attribution, kinds: Sequence[str], lang: str
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every picture, in each kind of file."""
    shown = drawn_language(lang)
    with drawing():
        made = (
            _compared(found, shown) if isinstance(found, Comparison) else _attributed(found, shown)
        )
        for name, picture in made:
            for kind in kinds:
                yield f"{name}.{kind}", saved(picture, kind)


def _compared(found: Comparison, lang: str) -> Iterator[Named]:
    yield "differences", _differences(found, lang)
    for place, group in enumerate(found.plans):
        end = "" if len(found.plans) == 1 else f"-{place + 1}"
        falls = [_components(found, group, ledger, lang) for ledger in LEDGERS]
        yield f"waterfall{end}", _waterfalls(falls, 15.0)
    shown = [(group.name, found.shown(group)) for group in found.groups]
    if all(run.stored is not None for _, run in shown):
        readers = [(name, MonthlyReader(run.stored)) for name, run in shown if run.stored]
        carbon = [_with_rest(name, reader.carbon(), lang) for name, reader in readers]
        energy = [(name, reader.energy()) for name, reader in readers]
        yield "monthly-carbon", _monthly(carbon, "t", lang)
        yield "monthly-energy", _monthly(energy, "MWh", lang)


def _differences(found: Comparison, lang: str) -> Figure:
    """Return the headline figures that are known and move in at least one scenario."""
    entries = []
    for known in found.figures:
        if known.id not in HEADLINE:
            continue
        ways = [found.difference(group, known.id) for group in found.plans]
        if any(d.absolute for d in ways):
            entries.append(Entry(known.label(lang), known.unit, ways, HEADLINE[known.id]))
    rows = len(entries) * max(1.0, 0.5 * len(found.plans))
    made = figure(9.0, 1.2 + 0.38 * max(rows, 1.0))
    along = word("change_from", lang).format(base=found.base.name)
    draw_differences(made, entries, [group.name for group in found.plans], along)
    return made


def _components(found: Comparison, group: Group, ledger: str, lang: str) -> Waterfall:
    """Return carbon from baseline to plan by where it comes from; means over the runs."""
    first, steps, last = carbon_steps(found, group, ledger)
    parts = [Bar(word(key, lang), change, colour(key)) for key, change in steps]
    title = word(f"carbon.{ledger}", lang)
    return Waterfall(title, (found.base.name, first), tuple(parts), (group.name, last))


def _waterfalls(falls: Sequence[Waterfall], width: float = WIDE) -> Figure:
    made = figure(width, waterfall_height(falls))
    draw_waterfalls(made, falls, "t")
    return made


def _monthly(panels: Sequence[tuple[str, Months]], unit: str, lang: str) -> Figure:
    made = figure(WIDE if len(panels) > 1 else 7.0, 0.6 + 3.2 * -(-len(panels) // 2))
    draw_months(made, panels, unit, part_namer(lang))
    return made


def _with_rest(title: str, months: Months, lang: str) -> tuple[str, Months]:
    """Say in the title what is in no month."""
    if not months.unplaced:
        return title, months
    return f"{title} ({word('unplaced', lang)} {told(months.unplaced, sign=True)} t)", months


def _attributed(found: Attribution, lang: str) -> Iterator[Named]:
    parts = [("", found)]
    if found.physical is not None:
        parts.append(("-without-paper", found.physical))
    for end, part in parts:
        for ledger in LEDGERS:
            yield f"waterfall-{ledger}{end}", _waterfalls(_measured(part, ledger, lang))
            yield f"cost-curve-{ledger}{end}", _curves(part, ledger, lang)


def measure_names(found: Attribution, lang: str) -> list[str]:
    """Return the names of measures, those on paper marked."""
    mark = f" ({word('on_paper', lang)})" if lang == "en" else f"（{word('on_paper', lang)}）"
    pairs = zip(found.measures, found.on_paper, strict=True)
    return [label_of(m, lang) + (mark if paper else "") for m, paper in pairs]


def _measured(found: Attribution, ledger: str, lang: str) -> list[Waterfall]:
    """Return the waterfall in sequence, and by leaving out with the residual that is left."""
    shares, names = found.shares(f"carbon.{ledger}"), measure_names(found, lang)
    first = (word("baseline", lang), shares.base or 0.0)
    last = (word("plan", lang), shares.plan or 0.0)
    out = []
    for method in ("sequential", "leave_one_out"):
        changes = getattr(shares, method)
        bars = [
            Bar(name, change or 0.0, of_measure(i), _missing(change, lang))
            for i, (name, change) in enumerate(zip(names, changes, strict=True))
        ]
        rest = shares.sequential_residual if method == "sequential" else shares.residual
        if method == "leave_one_out" or None in changes:
            bars.append(Bar(word("residual", lang), rest or 0.0, FAINT))
        title = f"{word(f'carbon.{ledger}', lang)} — {word(method, lang)}"
        out.append(Waterfall(title, first, tuple(bars), last))
    return out


def _missing(change: float | None, lang: str) -> str:
    return word("not_left_out", lang) if change is None else ""


def _curves(found: Attribution, ledger: str, lang: str) -> Figure:
    names = measure_names(found, lang)
    title = word(f"carbon.{ledger}", lang)
    curves = [
        Curve(f"{title} — {word(method, lang)}", found.curve(ledger, method), names,
              word("raises", lang), word("bar_cut", lang))
        for method in ("sequential", "leave_one_out")
    ]  # fmt: skip
    made = figure(WIDE, curve_height(curves))
    draw_curves(made, curves, found.basis[0 if lang == "zh" else 1])
    return made
