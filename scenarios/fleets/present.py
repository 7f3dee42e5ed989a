"""Text of the comparison of strategies for the terminal, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rich.console import Console
from rich.table import Table

from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import ITEMS, LEDGERS, FleetOutcome
from scenarios.fleets.sensitivity import Swap
from scenarios.fleets.words import word
from scenarios.present_words import number
from twin.commodities import catalogue

WIDE = 160  # columns, where the output goes to a file or to another program
LEFT = {"strategy", "reason", "dominated_by", "hangs_on", "assumption", "cheaper", "origin",
        "carrier", "low", "high", "fails_there", "servers"}  # fmt: skip


def print_fleets(found: FleetComparison, lang: str) -> None:
    """Print ranking, service, needs, energy, carbon, cost, regret and what it hangs on."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDE  # a number cut in two can be neither read nor copied
    cautions = found.cautions + tuple(c for o in found.outcomes for c in o.cautions)
    for zh, en in dict.fromkeys(cautions):
        console.print(f"{word('warning', lang)}: {zh if lang == 'zh' else en}", soft_wrap=True)
    for table in tables(found, lang):
        if table.row_count:
            console.print(table)


def tables(found: FleetComparison, lang: str) -> Iterator[Table]:
    """Yield every table of a comparison."""
    yield _ranking(found, lang)
    yield _apart(found, lang)
    yield _service(found, lang)
    yield _needs(found, lang)
    yield _power(found, lang)
    yield _origins(found, lang)
    yield _carbon(found, lang)
    yield _costs(found, lang)
    yield _regret(found, lang)
    yield _states(found, lang)
    yield _break_even(found, lang)
    yield _leaders(found, lang)


def _table(title: str, lang: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", expand=False)
    for key in columns:
        side: Literal["left", "right"] = "left" if key in LEFT else "right"
        table.add_column(word(key, lang), justify=side, overflow="fold")
    return table


def driver_name(found: FleetComparison, driver: str, lang: str) -> str:
    """Return the name of an assumption."""
    label = found.settings.drivers[driver].label
    return label.zh if lang == "zh" else label.en


def _name(found: FleetComparison, strategy: str, lang: str) -> str:
    return found.by_name[strategy].label(lang) if strategy else word("nobody", lang)


def told_swap(found: FleetComparison, swap: Swap | None, lang: str) -> str:
    """Return in words how far an assumption may move before two strategies change places."""
    if swap is None:
        return word("any_price", lang)
    text = word("less_than" if swap.factor > 1.0 else "more_than", lang)
    return text.format(name=driver_name(found, swap.driver, lang), factor=swap.factor)


def cost_unit(found: FleetComparison) -> str:
    """Return the unit of the cost that strategies are ranked by."""
    return found.cost_unit


def in_time(level: float | None) -> str:
    """Return a service level as text, – if no job was due."""
    return "–" if level is None else f"{level:.2%}"


def cost_text(found: FleetComparison, value: float | None) -> str:
    """Return a cost of the unit of work as text: that of a whole year has no decimals."""
    if value is None:
        return "–"
    return f"{value:z,.0f}" if found.work == "year" else f"{value:z.3f}"


def _ranking(found: FleetComparison, lang: str) -> Table:
    asked = word("service_level", lang).format(level=found.level)
    title = f"{word('ranking', lang)} · {found.park}: {', '.join(found.fleets)} · {asked}"
    table = _table(title, lang, "place", "strategy", "cost_unit", "per_km", "level",
                   "dominated_by", "hangs_on")  # fmt: skip
    ranked = found.ranking.ranked
    for place, outcome in enumerate(ranked, start=1):
        last = place == len(ranked)
        hangs = "" if last else told_swap(found, found.hangs_on(outcome.strategy), lang)
        names = [_name(found, name, lang) for name in found.dominated[outcome.strategy]]
        table.add_row(
            str(place), outcome.label(lang),
            f"{cost_text(found, found.cost(outcome))} {cost_unit(found)}",
            _per(outcome.bill.per_km()), in_time(outcome.service.level), ", ".join(names), hangs,
        )  # fmt: skip
    return table


def _per(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} CNY"


def _apart(found: FleetComparison, lang: str) -> Table:
    table = _table(word("apart", lang), lang, "strategy", "reason")
    for failure in found.ranking.failed:
        table.add_row(failure.outcome.label(lang), failure.reason(lang))
    return table


def _service(found: FleetComparison, lang: str) -> Table:
    table = _table(word("service", lang), lang, "strategy", "level", "done", "late", "refused",
                   "expired", "left", "open", "late_p95", "late_p99", "wait_p50", "wait_p95",
                   "wait_p99", "reneged")  # fmt: skip
    for o in found.outcomes:
        s = o.service
        table.add_row(
            o.label(lang), in_time(s.level),
            *(f"{v:,}" for v in (s.done, s.late, s.refused, s.expired, s.left, s.open)),
            *(f"{v:,.1f} min" for v in (s.late_min.p95, s.late_min.p99, s.wait_min.p50,
                                        s.wait_min.p95, s.wait_min.p99)),
            f"{s.reneged:,}",
        )  # fmt: skip
    return table


def _needs(found: FleetComparison, lang: str) -> Table:
    table = _table(word("needs", lang), lang, "strategy", "vehicles", "least_vehicles", "servers",
                   "power", "space")  # fmt: skip
    for o in found.outcomes:
        needs = o.needs
        servers = ", ".join(f"{name} {count}" for name, count in needs.servers.items())
        note = "" if needs.reached else f" ({word('not_reached', lang)})"
        table.add_row(
            o.label(lang), str(needs.fleet), number(o.least_vehicles, ""), servers + note,
            f"{sum(needs.power_mw.values()):.2f} MW", f"{needs.space_m2:,.0f} m2",
        )  # fmt: skip
    return table


def _power(found: FleetComparison, lang: str) -> Table:
    table = _table(word("energy", lang), lang, "strategy", "carrier", "fed", "station_peak",
                   "park_peak", "peak_added", "self_use")  # fmt: skip
    for o in found.outcomes:
        p = o.power
        carriers = [f"{_carrier(n, lang)} {mwh:,.0f} MWh" for n, mwh in p.by_carrier_mwh.items()]
        table.add_row(
            o.label(lang), ", ".join(carriers), f"{p.fed_mwh:,.0f} MWh",
            f"{p.station_peak_mw:.2f} MW", f"{p.park_peak_mw:.2f} MW",
            f"{p.park_peak_mw - p.rest_peak_mw:+z.2f} MW", _self_use(o),
        )  # fmt: skip
    return table


def _self_use(outcome: FleetOutcome) -> str:
    used, before = outcome.power.self_use, outcome.power.rest_self_use
    if used is None or before is None:
        return "–"
    return f"{used:.2%} ({(used - before) * 100:+z.2f} pp)"


def _carrier(name: str, lang: str) -> str:
    known = catalogue().get(name)
    return name if known is None else (known.zh if lang == "zh" else known.en)


def _origins(found: FleetComparison, lang: str) -> Table:
    kinds = sorted({k for o in found.outcomes for k, v in o.power.by_origin_mwh.items() if v > 0})
    names = [f"origin.{kind}" for kind in kinds]
    table = _table(f"{word('origin', lang)} [MWh]", lang, "strategy", *names)
    for o in found.outcomes:
        if kinds and any(o.power.by_origin_mwh.values()):
            values = [f"{o.power.by_origin_mwh.get(kind, 0.0):,.0f}" for kind in kinds]
            table.add_row(o.label(lang), *values)
    return table


def _carbon(found: FleetComparison, lang: str) -> Table:
    table = _table(f"{word('carbon', lang)} [t]", lang, "strategy", *LEDGERS)
    for o in found.outcomes:
        known = [o.carbon_t.get(ledger) for ledger in LEDGERS]
        table.add_row(o.label(lang), *("–" if t is None else f"{t:,.0f}" for t in known))
    return table


def _costs(found: FleetComparison, lang: str) -> Table:
    items = [item for item in ITEMS if any(o.bill.of_item(item) for o in found.outcomes)]
    is_year = found.work == "year"
    unit = found.cost_unit if is_year else "CNY/km"
    table = _table(f"{word('cost', lang)} [{unit}]", lang, "strategy",
                   *(f"item.{item}" for item in items), "total", "per_t_km")  # fmt: skip
    for o in found.outcomes:
        work, per_t_km = 1.0 if is_year else o.bill.km, o.bill.per_t_km()
        amounts = [*(o.bill.of_item(item) for item in items), o.bill.total()]
        form = "z,.0f" if is_year else "z.2f"  # z: no minus on what rounds to nothing
        parts = [format(cny / work, form) if work else "–" for cny in amounts]
        table.add_row(o.label(lang), *parts, "–" if per_t_km is None else f"{per_t_km:.3f}")
    return table


def _regret(found: FleetComparison, lang: str) -> Table:
    table = _table(word("dominance", lang), lang, "strategy")
    for key in found.criteria:
        label = found.settings.criteria[key]
        name = label.label.zh if lang == "zh" else label.label.en
        table.add_column(f"{name} [{label.unit}]" if label.unit != "1" else name, justify="right")
    for strategy, row in found.regret.items():
        cells = [number(row[key], found.settings.criteria[key].unit) for key in found.criteria]
        table.add_row(_name(found, strategy, lang), *cells)
    return table


def _states(found: FleetComparison, lang: str) -> Table:
    table = _table(f"{word('price_regret', lang)} [{cost_unit(found)}]", lang, "strategy")
    for state in found.price_regret.states:
        label = found.settings.states[state].label
        table.add_column(label.zh if lang == "zh" else label.en, justify="right")
    table.add_column(word("worst_regret", lang), justify="right")
    for strategy, row in found.price_regret.regret.items():
        mark = f"  ← {word('choice', lang)}" if strategy == found.price_regret.choice else ""
        cells = [cost_text(found, row[state]) for state in found.price_regret.states]
        worst = f"{cost_text(found, found.price_regret.worst[strategy])}{mark}"
        table.add_row(_name(found, strategy, lang), *cells, worst)
    return table


def _break_even(found: FleetComparison, lang: str) -> Table:
    reference = found.reference.label(lang) if found.reference else ""
    title = word("break_even", lang).format(reference=reference)
    table = _table(title, lang, "strategy", "assumption", "factor", "price", "cheaper")
    for b in found.break_evens:
        unit = found.settings.drivers[b.driver].unit
        price = "–" if b.price is None else f"{b.price:,.2f} {unit}"
        side = word("below" if b.is_cheaper_below else "above", lang)
        table.add_row(_name(found, b.strategy, lang), driver_name(found, b.driver, lang),
                      f"{b.factor:.2f}", price, side)  # fmt: skip
    return table


def _leaders(found: FleetComparison, lang: str) -> Table:
    table = _table(word("leaders", lang), lang, "assumption", "low", "high", "fails_there")
    always = {failure.outcome.strategy for failure in found.ranking.failed}
    for driver in dict.fromkeys(leader.driver for leader in found.leaders):
        low, high = (leader for leader in found.leaders if leader.driver == driver)
        fails = sorted({*low.failed, *high.failed} - always)
        table.add_row(
            driver_name(found, driver, lang), _name(found, low.strategy, lang),
            _name(found, high.strategy, lang), ", ".join(_name(found, n, lang) for n in fails),
        )  # fmt: skip
    return table
