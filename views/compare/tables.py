"""Tables of the comparison as HTML: every difference with sign, arrow and word."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from views.frame.numbers import NOTHING, number, share, unit
from views.frame.state import lang, t

STYLE = """
.zp-compare { width: 100%; border-collapse: collapse; font-size: .92rem; }
.zp-compare th, .zp-compare td { padding: .38rem .6rem; text-align: right; vertical-align: top;
  border-bottom: 1px solid rgba(128, 148, 152, .28); }
.zp-compare th { font-weight: 600; }
.zp-compare th span { display: block; font-weight: 400; font-size: .78rem; opacity: .74;
  overflow-wrap: anywhere; }
.zp-compare tr > :first-child { text-align: left; min-width: 13rem; font-weight: 400; }
.zp-compare .zp-text { text-align: left; overflow-wrap: anywhere; }
.zp-compare small { display: block; font-size: .82rem; opacity: .86; }
.zp-compare small.zp-better { color: #12805c; opacity: 1; }
.zp-compare small.zp-worse { color: #b83a3a; opacity: 1; }
.zp-dark small.zp-better { color: #5fc79a; } .zp-dark small.zp-worse { color: #f08a8a; }
"""
UP, DOWN, SAME = "▲", "▼", "＝"


def style() -> None:
    """Give the page the tables' look."""
    st.html(f"<style>{STYLE}</style>")


def figures(
    heads: Sequence[tuple[str, str]], lines: Sequence[Mapping[str, Any]], *, is_dark: bool
) -> str:
    """Return the table of figures: the baseline's column first, differences in the others.

    Parameters
    ----------
    heads : sequence of (str, str)
        Name and second line of every run.
    lines : sequence of mapping
        ``figures`` of :func:`scenarios.compare.shown.shown`.
    is_dark : bool
    """
    top = "".join(
        f"<th scope='col'>{escape(name)}<span>{escape(more)}</span></th>" for name, more in heads
    )
    body = "".join(_line(line) for line in lines)
    ground = " zp-dark" if is_dark else ""
    return (
        f"<div style='overflow-x:auto'><table class='zp-compare{ground}'><thead><tr>"
        f"<th scope='col'>{escape(t('compare.figure'))}</th>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _line(line: Mapping[str, Any]) -> str:
    name = begun(line[lang()])
    differences = [None, *line["differences"]]
    cells = "".join(
        f"<td data-run='{place}'>{escape(told(value, line['unit']))}"
        f"{_state(state)}{'' if of is None else difference(of, line['unit'])}</td>"
        for place, (value, state, of) in enumerate(
            zip(line["values"], line["states"], differences, strict=True)
        )
    )
    key = escape(line["id"], quote=True)
    return f"<tr data-figure='{key}'><th scope='row'>{escape(name)}</th>{cells}</tr>"


def begun(name: str) -> str:
    """Return a name as it begins a line: with a capital, where there are such."""
    return name[:1].upper() + name[1:]


def _state(state: str) -> str:
    return f"<small>{escape(t(f'state.{state}'))}</small>" if state else ""


def told(value: float | None, name: str) -> str:
    """Return a figure with its unit in the session's language."""
    if value is None:
        return NOTHING
    if name == "1":
        return share(value)
    return f"{number(value)} {unit_told(name)}".strip()


def unit_told(name: str) -> str:
    """Return a unit as readers of the session's language write it."""
    return unit(name).replace("CNY", t("unit.cny"))


def difference(of: Mapping[str, Any], name: str) -> str:
    """Return a difference with arrow, sign, share and what it means in words."""
    words, kind = difference_words(of, name)
    return f"<small class='zp-{kind}'>{escape(words)}</small>"


def difference_words(of: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Return a difference as text, and whether it is ``better``, ``worse`` or ``other``."""
    change = of["absolute"]
    if change is None:
        return t("compare.unknown"), "other"
    if not change:
        return f"{SAME} {t('compare.same')}", "other"
    if name == "1":
        amount = t("compare.points", points=signed(change * 100.0, 1))
    else:
        amount = f"{signed(change)} {unit_told(name)}".strip()
        if of["relative"] is not None:
            amount += f" ({signed(of['relative'] * 100.0, 1)}%)"
    kind = {True: "better", False: "worse", None: "other"}[of["better"]]
    word = f" {t(f'compare.{kind}')}" if kind != "other" else ""
    return f"{UP if change > 0 else DOWN} {amount}{word}", kind


def signed(value: float, digits: int | None = None) -> str:
    """Return a figure with its sign."""
    text = number(value, digits)
    is_zero = not text.strip("−0.")
    return text.lstrip("−") if is_zero else text if text.startswith("−") else f"+{text}"


def steps_told(first: float, steps: Sequence[float], last: float) -> list[str]:
    """Return the steps of a waterfall with the digits of its ends, so that what is read adds up.

    Each is rounded up or down, those with the largest remainders up, as many as the ends ask for.
    """
    size = max(abs(first), abs(last))
    digits = 0 if size >= 1000 else 1 if size >= 10 else 3
    quantum = 10.0**-digits
    whole = [math.floor(step / quantum) for step in steps]
    wanted = round(last / quantum) - round(first / quantum) - sum(whole)
    order = sorted(range(len(steps)), key=lambda n: (whole[n] - steps[n] / quantum, n))
    for place in order[: min(max(wanted, 0), len(order))]:
        whole[place] += 1
    return [signed(amount * quantum, digits) for amount in whole]


def rows(heads: Sequence[str], lines: Sequence[Sequence[str]], texts: int = 1) -> str:
    """Return a table whose first columns hold texts and the others figures."""
    top = "".join(_cells("th", heads, texts))
    body = "".join(f"<tr>{''.join(_cells('td', line, texts))}</tr>" for line in lines)
    return (
        f"<div style='overflow-x:auto'><table class='zp-compare'><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(tag: str, cells: Sequence[str], texts: int) -> Iterator[str]:
    for place, cell in enumerate(cells):
        look = " class='zp-text'" if place < texts else ""
        yield f"<{tag}{look}>{escape(cell)}</{tag}>"
