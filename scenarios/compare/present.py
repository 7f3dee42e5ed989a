"""Text of comparisons and attributions for the terminal, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table

from scenarios.compare.attribution import COST, Attribution
from scenarios.compare.comparison import Comparison
from scenarios.compare.decompose import Shares
from scenarios.compare.figures import LEDGERS, Figure
from scenarios.compare.flows import FlowChange, largest
from scenarios.compare.groups import Group
from scenarios.compare.paired import Difference
from scenarios.compare.pictures import measure_names
from scenarios.compare.words import word
from scenarios.present_words import number

MOST_CHANGES, MOST_INPUTS = 8, 12
LEFT = {"figure", "state", "purpose", "commodity", "owner", "unit", "measure"}


def _table(title: str, lang: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", expand=False)
    for key in columns:
        table.add_column(word(key, lang), justify="left" if key in LEFT else "right")
    return table


def _signed(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "1":
        return f"{value * 100:+.1f} pp"
    return ("+" if value > 0 else "") + number(value, unit)


def print_comparison(found: Comparison, lang: str) -> None:
    """Print every scenario beside the baseline: figures, physical changes, inputs."""
    console = Console(highlight=False)
    _print_cautions(console, found.cautions, lang)
    for group in found.plans:
        for name in dict.fromkeys(_part(figure) for figure in found.figures):
            table = _figures(found, group, name, lang)
            if table.row_count:
                console.print(table)
        title = f"{word('changes', lang)}: {found.base.name} → {group.name}"
        console.print(_changes(title, found.flow_changes(group), lang))
        _print_inputs(console, found, group, lang)


def _print_cautions(console: Console, cautions: Iterable[tuple[str, str]], lang: str) -> None:
    for zh, en in cautions:
        console.print(f"{word('warning', lang)}: {zh if lang == 'zh' else en}", soft_wrap=True)


def _part(figure: Figure) -> str:
    """Return the table a figure stands in: that of its group, or of its indicator system."""
    if figure.group == "indicators":
        return f"indicators {figure.id.partition('/')[0]}"
    return figure.group


def _figures(found: Comparison, group: Group, name: str, lang: str) -> Table:
    """Return the figures of one kind; those that are zero or unknown in both are left out."""
    kind, _, system = name.partition(" ")
    of_indicators = kind == "indicators"
    heading = word(kind if of_indicators else f"group.{kind}", lang)
    heading += f" · {word(system, lang)}" if of_indicators else ""
    columns = ["figure", "unit", "baseline", "plan", "difference", "relative"]
    columns += ["target", "state"] if of_indicators else []
    columns += ["interval", "pairs"] if max(len(g.by_seed) for g in found.groups) > 1 else []
    table = _table(f"{heading}: {found.base.name} → {group.name}", lang, *columns)
    for figure in (f for f in found.figures if _part(f) == name):
        base, plan = found.mean(found.base, figure.id), found.mean(group, figure.id)
        if not of_indicators and not base and not plan:
            continue
        table.add_row(*_cells(found, group, figure, columns, lang))
    return table


def _cells(
    found: Comparison, group: Group, figure: Figure, columns: list[str], lang: str
) -> Iterator[str]:
    key, unit = figure.id, figure.unit
    change = found.difference(group, key)
    system = figure.id.partition("/")[0]
    yield figure.label(lang).removesuffix(f"（{system}）").removesuffix(f" ({system})")
    yield "" if unit == "1" else unit
    yield number(found.mean(found.base, key), unit)
    yield number(found.mean(group, key), unit)
    yield _signed(change.absolute, unit)
    yield "–" if change.relative is None else f"{change.relative:+.1%}"
    if "state" in columns:
        yield _target(found.target(group, key), figure)
        before, after = found.states(found.base, key), found.states(group, key)
        told = _state(before, lang), _state(after, lang)
        yield told[0] if told[0] == told[1] else f"{told[0]} → {told[1]}"
    if "interval" in columns:
        yield _interval(change, unit)
        yield str(change.pairs)


def _target(target: float | None, figure: Figure) -> str:
    """Return the target of the plan's class, "–" if there is none or the seeds fall in two."""
    sign = "≤" if figure.sense == "at_most" else "≥"
    return "–" if target is None else f"{sign} {number(target, figure.unit)}"


def _state(states: Counter[str], lang: str) -> str:
    if len(states) == 1:
        return word(next(iter(states)), lang)
    return ", ".join(f"{word(state, lang)} {count}" for state, count in sorted(states.items()))


def _interval(change: Difference, unit: str) -> str:
    if change.low is None or change.high is None:
        return "–"
    return f"{_signed(change.low, unit)} … {_signed(change.high, unit)}"


def _changes(title: str, changes: tuple[FlowChange, ...], lang: str) -> Table:
    table = _table(title, lang, "purpose", "commodity", "owner", "baseline", "plan", "difference",
                   "unit")  # fmt: skip
    for change in largest(changes, MOST_CHANGES):
        table.add_row(
            word(f"purpose.{change.purpose}", lang), change.commodity_label(lang), change.owner,
            number(change.base, change.unit), number(change.plan, change.unit),
            _signed(change.change, change.unit), change.unit,
        )  # fmt: skip
    if len(changes) > MOST_CHANGES:
        table.add_row(word("other_changes", lang).format(count=len(changes) - MOST_CHANGES))
    return table


def _print_inputs(console: Console, found: Comparison, group: Group, lang: str) -> None:
    inputs = found.inputs(group)
    console.print(f"{word('inputs', lang)}: {len(inputs)}")
    for difference in inputs[:MOST_INPUTS]:
        base, plan = (_short(v) for v in (difference.base, difference.plan))
        console.print(f"  {difference.path}: {base} → {plan}", soft_wrap=True, markup=False)
    if len(inputs) > MOST_INPUTS:
        console.print("  " + word("other_changes", lang).format(count=len(inputs) - MOST_INPUTS))


def _short(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def print_attribution(found: Attribution, lang: str) -> None:
    """Print what each measure does to carbon and cost, its residual, and what explains it."""
    console = Console(highlight=False)
    _print_cautions(console, found.cautions, lang)
    basis = found.basis[0 if lang == "zh" else 1]
    console.print(f"{word('annual_cost', lang)}: {basis}", soft_wrap=True)
    parts = [("with_paper", found)]
    if found.physical is not None:
        parts.append(("without_paper", found.physical))
    for title, part in parts:
        shown = f"{word(title, lang)}\n" if len(parts) > 1 else ""
        for key in (*(f"carbon.{ledger}" for ledger in LEDGERS), COST):
            console.print(_attributed(part, key, shown, lang))
        for ledger in LEDGERS:
            console.print(_curve(part, ledger, shown, lang))
    names = measure_names(found, lang)
    for number_, name in enumerate(names):
        changes = found.flow_changes(number_)
        if changes is not None:
            title = f"{word('changes', lang)} ({word('leave_one_out', lang)}): {name}"
            console.print(_changes(title, changes, lang))


def _attributed(found: Attribution, key: str, heading: str, lang: str) -> Table:
    figure = next(f for f in found.figures if f.id == key)
    shares = found.shares(key)
    title = f"{heading}{figure.label(lang)} [{figure.unit}]"
    ways = ["sequential", "leave_one_out"] + (["shapley"] if shares.shapley else [])
    table = _table(title, lang, "measure", *ways)
    for place, name in enumerate(measure_names(found, lang)):
        values = [getattr(shares, way)[place] for way in ways]
        table.add_row(name, *(_signed(value, figure.unit) for value in values))
    table.add_row(word("residual", lang), *_residuals(shares, figure.unit), end_section=True)
    table.add_row(word("total", lang), *[_signed(shares.total, figure.unit)] * len(ways))
    return table


def _residuals(shares: Shares, unit: str) -> Iterator[str]:
    yield _signed(shares.sequential_residual, unit)
    yield _signed(shares.residual, unit)
    if shares.shapley:
        yield _signed(shares.shapley_residual, unit)


def _curve(found: Attribution, ledger: str, heading: str, lang: str) -> Table:
    title = f"{heading}{word('abatement', lang)}, {word(f'carbon.{ledger}', lang)}"
    table = _table(title, lang, "measure", "abatement", "annual_cost", "cny_per_t")
    names = measure_names(found, lang)
    for step in found.curve(ledger):
        cost = "–" if step.cny_per_t is None else f"{round(step.cny_per_t):,} CNY/t"
        table.add_row(names[step.measure], f"{round(step.abated_t):,} t/a",
                      f"{round(step.cost_cny):,} CNY/a", cost)  # fmt: skip
    return table
