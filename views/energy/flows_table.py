"""The links of a picture as a table, beside those of the run it is compared with, to take away."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import commodity_looks
from scenarios.charted.table import csv_bytes, xlsx_bytes
from views.energy.picture import UNITS, Asked
from views.energy.shown import Shown
from views.frame import state
from views.frame.numbers import unit
from views.frame.state import t
from views.stored.cache import Run

Cell = str | float | None


def show(run: Run, shown: Shown, asked: Asked, beside: Shown | None) -> None:
    """Draw the table and its downloads."""
    heads = heads_of(shown, asked, beside)
    rows = rows_of(shown, beside, state.lang())
    name = f"{run.id}-{asked.domain}-{asked.level}"
    with st.expander(t("flows.table"), icon=":material/table_rows:"):
        width = len(heads) - 1  # the exact amount is for the file
        table = [dict(zip(heads[:width], row[:width], strict=True)) for row in rows]
        st.dataframe(table, hide_index=True, key=f"flows_table_{asked.domain}")
        with st.container(horizontal=True):
            st.download_button(
                "csv", lambda: csv_bytes(heads, rows), f"{name}.csv", "text/csv",
                icon=":material/download:", key="flows_csv", on_click="ignore",
            )  # fmt: skip
            st.download_button(
                "xlsx", lambda: xlsx_bytes("flows", heads, rows), f"{name}.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                icon=":material/download:", key="flows_xlsx", on_click="ignore",
            )  # fmt: skip


def heads_of(shown: Shown, asked: Asked, beside: Shown | None) -> list[str]:
    """Return the heads of the columns; the last is the amount with all its digits."""
    heads = [t("flows.from"), t("flows.to"), t("flows.carrier")]
    heads.append(f"{t('flows.amount')} ({shown.scale.unit})")
    if beside is not None:
        heads += [t("flows.amount.other"), t("flows.amount.more")]
    return [*heads, f"{t('flows.amount.exact')} ({unit(UNITS[asked.domain])})"]


def rows_of(shown: Shown, beside: Shown | None, lang: str) -> list[list[Cell]]:
    """Return a row a link, largest first; links of the other run alone stand at nought."""
    looks, nodes, scale = commodity_looks(), dict(shown.graph.nodes), shown.scale
    here = {(ln.source, ln.target, ln.commodity): (q, ln.amount) for ln, q in shown.links}
    there: dict[tuple[str, str, str], float] = {}
    if beside is not None:
        nodes = {**beside.graph.nodes, **nodes}
        for link in beside.graph.links:
            there[link.source, link.target, link.commodity] = link.amount
    keys = sorted({**here, **there}, key=lambda key: (-here.get(key, (0, 0.0))[1], key))
    rows: list[list[Cell]] = []
    for key in keys:
        quanta, amount = here.get(key, (0, 0.0))
        source, target, what = key
        look = looks.get(what)
        row: list[Cell] = [nodes[source].label, nodes[target].label]
        row += [str(getattr(look, lang)) if look else "", scale.value(quanta)]
        if beside is not None:
            other = round(there.get(key, 0.0) / scale.divisor, scale.decimals)
            more = round((amount - there.get(key, 0.0)) / scale.divisor, scale.decimals)
            if not quanta and not other:
                continue
            row += [other, more]
        rows.append([*row, amount])
    return rows
