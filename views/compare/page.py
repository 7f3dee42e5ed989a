"""Two to four runs side by side: figures, where carbon goes, money, and what changed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.compare.shown import shown
from views.compare import apart, changes, charts, downloads, money, tables
from views.compare.charts import Bar
from views.compare.chosen import Named, choose
from views.frame import state
from views.frame.page import header, is_dark, nothing_yet, plain
from views.frame.state import names, t
from views.frame.texts import fault, knows
from views.stored.cache import Run

LEDGERS = ("park", "location", "residual")
GROUPS = ("energy", "carbon", "cost", "supply", "green", "unserved")
HEIGHT = 380
SECTIONS = ("figures", "carbon", "months", "why", "money", "curve")


def show() -> None:
    """Draw the page."""
    header(t("compare.title"))
    chosen = choose()
    if len(chosen) < 2:
        if not chosen:
            nothing_yet()
        st.info(t("compare.few"), icon=":material/add_circle:")
        return
    try:
        with st.spinner(t("compare.reading")):
            found = compared(tuple(named.run for named in chosen))
    except InputError as error:
        _not_alike(error)
        return
    tables.style()
    for caution in found["cautions"]:
        st.caption(f":material/info: {plain(caution[state.lang()])}")
    labels = [t(f"compare.tab.{name}") for name in SECTIONS]
    tabs = st.tabs(labels, key=f"compare_tabs_{state.lang()}", on_change="rerun")
    for tab, draw in zip(
        tabs, (_figures, _carbon, _months, changes.draw, money.draw, apart.draw), strict=True
    ):
        if tab.open:
            with tab:
                draw(chosen, found)
    st.caption(t("compare.downloads"))
    downloads.draw(chosen)


@st.cache_data(show_spinner=False, max_entries=8)
def compared(runs: tuple[Run, ...]) -> dict[str, Any]:
    """Return all that is drawn of some runs.

    Raises
    ------
    InputError
        If they cannot be compared.
    """
    return shown([run.path for run in runs])


def _not_alike(error: InputError) -> None:
    st.error(t("compare.not_alike"), icon=":material/rule:")
    for problem in error.problems:
        st.caption(plain(fault(state.lang(), problem)))


def _figures(chosen: list[Named], found: dict[str, Any]) -> None:
    heads = [(named.name, named.more) for named in chosen]
    told = [f for f in found["figures"] if f["headline"]]
    st.html(tables.figures(heads, told, is_dark=is_dark()))
    for system, lines in _by_system(found["figures"]).items():
        name = t(f"system.{system}") if knows(f"system.{system}") else system
        with st.expander(t("compare.indicators", system=plain(name)), icon=":material/fact_check:"):
            st.html(tables.figures(heads, lines, is_dark=is_dark()))
    with st.expander(t("compare.all"), icon=":material/table_rows:"):
        for group in GROUPS:
            lines = [f for f in found["figures"] if f["group"] == group]
            if lines:
                st.markdown(f"**{t(f'compare.group.{group}')}**")
                st.html(tables.figures(heads, lines, is_dark=is_dark()))


def _by_system(figures: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the indicators by system; their names then need not say which."""
    found: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        if figure["group"] == "indicators":
            system = figure["id"].partition("/")[0]
            ends = {"zh": f"（{system}）", "en": f" ({system})"}
            names = {lang: figure[lang].removesuffix(end) for lang, end in ends.items()}
            found.setdefault(system, []).append({**figure, **names})
    return found


def _carbon(chosen: list[Named], found: dict[str, Any]) -> None:
    ledger = st.segmented_control(
        t("compare.ledger"), LEDGERS, default="park", format_func=names("compare.ledger"),
        key="compare_ledger", required=True,
    )  # fmt: skip
    st.caption(t("compare.falls.note"))
    for place, named in enumerate(chosen[1:]):
        first, steps, last = found["falls"][place][str(ledger)]
        texts = tables.steps_told(first, [amount for _, amount in steps], last)
        bars = [
            Bar(chosen[0].name, first, tables.told(first, "t"), charts.TOTAL, is_total=True),
            *(
                Bar(t(f"compare.part.{key}"), amount, text, charts.colour_of(key))
                for (key, amount), text in zip(steps, texts, strict=True)
            ),
            Bar(named.name, last, tables.told(last, "t"), charts.TOTAL, is_total=True),
        ]
        drawn = charts.waterfall(bars, "t CO₂", is_dark=is_dark())
        told = t("compare.falls.alt", base=chosen[0].name, plan=named.name)
        st.echarts_chart(drawn, height=HEIGHT, key=f"fall_{ledger}_{place}", alt=told)
        lines = [[bar.name, bar.told] for bar in bars]
        with st.expander(t("compare.as_table"), icon=":material/table_rows:"):
            st.html(tables.rows([t("compare.figure"), "t CO₂"], lines))


def _months(chosen: list[Named], found: dict[str, Any]) -> None:
    months, lang = found["months"], state.lang()
    left, right = st.columns(2)
    table = left.selectbox(
        t("compare.account"), list(months["tables"]), format_func=names("compare.account"),
        index=1, key="compare_account",
    )  # fmt: skip
    parts = months["tables"][table]
    told = {"": t("compare.part.total")} | {key: held[lang] for key, held in parts.items()}
    part = right.selectbox(
        t("compare.part"), list(told), key=f"compare_part_{table}",
        format_func=lambda key: told[key],
    )  # fmt: skip
    drawn = []
    for place, named in enumerate(chosen):
        mine = [parts[part]["runs"][place]] if part else [p["runs"][place] for p in parts.values()]
        drawn.append((named.name, [sum(values) for values in zip(*mine, strict=True)]))
    unit = "MWh" if table == "energy" else "t CO₂"
    chart = charts.lines(months["names"], drawn, unit, is_dark=is_dark())
    st.echarts_chart(
        chart, height=HEIGHT, key=f"months_{table}_{part}", alt=t("compare.months.alt")
    )
    for named, unplaced in zip(chosen, months["unplaced"][table], strict=True):
        if unplaced:
            st.caption(t("compare.unplaced", run=named.name, amount=tables.signed(unplaced)))
