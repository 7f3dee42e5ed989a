"""The catalogue: what could be added, by pathway, with search; what cannot, and why not.

Searching and filtering happen in the browser, so that they cost no round trip. All text arrives
as data and is set as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.catalogue import InputError, assumption_ids, measure_ids
from scenarios.drafts import Choice, Draft, Section, rule_of
from scenarios.what_if import Offer, WhatIfError, service
from views.frame import state
from views.frame.texts import label, say
from views.trial import edit, told

GROUPS: Mapping[Section, tuple[str, ...]] = {
    "measures": ("energy", "industry", "resources", "end_of_pipe", "management"),
    "assumptions": ("price", "growth", "factor", "weather", "reliability"),
}
PATIENCE_SECONDS = 0.05
LATER_SECONDS = 1.0

CSS = """
.tools { display: flex; flex-wrap: wrap; gap: .35rem; margin-bottom: .6rem; align-items: center; }
input[type=search] { flex: 1 1 11rem; min-width: 9rem; padding: .4rem .6rem; font: inherit;
  border: 1px solid var(--st-border-color); border-radius: 6px; color: inherit;
  background: var(--st-secondary-background-color); }
button { font: inherit; font-size: .84rem; cursor: pointer; border-radius: 6px; color: inherit;
  border: 1px solid var(--st-border-color); background: transparent; padding: .2rem .6rem; }
button[aria-pressed=true] { border-color: var(--st-primary-color); font-weight: 600;
  color: var(--st-primary-color); }
button:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color);
  outline-offset: 1px; }
.list { max-height: 30rem; overflow-y: auto; display: grid; gap: .45rem; padding-right: .2rem; }
.card { border: 1px solid var(--st-border-color); border-radius: 6px; padding: .5rem .65rem; }
.head { display: flex; gap: .6rem; align-items: baseline; justify-content: space-between; }
.head b { font-weight: 600; font-size: .92rem; }
.card p { margin: .2rem 0 0; font-size: .8rem; opacity: .84; line-height: 1.35; }
.card p.why { opacity: 1; }
.card.barred b { opacity: .75; }
.soft { font-size: .8rem; opacity: .8; }
"""

JS = """
function add(parent, tag, text, look) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  if (look) node.className = look;
  parent.appendChild(node);
  return node;
}
const seen = new Map();
export default function({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector('.root');
  const now = seen.get(data.section) || {text: '', group: ''};
  seen.set(data.section, now);
  now.add = id => setTriggerValue('added', id);
  const drawn = JSON.stringify(data);
  if (root.drawn === drawn) return;  // what is under somebody's finger stays
  root.drawn = drawn;
  root.replaceChildren();
  const tools = add(root, 'div', null, 'tools');
  const search = add(tools, 'input');
  search.type = 'search';
  search.placeholder = data.search;
  search.setAttribute('aria-label', data.search);
  search.value = now.text;
  const chips = data.groups.map(group => {
    const chip = add(tools, 'button', group.name);
    chip.type = 'button';
    chip.onclick = () => { now.group = now.group === group.id ? '' : group.id; draw(); };
    return [chip, group.id];
  });
  const count = add(root, 'div', null, 'soft');
  count.setAttribute('role', 'status');
  const list = add(root, 'div', null, 'list');
  list.setAttribute('role', 'list');
  function card(item) {
    const box = add(list, 'div', null, item.why ? 'card barred' : 'card');
    box.setAttribute('role', 'listitem');
    box.dataset.offer = item.id;
    const head = add(box, 'div', null, 'head');
    add(head, 'b', item.name);
    if (!item.why) {
      const button = add(head, 'button', data.add);
      button.type = 'button';
      button.setAttribute('aria-label', data.add + ' ' + item.name);
      button.onclick = () => now.add(item.id);
    }
    add(box, 'p', item.more);
    if (item.cost) add(box, 'p', item.cost);
    if (item.why) add(box, 'p', '\\u2298 ' + item.why, 'why');
  }
  function draw() {
    chips.forEach(([chip, id]) => chip.setAttribute('aria-pressed', String(id === now.group)));
    const words = now.text.toLowerCase().split(/\\s+/).filter(Boolean);
    const found = data.items.filter(item => (!now.group || item.group === now.group)
      && words.every(word => item.words.includes(word)));
    count.textContent = data.count.replace('#', found.length);
    list.replaceChildren();
    found.forEach(card);
  }
  search.oninput = () => { now.text = search.value; draw(); };
  draw();
}
"""

_list = st.components.v2.component(
    "zeropark_offers", html="<div class='root'></div>", css=CSS, js=JS
)


def show(section: Section, plan: Draft, choices: tuple[Choice, ...]) -> None:
    """Draw what could be added to the plan; adding is one step that can be taken back."""
    offers = _offers(plan) if section == "measures" else {}
    _list(
        data=catalogue(section, choices, offers, state.lang()), key=_key(section),
        on_added_change=lambda: _add(section),
    )  # fmt: skip


def _key(section: Section) -> str:
    return f"offers_{section}"


def _add(section: Section) -> None:
    """Add what was pressed, before anything is drawn, so that no press is lost."""
    name = getattr(st.session_state.get(_key(section)), "added", None)
    if name in (measure_ids() if section == "measures" else assumption_ids()):
        edit.add(section, str(name))


def _offers(plan: Draft) -> Mapping[str, Offer]:
    """Return what the park could take, as far as it is known yet."""
    try:
        found = service().offers(plan, LATER_SECONDS)
    except (InputError, WhatIfError):
        return {}  # the plan's own problems are told beside its figures
    return {offer.id: offer for offer in found or ()}


def catalogue(
    section: Section, choices: tuple[Choice, ...], offers: Mapping[str, Offer], lang: str
) -> dict[str, Any]:
    """Return the list as texts: what may be added first, then what may not and why."""
    ids = measure_ids() if section == "measures" else assumption_ids()
    held = [choice.id for choice in choices]
    items = [
        _item(section, name, held, offers.get(name), lang)
        for name in ids
        if name not in held or getattr(rule_of(section, name), "repeatable", False)
    ]
    order = {group: number for number, group in enumerate(GROUPS[section])}
    items.sort(key=lambda item: (bool(item["why"]), order[item["group"]], item["name"]))
    return {
        "section": section,
        "items": items,
        "groups": [{"id": g, "name": say(lang, f"try.group.{g}")} for g in GROUPS[section]],
        "search": say(lang, "try.search"),
        "add": say(lang, "try.add"),
        "count": say(lang, f"try.{section}.count", count="#"),
    }


def _item(
    section: Section, name: str, held: list[str], offer: Offer | None, lang: str
) -> dict[str, Any]:
    rule: Any = rule_of(section, name)
    title = label(lang, rule.label.model_dump())
    more = label(lang, rule.explanation.model_dump())
    why = [reason[lang] for reason in offer.reasons(held)] if offer is not None else []
    if not why and getattr(rule, "awaits", None) is not None:
        why = [label(lang, rule.awaits.model_dump())]
    return {
        "id": name,
        "group": rule.pathway if section == "measures" else rule.group,
        "name": title,
        "more": more,
        "cost": _cost(offer, lang) if not why else "",
        "why": ("；" if lang == "zh" else "; ").join(why),
        "words": f"{title} {more} {name}".lower(),
    }


def _cost(offer: Offer | None, lang: str) -> str:
    """Return what a measure would cost in this park with its usual numbers."""
    costs = offer.costs if offer is not None else {}
    parts = []
    if costs.get("capex_cny"):
        parts.append(say(lang, "try.capex", value=told.money(costs["capex_cny"], lang)))
    if costs.get("opex_cny"):
        parts.append(say(lang, "try.opex", value=told.money(costs["opex_cny"], lang)))
    return f"{say(lang, 'try.usually')} {' · '.join(parts)}" if parts else ""
