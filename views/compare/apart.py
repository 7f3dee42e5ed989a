"""A plan taken apart by measure: abatement cost curve and waterfall, in sequence and left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios import jobs
from scenarios.catalogue import InputError, runs_folder
from scenarios.compare.apart import attribution_of, runs_needed, seconds_needed
from scenarios.compare.headline import cut_at
from scenarios.jobs.results import finished_before, read_result
from scenarios.stored import StoredRun
from views.compare import charts, downloads, tables
from views.compare.charts import PALETTE, Bar
from views.compare.chosen import Named
from views.frame import draft, job_panel, state
from views.frame.numbers import number
from views.frame.page import is_dark, plain
from views.frame.press import pressed
from views.frame.state import names, t
from views.frame.texts import fault
from views.stored.cache import Run

METHODS = ("sequential", "leave_one_out")
LEDGERS = ("park", "location", "residual")
HEIGHT = 430


def draw(chosen: list[Named], _: dict[str, Any]) -> None:
    """Draw what each measure of a plan does, or offer to find it out."""
    plans = {named.run.id: named for named in chosen[1:]}
    name = next(iter(plans))
    if len(plans) > 1:
        name = str(st.segmented_control(
            t("apart.plan"), list(plans), default=name, format_func=lambda n: plans[n].name,
            key="apart_plan", required=True,
        ))  # fmt: skip
    run = plans[name].run
    try:
        request = question(run, draft.current().request())
    except InputError as error:
        st.info(t("apart.none"), icon=":material/call_split:")
        for problem in error.problems:
            st.caption(plain(fault(state.lang(), problem)))
        return
    known = finished_before(request, runs_folder())
    if not known:
        _offer(run, request)
        return
    found = read_result("attribution", known, runs_folder())
    _result(plans[name], found)
    st.caption(t("apart.downloads"))
    downloads.of_result("attribution", known)


@st.cache_data(show_spinner=False, max_entries=32)
def question(run: Run, plan: jobs.Request) -> jobs.AttributionRequest:
    """Return what to ask for to take a run apart.

    Raises
    ------
    InputError
        If it has no measures, or its park is not known.
    """
    return attribution_of(StoredRun(run.path), [plan])


def _offer(run: Run, request: jobs.AttributionRequest) -> None:
    if job_panel.is_under_way(request):
        st.info(t("apart.under_way"), icon=":material/hourglass_top:")
        return
    stored = StoredRun(run.path)
    minutes = max(round(seconds_needed(stored) / 60.0), 1)
    st.markdown(t("apart.offer", runs=runs_needed(stored), minutes=minutes))
    if pressed(t("apart.start"), type="primary", icon=":material/call_split:", key="apart_start"):
        try:
            job_panel.start(request)
        except InputError as error:
            st.error(plain(str(error)))
            return
        st.rerun()


def _result(plan: Named, found: Mapping[str, Any]) -> None:
    lang = state.lang()
    st.caption(t("apart.against", plan=plan.name))
    left, right = st.columns(2)
    ledger = str(left.segmented_control(
        t("compare.ledger"), LEDGERS, default="park", format_func=names("compare.ledger"),
        key="apart_ledger", required=True,
    ))  # fmt: skip
    paper = "with"
    if found["without_paper"] is not None:
        paper = str(right.segmented_control(
            t("apart.paper"), ("with", "without"), default="with",
            format_func=names("apart.paper"), key="apart_paper", required=True,
        ))  # fmt: skip
    part = found if paper == "with" else found["without_paper"]
    st.warning(t("apart.warning"), icon=":material/warning:")
    for method in METHODS:
        st.markdown(f"**{t(f'apart.{method}')}**")
        st.caption(t(f"apart.{method}.note"))
        _curve(part, ledger, method, paper)
    with st.expander(t("apart.waterfalls"), icon=":material/waterfall_chart:"):
        for method in METHODS:
            st.markdown(f"**{t(f'apart.{method}')}**")
            _fall(part, ledger, method, paper)
    st.caption(t("apart.basis", basis=plain(part["basis"][lang])))
    for caution in part["cautions"]:
        st.caption(f":material/info: {plain(caution[lang])}")


def _names(part: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of measures, those that change claims only marked as such."""
    lang = state.lang()
    return {
        one["id"]: one[lang] + (t("apart.on_paper") if one["on_paper"] else "")
        for one in part["measures"]
    }


def _curve(part: Mapping[str, Any], ledger: str, method: str, paper: str) -> None:
    told, steps = _names(part), part["curves"][ledger][method]
    order = {one["id"]: n for n, one in enumerate(part["measures"])}
    drawn = [step for step in steps if step["cny_per_t"] is not None]
    edge = cut_at((step["cny_per_t"], step["abated_t_per_y"]) for step in drawn)
    bars = [
        (
            told[step["measure"]], step["abated_t_per_y"],
            max(min(step["cny_per_t"], edge), -edge),
            PALETTE[order[step["measure"]] % len(PALETTE)],
        )
        for step in drawn
    ]  # fmt: skip
    chart = charts.curve(bars, t("apart.across"), t("apart.up"), is_dark=is_dark())
    key = f"curve_{ledger}_{method}_{paper}"
    st.echarts_chart(chart, height=HEIGHT, key=key, alt=t("apart.alt"))
    idle = [told[step["measure"]] for step in steps if step["cny_per_t"] is None]
    if idle:
        st.caption(f"{t('apart.idle')}{plain(t('list.join').join(idle))}")
    lines = [
        [
            told[step["measure"]],
            number(step["abated_t_per_y"]),
            number(step["cost_cny_per_y"] / 1e6, 2),
            _per_tonne(step["cny_per_t"], edge),
        ]
        for step in steps
    ]
    heads = [t(f"apart.{name}") for name in ("measure", "abated", "cost", "per_tonne")]
    with st.expander(t("compare.as_table"), icon=":material/table_rows:"):
        st.html(tables.rows(heads, lines))


def _per_tonne(cost: float | None, edge: float) -> str:
    if cost is None:
        return t("apart.raises")
    return number(cost) + (f" ({t('apart.cut')})" if abs(cost) > edge else "")


def _fall(part: Mapping[str, Any], ledger: str, method: str, paper: str) -> None:
    told, shares = _names(part), part["figures"][f"carbon.{ledger}"]
    base, plan = shares["base"] or 0.0, shares["plan"] or 0.0
    bars = [Bar(t("apart.none_of_them"), base, tables.told(base, "t"), charts.TOTAL, is_total=True)]
    rest = shares[f"{method}_residual"] or 0.0
    texts = tables.steps_told(base, [*(step or 0.0 for step in shares[method]), rest], plan)
    for place, (name, change) in enumerate(zip(told.values(), shares[method], strict=True)):
        text = t("apart.not_alone") if change is None else texts[place]
        bars.append(Bar(name, change or 0.0, text, PALETTE[place % len(PALETTE)]))
    if method == "leave_one_out":
        bars.append(Bar(t("apart.residual"), rest, texts[-1], "#9aa7ad"))
    bars.append(
        Bar(t("apart.all_of_them"), plan, tables.told(plan, "t"), charts.TOTAL, is_total=True)
    )
    chart = charts.waterfall(bars, "t CO₂", is_dark=is_dark(), lies=True)
    key = f"apart_fall_{ledger}_{method}_{paper}"
    st.echarts_chart(chart, height=60 + 34 * len(bars), key=key, alt=t("apart.fall.alt"))
