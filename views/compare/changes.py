"""What changed between two runs, and why: inputs that differ, and what flows differently."""

from __future__ import annotations

from typing import Any

import streamlit as st

from scenarios.compare.frames import as_text
from views.compare import tables
from views.compare.chosen import Named
from views.frame import state
from views.frame.numbers import number
from views.frame.state import t
from views.frame.texts import label
from views.stored import cache

MOST = 25
LONGEST = 120


def draw(chosen: list[Named], found: dict[str, Any]) -> None:
    """Draw what every plan changes against the baseline."""
    for place, named in enumerate(chosen[1:]):
        st.markdown(f"**{t('compare.why', plan=named.name, base=chosen[0].name)}**")
        _measures(chosen[0], named)
        _flows(chosen[0], named, found["changes"][place])
        _inputs(place, found["inputs"][place])


def _measures(base: Named, plan: Named) -> None:
    """Name the measures and assumptions that one of both has and the other has not."""
    mine, theirs = _chosen(plan), _chosen(base)
    for key, names in (
        ("added", mine.keys() - theirs.keys()),
        ("gone", theirs.keys() - mine.keys()),
    ):
        told = [text for name, text in {**theirs, **mine}.items() if name in names]
        if told:
            st.caption(f"{t(f'compare.measures.{key}')}{t('list.join').join(told)}")
    if mine.keys() == theirs.keys():
        st.caption(t("compare.measures.same"))


def _chosen(named: Named) -> dict[str, str]:
    scenario = cache.manifest(named.run).get("scenario", {})
    entries = [*scenario.get("measures", ()), *scenario.get("assumptions", ())]
    return {
        f"{one['id']}/{one.get('suffix', '')}": label(state.lang(), one["label"], one["id"])
        for one in entries
    }


def _flows(base: Named, plan: Named, found: list[dict[str, Any]]) -> None:
    lang = state.lang()
    agents = {**cache.park(base.run).get("agents", {}), **cache.park(plan.run).get("agents", {})}
    heads = [t(f"compare.flow.{key}") for key in ("what", "owner", "base", "plan", "change")]
    lines = [
        [
            t("compare.flow.of", commodity=c["commodity"][lang], purpose=c["purpose"][lang]),
            label(lang, agents.get(c["owner"], {}).get("label"), c["owner"]),
            f"{number(c['base'])} {tables.unit_told(c['unit'])}",
            f"{number(c['plan'])} {tables.unit_told(c['unit'])}",
            _moved(c),
        ]
        for c in found[:MOST]
    ]
    st.caption(t("compare.flows.note", count=len(lines)))
    st.html(tables.rows(heads, lines, texts=2))


def _moved(change: dict[str, Any]) -> str:
    arrow = tables.UP if change["change"] > 0 else tables.DOWN
    return f"{arrow} {tables.signed(change['change'])} {tables.unit_told(change['unit'])}"


def _inputs(place: int, found: list[dict[str, Any]]) -> None:
    with st.expander(t("compare.inputs", count=len(found)), icon=":material/difference:"):
        st.dataframe(
            [
                {
                    t("compare.input.path"): one["path"],
                    t("compare.input.base"): _short(one["base"]),
                    t("compare.input.plan"): _short(one["plan"]),
                }
                for one in found
            ],
            hide_index=True, height=min(36 * max(len(found), 1) + 40, 420),
            key=f"compare_inputs_{place}",
        )  # fmt: skip


def _short(value: object) -> str:
    text = as_text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
