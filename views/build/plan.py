"""The plan of the park: boxes that are dragged, or moved with the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from scenarios.building import Place, moved, plan_of
from scenarios.catalogue import InputError
from views.build.look import GROUPS, group_of, kind_title
from views.build.plan_script import CSS, HTML, JS
from views.frame import draft, state
from views.frame.state import t

KEY = "build_plan"

_plan = st.components.v2.component("zeropark_plan", html=HTML, css=CSS, js=JS)


def show() -> None:
    """Draw the plan with the groups chosen."""
    plan = plan_of(draft.current())
    groups = [group for group in GROUPS if any(group_of(p.kind) == group for p in plan.places)]
    chosen = st.pills(
        t("build.plan.groups"), groups, selection_mode="multi", default=groups,
        format_func=_group, key=f"build_plan_groups_{'_'.join(groups)}", persist_state="session",
    )  # fmt: skip
    shown = [place for place in plan.places if group_of(place.kind) in chosen]
    names = {place.id: place.zh if state.lang() == "zh" else place.en for place in plan.places}
    data = {
        "width": plan.width_m, "height": plan.height_m,
        "places": [_box(place, names) for place in shown],
        "texts": {key: t(f"build.plan.{key}") for key in
                  ("alt", "unplaced", "beside", "place", "hint", "at", "all_placed")},
    }  # fmt: skip
    _plan(data=data, key=KEY, on_moved_change=_moved)
    st.caption(t("build.plan.help"))


def _group(group: str) -> str:
    return f"{t(f'build.letter.{group}')} {t(f'build.group.{group}')}"


def _box(place: Place, names: Mapping[str, str]) -> dict[str, Any]:
    group = group_of(place.kind)
    return {
        "id": place.id, "name": names[place.id], "beside": names.get(place.beside, ""),
        "kind": kind_title(place.kind),
        "letter": t(f"build.letter.{group}"), "colour": GROUPS[group].colour,
        "at": list(place.at) if place.at else None,
    }  # fmt: skip


def _moved() -> None:
    """Write the place of a box that was let go."""
    given = getattr(st.session_state.get(KEY), "moved", None)
    try:
        name, east, north = str(given["id"]), float(given["x"]), float(given["y"])
        text = moved(draft.current(), name, east, north)
    except InputError as error:
        draft.tell(error)
        return
    except (KeyError, TypeError, ValueError):
        return  # nothing that this page's own script sends
    draft.change(text=text)
