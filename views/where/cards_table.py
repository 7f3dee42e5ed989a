"""The scorecard table: a small component, so that a row can be clicked and read by a machine.

All text arrives as data and is set as text, never as HTML.
"""

from __future__ import annotations

import streamlit as st

CSS = """
.root { font-variant-numeric: tabular-nums; overflow-x: auto; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .35rem 1rem;
  margin: .1rem 0 .5rem; }
.soft { opacity: .7; font-size: .84rem; }
.badge, .state { display: inline-block; border-radius: 99px; padding: .08rem .6rem;
  font-size: .84rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--st-green-text-color); background: var(--st-green-background-color); }
.bad { color: var(--st-red-text-color); background: var(--st-red-background-color); }
.open { color: var(--st-orange-text-color); background: var(--st-orange-background-color); }
.none { color: var(--st-gray-text-color); background: var(--st-gray-background-color); }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th { text-align: left; font-weight: 500; font-size: .8rem; opacity: .7; padding: .3rem .6rem;
  border-bottom: 1px solid var(--st-border-color); }
td { padding: .42rem .6rem; border-bottom: 1px solid var(--st-border-color); vertical-align: top;
  line-height: 1.3; }
td small { display: block; opacity: .68; font-size: .78rem; }
th.num, td.num { text-align: right; white-space: nowrap; }
td.kind { white-space: nowrap; }
td.name { min-width: 9.5rem; }
td.change .state { white-space: normal; border-radius: .6rem; max-width: 8.5rem; }
td.gap { min-width: 9rem; }
td.clause { font-size: .78rem; opacity: .68; max-width: 11rem; }
tbody tr { cursor: pointer; }
tbody tr:hover { background: var(--st-secondary-background-color); }
button { all: unset; cursor: pointer; font-weight: 600; }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
tr:hover button { color: var(--st-primary-color); }
.bar { height: 4px; border-radius: 2px; margin-top: .3rem; background: var(--st-border-color);
  width: 5.5rem; margin-left: auto; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--st-red-color); }
.bar.full i { background: var(--st-green-color); }
.dot { display: inline-block; width: .5rem; height: .5rem; border-radius: 50%; margin-right: .35rem;
  background: var(--st-gray-color); }
.dot.core { background: var(--st-primary-color); }
.dot.guiding { background: #7f9fb5; }
.dot.characteristic { background: #b79a5b; }
"""

HTML = "<div class='root'></div>"

JS = """
const LOOK = {met: 'good', passed: 'good', not_met: 'bad', failed: 'bad', not_judged: 'open',
  undecided: 'open', core_only: 'open'};
function add(parent, tag, text, look) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  if (look) node.className = look;
  parent.appendChild(node);
  return node;
}
function row(body, r, open, kindApart) {
  const tr = add(body, 'tr');
  tr.dataset.indicator = r.id;
  tr.dataset.state = r.state;
  const head = add(tr, 'td', null, 'name');
  const name = add(head, 'button', r.name);
  name.title = r.open;
  name.setAttribute('aria-label', r.open);
  tr.onclick = () => open(r.id);
  const kind = kindApart ? add(tr, 'td', null, 'kind') : add(head, 'small');
  add(kind, 'span', null, 'dot ' + r.kind);
  kind.append(r.kindText);
  const value = add(tr, 'td', r.value, 'num');
  if (r.made) add(value, 'small', r.made);
  if (r.change !== undefined) {
    add(add(tr, 'td', null, 'num change'), 'span', r.change, 'state ' + (r.changeMark || 'none'));
  }
  const target = add(tr, 'td', r.target, 'num');
  if (r.share !== null) {
    const bar = add(target, 'div', null, r.share >= 1 ? 'bar full' : 'bar');
    add(bar, 'i').style.width = (100 * r.share).toFixed(1) + '%';
  }
  const gap = add(tr, 'td', r.gap, 'gap');
  if (r.gapMore) add(gap, 'small', r.gapMore);
  add(add(tr, 'td'), 'span', r.stateText, 'state ' + (LOOK[r.state] || 'none'));
  add(tr, 'td', r.clause, 'clause');
}
export default function({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector('.root');
  root.replaceChildren();
  const head = add(root, 'div', null, 'head');
  const badge = add(head, 'span', data.verdict.text, 'badge ' + (LOOK[data.verdict.key] || 'none'));
  badge.dataset.verdict = data.verdict.key;
  add(head, 'span', data.counts.join('  ·  '), 'soft');
  add(head, 'span', data.class, 'soft');
  add(head, 'span', data.document, 'soft');
  const table = add(root, 'table');
  const line = add(add(table, 'thead'), 'tr');
  const first = data.kindApart ? 2 : 1, last = data.columns.length - 4;  // value to target
  data.columns.forEach((text, i) => add(line, 'th', text, i >= first && i <= last ? 'num' : ''));
  const body = add(table, 'tbody');
  const open = id => setTriggerValue('opened', id);
  data.rows.forEach(r => row(body, r, open, data.kindApart));
}
"""

_table = st.components.v2.component("zeropark_card", html=HTML, css=CSS, js=JS)


def _nothing() -> None:
    """Let the rerun itself do the work."""


def table(card: dict[str, object], key: str) -> str | None:
    """Draw a scorecard and return the indicator that was just clicked."""
    result = _table(data=card, key=key, on_opened_change=_nothing)
    opened = result.opened
    return str(opened) if opened else None
