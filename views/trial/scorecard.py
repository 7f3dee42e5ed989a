"""The scorecard of a plan beside that of its base: what each indicator is, and what changed.

A small component: all text arrives as data and is set as text, never as HTML. A change is told by
an arrow and a word, not by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.what_if import Answer
from views.frame.numbers import NOTHING, number, points, share, signed, unit
from views.frame.texts import say
from views.where.cards_data import card_row

COLUMNS = ("indicator", "value", "target", "gap", "state", "change")
RANK = {"met": 2, "not_met": 0}
SMALL = 5e-13  # relative: what arithmetic alone may move

CSS = """
.root { font-variant-numeric: tabular-nums; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .86rem; }
th { text-align: left; font-weight: 500; font-size: .78rem; padding: .25rem .45rem;
  border-bottom: 1px solid var(--st-border-color); }
td { padding: .34rem .45rem; border-bottom: 1px solid var(--st-border-color); vertical-align: top;
  line-height: 1.28; }
td i { font-style: normal; opacity: .8; font-size: .78rem; }
td small { display: block; opacity: .8; font-size: .76rem; }
th.num, td.num { text-align: right; white-space: nowrap; }
.state { display: inline-block; border-radius: 99px; padding: .05rem .5rem; font-size: .8rem;
  font-weight: 600; white-space: nowrap; }
.good { color: var(--st-green-text-color); background: var(--st-green-background-color); }
.bad { color: var(--st-red-text-color); background: var(--st-red-background-color); }
.open { color: var(--st-orange-text-color); background: var(--st-orange-background-color); }
.none { color: var(--st-gray-text-color); background: var(--st-gray-background-color); }
.better { color: var(--st-green-text-color); font-weight: 600; }
.worse { color: var(--st-red-text-color); font-weight: 600; }
.same { opacity: .7; }
tr.moved { background: var(--st-secondary-background-color); }
.dot { display: inline-block; width: .5rem; height: .5rem; border-radius: 50%;
  margin-right: .35rem; background: var(--st-gray-color); }
.dot.core { background: var(--st-primary-color); }
.dot.guiding { background: #7f9fb5; }
.dot.characteristic { background: #b79a5b; }
"""

JS = """
const LOOK = {met: 'good', not_met: 'bad', not_judged: 'open'};
function add(parent, tag, text, look) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  if (look) node.className = look;
  parent.appendChild(node);
  return node;
}
function row(body, r) {
  const tr = add(body, 'tr', null, r.change.way === 'same' ? '' : 'moved');
  tr.dataset.indicator = r.id;
  tr.dataset.state = r.state;
  tr.dataset.value = r.raw;
  const name = add(tr, 'td');
  name.title = r.kindText;
  add(name, 'span', null, 'dot ' + r.kind).setAttribute('aria-hidden', 'true');
  name.append(r.name);
  if (r.unit) add(name, 'i', ' ' + r.unit);
  if (r.gapMore) add(name, 'small', r.gapMore);
  add(tr, 'td', r.value, 'num');
  add(tr, 'td', r.target, 'num');
  add(tr, 'td', r.gap, 'num');
  add(add(tr, 'td'), 'span', r.stateText, 'state ' + (LOOK[r.state] || 'none'));
  const change = add(tr, 'td', null, 'num ' + r.change.way);
  add(change, 'span', r.change.text);
  if (r.change.more) add(change, 'small', r.change.more);
}
export default function({data, parentElement}) {
  const root = parentElement.querySelector('.root');
  root.dataset.plan = data.plan;
  const table = document.createElement('table');
  add(table, 'caption', data.caption).style.display = 'none';
  const line = add(add(table, 'thead'), 'tr');
  data.columns.forEach((text, i) => {
    add(line, 'th', text, [1, 2, 3, 5].includes(i) ? 'num' : '').scope = 'col';
  });
  const body = add(table, 'tbody');
  data.rows.forEach(r => row(body, r));
  root.replaceChildren(table);
}
"""

_table = st.components.v2.component(
    "zeropark_try_card", html="<div class='root'></div>", css=CSS, js=JS
)


def table(data: Mapping[str, Any]) -> None:
    """Draw a scorecard."""
    _table(data=dict(data), key="try_card")


def card(answer: Answer, base: Answer | None, system: str, plan: str, lang: str) -> dict[str, Any]:
    """Return a plan's scorecard as texts, with what changed against its base.

    Parameters
    ----------
    answer, base : Answer
    system : str
    plan : str
        What names the plan, for whoever waits to see it drawn.
    lang : str
    """
    score = answer.scorecards[system]
    before = (base.scorecards.get(system) or {}).get("indicators", {}) if base else {}
    terms = {name: {"unit": unit} for name, unit in answer.units.items()}
    rows = []
    for name, indicator in score["indicators"].items():
        row = card_row(indicator, terms, lang) | _numbers(indicator, lang)
        row["raw"] = "" if indicator["value"] is None else repr(indicator["value"])
        row["change"] = change(before.get(name), indicator, lang)
        rows.append(row)
    return {
        "plan": plan,
        "caption": score[lang],
        "columns": [say(lang, f"try.column.{name}") for name in COLUMNS],
        "rows": rows,
    }


def change(before: Mapping[str, Any] | None, after: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return how an indicator changed: text, which way, and the state it had if it has another."""
    if before is None:
        return {"text": "", "more": "", "way": "same"}
    old, new = before["value"], after["value"]
    more = ""
    if before["state"] != after["state"]:
        more = say(lang, "try.was", state=say(lang, f"state.{before['state']}"))
    if old is None or new is None or math.isclose(old, new, rel_tol=SMALL, abs_tol=0.0):
        text = "" if old is None or new is None else say(lang, "try.same")
        return {"text": text, "more": more, "way": _way_of_state(before, after)}
    arrow = "▲" if new > old else "▼"
    better = (new < old) == (after["sense"] == "at_most")
    word = say(lang, "try.better" if better else "try.worse")
    return {
        "text": f"{arrow} {_change(new - old, after['unit'], lang)}",
        "more": " · ".join(filter(None, (word, more))),
        "way": "better" if better else "worse",
    }


def _numbers(indicator: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return value, target and gap as bare numbers; their unit stands once, with the name."""
    of, target, gap = indicator["unit"], indicator["target"], indicator["gap"] or {}
    less = indicator["sense"] == "at_most"
    found = {"value": _bare(indicator["value"], of), "unit": "" if of == "1" else unit(of)}
    found["target"] = NOTHING if target is None else f"{'≤' if less else '≥'} {_bare(target, of)}"
    if gap.get("amount") and gap["unit"] == of:
        short_by = -gap["amount"] if less else gap["amount"]
        found["gap"] = points(short_by, lang) if of == "1" else signed(short_by)
    return found


def _bare(value: float | None, of: str) -> str:
    return share(value) if of == "1" else number(value)


def _change(value: float, of: str, lang: str) -> str:
    """Return a change; one too small for the usual digits is told with more of them."""
    if of == "1":
        return points(value, lang)
    return signed(value) if abs(value) >= 5e-4 else f"{value:+.2g}".replace("-", "−")


def _way_of_state(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = RANK.get(before["state"]), RANK.get(after["state"])
    if old is None or new is None or old == new:
        return "same"
    return "better" if new > old else "worse"
