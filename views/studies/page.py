"""Studies: many runs from one file; made, checked, started, gone on with, and read."""

from __future__ import annotations

import streamlit as st

from scenarios import jobs
from scenarios.batch.kept import KeptStudy, kept_studies, load_kept
from scenarios.batch.reading import checked_size, packed, runs_csv, seconds_in_all
from scenarios.catalogue import InputError, runs_folder
from scenarios.digest import short_digest
from views.frame import job_panel, state, trash
from views.frame.page import header, plain
from views.frame.plan import problems
from views.frame.press import pressed
from views.frame.state import t
from views.frame.texts import unlike
from views.studies import deleted, new, results

MOST_LISTED = 100


def show() -> None:
    """Draw the page."""
    header(t("studies.title"))
    st.caption(t("studies.intro"))
    trash.undo(deleted.STUDIES)
    kept = kept_studies(runs_folder())
    with st.expander(t("studies.new"), icon=":material/add:", expanded=not kept):
        new.draw()
    if not kept:
        trash.trash(deleted.STUDIES)
        return
    chosen = _choose(kept[:MOST_LISTED])
    if len(kept) > MOST_LISTED:
        st.caption(t("studies.too_many", count=MOST_LISTED))
    _one(chosen)
    trash.trash(deleted.STUDIES)


def _choose(kept: list[KeptStudy]) -> KeptStudy:
    """Draw the list of studies and return the one that is shown."""
    known = {study.id: study for study in kept}
    asked = state.get("study") or ""
    if asked and asked not in known:
        try:
            known[asked] = load_kept(asked, runs_folder())
        except InputError:
            state.put("study", None)
    shown = asked if asked in known else kept[0].id
    told = unlike({name: _line(study) for name, study in known.items()})
    key = f"study_choice_{short_digest([shown, told])}"  # a chooser keeps what it once told
    st.selectbox(
        t("studies.list"), list(known), index=list(known).index(shown), key=key,
        format_func=lambda name: told[name], on_change=_put, args=(key,),
    )  # fmt: skip
    return known[shown]


def _line(kept: KeptStudy) -> str:
    told = t(f"studies.standing.{kept.standing}")
    count = f"{kept.done} / {kept.runs}" if kept.runs else str(kept.done)
    return t("studies.line", name=kept.name, standing=told, count=count)


def _put(key: str) -> None:
    state.put("study", st.session_state[key])


def _one(kept: KeptStudy) -> None:
    """Draw one study, again and again while it is worked on."""
    if _is_busy(kept):
        _follow(kept.id)
    else:
        _draw(kept)


def _is_busy(kept: KeptStudy) -> bool:
    return kept.standing == "running" or job_panel.is_under_way(jobs.StudyRequest(kept.id))


@st.fragment(run_every=job_panel.POLL_SECONDS)
def _follow(name: str) -> None:
    """Draw a study that is worked on; the whole page once nobody does any more."""
    try:
        kept = load_kept(name, runs_folder())
    except InputError:
        st.rerun()
    if not _is_busy(kept):
        st.rerun()
    _draw(kept)


def _draw(kept: KeptStudy) -> None:
    """Draw what a study says, how far it is, and what came of it."""
    standing = kept.standing
    with st.container(border=True):
        st.markdown(f"**{plain(kept.name)}** · {t(f'studies.standing.{standing}')}")
        _size(kept)
        with st.container(horizontal=True):
            _buttons(kept, standing)
        with st.expander(t("studies.file"), icon=":material/code:"):
            st.code(kept.text, language="yaml")
    if standing == "done":
        results.draw(kept)
    elif kept.done:
        st.caption(t("studies.partly"))


def _size(kept: KeptStudy) -> None:
    if not kept.runs:
        st.caption(t("studies.unchecked"))
        return
    st.progress(min(kept.done / kept.runs, 1.0), t("studies.done", done=kept.done, all=kept.runs))
    left = seconds_in_all(kept, runs_folder())
    if kept.standing != "done":
        told = t("studies.time.unknown") if left is None else job_panel.time_left(left)
        st.caption(t("studies.time", left=told))


def _buttons(kept: KeptStudy, standing: str) -> None:
    request = jobs.StudyRequest(kept.id)
    busy = _is_busy(kept)
    what = "stopped" if kept.done and standing == "new" else standing
    if pressed(
        t(f"studies.start.{what}"), type="primary",
        icon=":material/play_arrow:", disabled=busy or standing == "done", key="study_start",
    ):  # fmt: skip
        _start(request)
    if not kept.runs and pressed(
        t("studies.check"), icon=":material/rule:", key="study_check"
    ):  # fmt: skip
        _check(kept)
    st.download_button(
        t("studies.download.file"), kept.text, f"{kept.id}.yaml", "text/yaml",
        icon=":material/download:", key="study_file", on_click="ignore",
    )  # fmt: skip
    if standing == "done":
        st.download_button(
            t("studies.download.csv"), lambda: runs_csv(kept), f"{kept.id}-runs.csv", "text/csv",
            icon=":material/download:", key="study_csv", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            t("studies.download.all"), lambda: packed(kept), f"{kept.id}.zip", "application/zip",
            icon=":material/download:", key="study_zip", on_click="ignore",
        )  # fmt: skip
    deleted.button(kept.id, busy=busy)


def _start(request: jobs.StudyRequest) -> None:
    try:
        job_panel.start(request)
    except InputError as error:
        problems(error)
        return
    state.put("study", request.study)
    st.rerun()


def _check(kept: KeptStudy) -> None:
    try:
        with st.spinner(t("studies.checking")):
            checked_size(kept)
    except InputError as error:
        problems(error)
        return
    st.rerun()
