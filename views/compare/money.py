"""What a plan costs against the baseline: cash flow, NPV, IRR and payback."""

from __future__ import annotations

from typing import Any

import streamlit as st

from scenarios.catalogue import InputError
from scenarios.compare.cash import cash_flow
from views.compare import charts, tables
from views.compare.chosen import Named
from views.frame import state
from views.frame.numbers import NOTHING, number, share
from views.frame.page import is_dark, plain
from views.frame.state import t
from views.frame.texts import fault
from views.stored.cache import Run

MILLION = 1e6
HEIGHT = 380
STANDINGS = ("before_tax", "after_tax", "own_money")
ROWS = ("npv_cny", "irr_real", "irr_nominal", "payback_y", "discounted_payback_y")


def draw(chosen: list[Named], _: dict[str, Any]) -> None:
    """Draw the money of every plan."""
    for named in chosen[1:]:
        st.markdown(f"**{t('compare.why', plan=named.name, base=chosen[0].name)}**")
        try:
            found = flows(chosen[0].run, named.run)
        except InputError as error:
            st.info(t("money.none"), icon=":material/payments:")
            for problem in error.problems:
                st.caption(plain(fault(state.lang(), problem)))
            continue
        _one(named, found)


@st.cache_data(show_spinner=False, max_entries=16)
def flows(base: Run, plan: Run) -> dict[str, Any]:
    """Return the cash flow of a plan against its base.

    Raises
    ------
    InputError
        If they are not of one world.
    """
    return cash_flow(base.path, plan.path)


def _one(named: Named, found: dict[str, Any]) -> None:
    whole = found["whole"]
    heads = [t("compare.figure"), *(t(f"money.{name}") for name in STANDINGS)]
    lines = [
        [t("money.capex"), *([_million(whole["capex_real_cny"])] * 2), NOTHING],
        *([t(f"money.{row}"), *(_cell(row, whole[s][row]) for s in STANDINGS)] for row in ROWS),
    ]
    st.html(tables.rows(heads, lines))
    years = [int(year) for year in found["years"]]
    chart = charts.cash(
        years,
        {kind: [v / MILLION for v in values] for kind, values in found["kinds"].items()},
        {kind: t(f"money.kind.{kind}") for kind in found["kinds"]},
        (t("money.cumulated"), [value / MILLION for value in found["cumulated"]]),
        t("money.axis"), is_dark=is_dark(),
    )  # fmt: skip
    st.echarts_chart(chart, height=HEIGHT, key=f"cash_{named.run.id}", alt=t("money.alt"))
    st.caption(t("money.note", rate=share(found["rate"])))
    if found["span_y"] < 1.0:
        st.warning(t("money.short", days=round(found["span_y"] * 365.25)))
    for one in found["free"]:
        st.caption(t("money.free", measure=plain(one[state.lang()])))


def _million(value: float) -> str:
    return f"{number(value / MILLION, 1)} {t('money.million')}"


def _cell(row: str, value: float | None) -> str:
    """Return one figure; none is a finding too: no return, or never paid back."""
    if value is None:
        return t("money.never" if row.endswith("payback_y") else "money.no_rate")
    if row == "npv_cny":
        return _million(value)
    return share(value) if row.startswith("irr") else t("money.years", years=number(value, 1))
