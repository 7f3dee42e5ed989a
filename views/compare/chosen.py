"""Which two to four runs are compared; the address keeps them."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from scenarios.catalogue import InputError
from views.frame import state
from views.frame.page import base_shown, run_shown
from views.frame.state import t
from views.frame.texts import label
from views.stored import cache
from views.stored.cache import Run

MOST = 4
LETTERS = "ABCD"
LONGEST = 14


class Named(NamedTuple):
    """A run that is compared: what it is called here, and what stands below its name."""

    run: Run
    name: str
    more: str


def choose() -> list[Named]:
    """Draw the choosers and return the runs, the baseline first."""
    names = _known(asked())
    told = {line.id: _told(line.label, line.finished, line.id) for line in cache.listed()}
    for name in names:
        told.setdefault(name, name)
    left, right = st.columns([2.6, 1], vertical_alignment="bottom")
    key = f"compare_runs_{'_'.join(names)}"
    left.multiselect(
        t("compare.runs"), list(told), default=names, max_selections=MOST, key=key,
        format_func=lambda name: told[name], on_change=_put, args=(key,),
        help=t("compare.runs.help"), placeholder=t("compare.few"),
    )  # fmt: skip
    if names:
        base = f"compare_base_{'_'.join(names)}"
        right.selectbox(
            t("compare.base"), names, key=base, format_func=lambda name: told[name],
            on_change=_put_base, args=(base, tuple(names)), help=t("compare.base.help"),
        )  # fmt: skip
    return named(names)


def asked() -> list[str]:
    """Return the runs of the address; else the one shown and what it is compared with."""
    given = state.get("runs")
    if given:
        return given.split(",")
    run, base = run_shown(), base_shown()
    if run is None:
        return []
    if base is None:
        others = [line.id for line in cache.listed() if line.id != run.id]
        return [*others[:1], run.id]
    return [base.id, run.id]


def _known(names: list[str]) -> list[str]:
    """Return those that are there, each once."""
    found = []
    for name in dict.fromkeys(names):
        try:
            cache.run_of(name)
        except InputError:
            continue
        found.append(name)
    return found[:MOST]


def named(names: list[str]) -> list[Named]:
    """Return runs with a letter each, A the baseline, and what tells them apart."""
    found = []
    for letter, name in zip(LETTERS, names, strict=False):
        run = cache.run_of(name)
        manifest = cache.manifest(run)
        park = label(state.lang(), manifest["label"], manifest["park"])
        measures = manifest.get("scenario", {}).get("measures", ())
        role = t("compare.is_base") if letter == "A" else t("compare.is_plan")
        more = t("compare.more", park=park, measures=len(measures), id=name)
        found.append(Named(run, f"{letter} {role}", more))
    return found


def _told(both: dict[str, str], finished: str, name: str) -> str:
    park = label(state.lang(), both, name)
    short = park if len(park) <= LONGEST else f"{park[:LONGEST]}…"
    return f"{finished[5:]}  {short} {name[-10:]}"


def _put(key: str) -> None:
    state.put("runs", ",".join(st.session_state[key]) or None)


def _put_base(key: str, names: tuple[str, ...]) -> None:
    base = st.session_state[key]
    state.put("runs", ",".join([base, *(name for name in names if name != base)]))
