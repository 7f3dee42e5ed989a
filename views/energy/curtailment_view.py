"""Curtailment by plant and month; demand that was not served, and what had nowhere to go."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import commodity_looks
from scenarios.charted.shortage import Curtailed, Missed
from views.energy.bars import Bar, bars
from views.energy.stores_view import name_of
from views.energy.time_view import look
from views.frame import state
from views.frame.numbers import number, share, short, unit
from views.frame.state import t
from views.stored import cache
from views.stored.cache import Run

HEIGHT = 330
COLOURS = ("#e3a72f", "#6fa8a0", "#3f6c8c", "#b3556b", "#8f7bb5", "#5c8a3a")
HATCHES = ("", "stripes", "dots")
APART = 5  # plants drawn one by one


def show(run: Run) -> None:
    """Draw what was curtailed and what was missed."""
    found = cache.curtailed(run)
    st.markdown(f"**{t('curtailed.title')}**")
    if found:
        _months(run, found)
        st.dataframe([_line(one, run) for one in found], hide_index=True, key="curtailed_table")
    else:
        st.info(t("curtailed.none"))
    st.markdown(f"**{t('missed.title')}**")
    missed = cache.missed(run)
    if missed:
        st.dataframe([_missed(one) for one in missed], hide_index=True, key="missed_table")
        st.caption(t("missed.note"))
    else:
        st.success(t("missed.none"), icon=":material/check_circle:")


def _months(run: Run, found: list[Curtailed]) -> None:
    drawn = [
        Bar(name_of(one.source, run), COLOURS[n], [mwh / 1000.0 for mwh in one.by_month],
            hatch=HATCHES[n % len(HATCHES)])
        for n, one in enumerate(found[:APART])
    ]  # fmt: skip
    if others := found[APART:]:
        sums = [sum(month) / 1000.0 for month in zip(*(o.by_month for o in others), strict=True)]
        drawn.append(Bar(t("curtailed.others", count=len(others)), COLOURS[APART], sums))
    chart = bars(cache.span(run).months, drawn, t("curtailed.axis"), ink=look().ink,
                 form="%,.2f GWh")  # fmt: skip
    total = short(sum(one.curtailed for one in found), "MWh", state.lang())
    st.echarts_chart(chart, height=HEIGHT, key="curtailed_months",
                     alt=t("curtailed.alt", total=total))  # fmt: skip


def _line(one: Curtailed, run: Run) -> dict[str, str]:
    return {
        t("curtailed.plant"): name_of(one.source, run),
        t("curtailed.made"): short(one.made, "MWh", state.lang()),
        t("curtailed.cut"): short(one.curtailed, "MWh", state.lang()),
        t("curtailed.share"): share(one.share),
    }


def _missed(one: Missed) -> dict[str, str]:
    known = commodity_looks().get(one.commodity)
    per_hour = "MW" if one.unit == "MWh" else f"{unit(one.unit)}/h"
    return {
        t("missed.what"): t(f"purpose.{one.purpose}"),
        t("missed.of"): str(getattr(known, state.lang())) if known else one.commodity,
        t("missed.where"): one.target if one.purpose == "unserved" else one.source,
        t("missed.amount"): short(one.total, one.unit, state.lang()),
        t("missed.hours"): number(one.hours, 1),
        t("missed.most"): f"{number(one.most)} {per_hour}",
    }
