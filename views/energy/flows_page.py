"""What flowed where: a picture in which every node takes in what it gives out."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError, commodity_looks
from views.energy import charts, sankey
from views.energy.nodes import Groups
from views.energy.sankey import DOMAINS, Flows
from views.frame import state
from views.frame.numbers import number, short, tiny, unit
from views.frame.page import damaged, header, is_dark, nothing_yet, plain, run_shown
from views.frame.state import names, t
from views.stored import cache, records
from views.stored.cache import Run

UNITS = {"energy": "MWh", "water": "m3", "waste": "t"}
HEIGHTS = {"energy": 610, "water": 460, "waste": 520}
WHOLE, MERGED, LARGEST = "whole", "merged", "largest"


def show() -> None:
    """Draw the page."""
    run = run_shown()
    header(t("flows.title"), run)
    if run is None:
        nothing_yet()
        return
    try:
        _picture(run)
    except InputError as error:
        damaged(error)


def _picture(run: Run) -> None:
    left, middle, right = st.columns([1, 1, 1], vertical_alignment="bottom")
    with left:
        domain = st.segmented_control(
            t("flows.domain"), DOMAINS, default=DOMAINS[0], required=True, key="flows_domain",
            format_func=names("domain"), persist_state="session",
        )  # fmt: skip
    whole = t("flows.whole")
    with middle:
        when = st.selectbox(
            t("flows.when"), [WHOLE, *cache.span(run).months], key="flows_when",
            format_func=lambda month: whole if month == WHOLE else month,
            persist_state="session",
        )  # fmt: skip
    with right:
        detail = st.segmented_control(
            t("flows.detail"), (MERGED, LARGEST), default=MERGED, required=True,
            key="flows_detail", format_func=names("flows.detail"),
            persist_state="session",
        )  # fmt: skip
    domain = str(domain or DOMAINS[0])
    graph = graph_of(run, domain, str(when or WHOLE), detail == LARGEST, state.lang())
    if not graph.links:
        st.info(t("flows.empty"))
        return
    colours = {name: look.colour for name, look in commodity_looks().items()}
    chart = charts.sankey(graph, UNITS[domain], state.lang(), colours, is_dark())
    st.echarts_chart(chart, height=HEIGHTS[domain], key=f"sankey_{domain}", alt=t("flows.sankey"))
    _captions(graph, UNITS[domain])
    _table(graph, UNITS[domain])


def graph_of(run: Run, domain: str, when: str, by_enterprise: bool, lang: str) -> Flows:
    """Return the balanced picture of a span.

    Parameters
    ----------
    run : Run
    domain : str
    when : str
        ``whole`` or a month such as 2025-04.
    by_enterprise : bool
        Whether the largest enterprises are drawn one by one.
    lang : str
    """
    rows = cache.rows(run)
    months = cache.span(run).months
    if when in months:
        rows = records.rows_of_month(rows, cache.months(run), months.index(when))
    single = Groups(cache.park(run), lang, domain).largest(cache.rows(run)) if by_enterprise else ()
    return sankey.flows(rows, domain, Groups(cache.park(run), lang, domain, single))


def _captions(graph: Flows, name: str) -> None:
    lang = state.lang()
    told = [t("flows.balance", worst=tiny(graph.worst_miss()))]
    if graph.returned:
        looks = commodity_looks()
        names = dict.fromkeys(str(getattr(looks[what], lang)) for what in graph.returned)
        told.append(t("flows.returned", what=t("list.join").join(names)))
    if netted := [net for net in graph.netted if max(net.charged, net.discharged) > 0.0]:
        each = [
            t(
                "flows.netted.one", name=graph.nodes[net.node].label,
                charged=short(net.charged, name, lang),
                discharged=short(net.discharged, name, lang),
            )
            for net in netted
            if net.node in graph.nodes
        ]  # fmt: skip
        told.append(t("flows.netted", what=t("list.join").join(each)))
    if graph.left_out > 0.0:
        told.append(t("flows.circuits", amount=short(graph.left_out, name, lang)))
    st.caption("  \n".join(plain(text) for text in told))


def _table(graph: Flows, name: str) -> None:
    looks, lang = commodity_looks(), state.lang()
    with st.expander(t("flows.table"), icon=":material/table_rows:"):
        lines = [
            {
                t("flows.from"): graph.nodes[link.source].label,
                t("flows.to"): graph.nodes[link.target].label,
                t("flows.carrier"): str(getattr(looks[link.commodity], lang))
                if link.commodity in looks
                else "",
                f"{t('flows.amount')} ({unit(name)})": number(link.amount, 0),
            }
            for link in sorted(graph.links, key=lambda link: -link.amount)
        ]
        st.dataframe(lines, hide_index=True)
