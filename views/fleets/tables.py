"""Tables of the comparison as HTML: the command line's cells, escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from scenarios.fleets.cells import Cells
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import FleetOutcome
from scenarios.fleets.present import cost_unit
from scenarios.fleets.words import word
from views.frame.texts import say

CSS = """<style>
.zp-scroll { overflow-x: auto; margin-bottom: .6rem; }
.zp-fleets { border-collapse: collapse; font-size: .84rem; width: 100%; }
.zp-fleets caption { text-align: left; font-weight: 600; padding-bottom: .3rem; font-size: .95rem; }
.zp-fleets th { text-align: right; font-weight: 600; padding: .3rem .6rem; vertical-align: bottom;
  border-bottom: 1px solid rgba(128, 148, 152, .6); white-space: nowrap; }
.zp-fleets td { text-align: right; padding: .28rem .6rem; white-space: nowrap;
  border-bottom: 1px solid rgba(128, 148, 152, .25); }
.zp-fleets .l { text-align: left; }
.zp-fleets td.w { white-space: normal; min-width: 11rem; }
.zp-fleets tr.first td { font-weight: 600; background: rgba(27, 154, 107, .12); }
.zp-fleets tr.apart td { background: rgba(207, 74, 74, .10); }
.zp-fleets tr.why td { white-space: normal; border-bottom-width: 2px; }
.zp-fleets td.l:first-child { position: sticky; left: 0; }
</style>"""
BELOW_ZERO = re.compile(r"^-(?=[\d.])")  # the command line writes a minus as a hyphen
WIDE = 26  # characters beyond which a cell may wrap


def table(cells: Cells, classes: Mapping[int, str] | None = None) -> str:
    """Return a table; ``classes`` marks rows by number."""
    marks = classes or {}
    sides = ["l" if left else "" for left in cells.is_left]
    heads = "".join(_cell("th scope='col'", head, side) for head, side in
                    zip(cells.heads, sides, strict=True))  # fmt: skip
    body = "".join(
        f"<tr class='{marks.get(n, '')}'>"
        + "".join(_cell("td", cell, side) for cell, side in zip(row, sides, strict=True))
        + "</tr>"
        for n, row in enumerate(cells.rows)
    )
    label = escape(cells.title)
    return (
        f"{CSS}<div class='zp-scroll' role='region' tabindex='0' aria-label='{label}'>"
        f"<table class='zp-fleets'><caption>{label}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(tag: str, text: str, side: str) -> str:
    name = tag.partition(" ")[0]
    wrap = " w" if len(text) > WIDE and name == "td" else ""
    shown = BELOW_ZERO.sub("−", text)
    return f"<{tag} class='{side}{wrap}'>{escape(shown)}</{name}>"


# Column of the overview: which table of the command line, and which of its columns.
PICKED: Sequence[tuple[str, int]] = (
    ("service", 1), ("cost", -1), ("cost", -2), ("carbon", 1), ("carbon", 2), ("carbon", 3),
    ("energy", 5), ("energy", 6), ("needs", 1), ("needs", 3), ("needs", 5), ("energy", 1),
    ("energy", 4), ("", 0), ("service", 8), ("service", 9), ("service", 7),
)  # fmt: skip

WORDY = {("energy", 1), ("needs", 3)}


def overview(found: FleetComparison, cells: Mapping[str, Cells], lang: str) -> Cells:
    """Return one row a strategy, in order of rank, those that fail their jobs below."""
    ranked = [*found.ranking.ranked, *(f.outcome for f in found.ranking.failed)]
    rows = {o.strategy: n for n, o in enumerate(found.outcomes)}
    failed = {f.outcome.strategy for f in found.ranking.failed}
    heads = [word("place", lang), word("strategy", lang), *(_head(found, cells, t, n, lang)
             for t, n in PICKED)]  # fmt: skip
    body = []
    for place, outcome in enumerate(ranked, start=1):
        sign = say(lang, "fleets.apart") if outcome.strategy in failed else str(place)
        picked = [_pick(cells, name, n, rows[outcome.strategy], outcome) for name, n in PICKED]
        body.append((sign, outcome.label(lang), *picked))
    is_left = (True, True, *(column in WORDY for column in PICKED))
    asked = word("service_level", lang).format(level=found.level)
    title = f"{word('ranking', lang)} · {asked} · {cost_unit(found)}"
    return Cells(title, tuple(heads), is_left, tuple(body))


def _head(
    found: FleetComparison, cells: Mapping[str, Cells], name: str, column: int, lang: str
) -> str:
    if not name:
        return say(lang, "fleets.head.late_p50")
    head = cells[name].heads[column]
    if name == "carbon":
        return f"CO₂ {head} [t]"
    if name == "cost":
        whole = found.cost_unit if found.work == "year" else "CNY/km"
        return whole if column == -2 else "CNY/(t km)"
    return head


def _pick(
    cells: Mapping[str, Cells], name: str, column: int, row: int, outcome: FleetOutcome
) -> str:
    if not name:
        return f"{outcome.service.late_min.p50:,.1f} min"
    return cells[name].rows[row][column]


def marks(found: FleetComparison) -> dict[int, str]:
    """Return the classes of the overview's rows: the first, and those apart."""
    ranked = len(found.ranking.ranked)
    apart = {ranked + n: "apart" for n in range(len(found.ranking.failed))}
    return ({0: "first"} if ranked else {}) | apart
