"""The frame around every page: look, header, language, and which run is shown."""

from __future__ import annotations

import streamlit as st

from scenarios.catalogue import InputError
from views.frame import state, tour
from views.frame.look import BRIEF, CSS, LEAF, LOGO, uploader
from views.frame.state import names, t
from views.frame.texts import LANGUAGES, label
from views.stored import cache
from views.stored.cache import Run

_GONE = "run_gone"


def open_page() -> None:
    """Set up the page before anything is drawn."""
    st.set_page_config(
        page_title="zeropark", page_icon=LEAF, layout="wide",
        initial_sidebar_state="expanded",
    )  # fmt: skip
    st.html(f"<style>{CSS}</style>")
    state.sync()
    st.set_page_config(page_title=t("app.name"))
    st.html(f"<style>{uploader(t('upload.choose'), t('upload.refused'))}</style>")
    if state.is_brief():
        st.html(f"<style>{BRIEF}</style>")
    st.logo(LOGO, size="large")


def header(title: str, run: Run | None = None) -> None:
    """Draw the tour, title, what is shown, and the switches of language and briefing."""
    tour.strip()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(width="stretch", gap=None):
            st.subheader(title, anchor=False)
            if run is not None:
                st.caption(_about(run))
        st.button(
            t("tour.start"), icon=":material/signpost:", on_click=tour.begin, type="tertiary",
            key="tour_start",
        )  # fmt: skip
        st.button(
            t("brief.end" if state.is_brief() else "brief.start"), on_click=_brief,
            icon=":material/present_to_all:", type="tertiary", key="brief_switch",
            help=t("brief.help"),
        )  # fmt: skip
        st.segmented_control(
            t("lang.label"), LANGUAGES, default=state.lang(), key="lang_switch", required=True,
            format_func=names("lang"), on_change=_switch,
            label_visibility="collapsed",
        )  # fmt: skip
    _tell_gone()


def _brief() -> None:
    state.put("brief", None if state.is_brief() else "1")


def _switch() -> None:
    chosen = st.session_state.get("lang_switch")
    if chosen in LANGUAGES:
        state.put("lang", chosen)
        _tell_choices_anew()


def _tell_choices_anew() -> None:
    """Have what is chosen in every control sent to the browser again.

    A box answers with the label of its choice, and the labels that the browser holds are those of
    the language before: with its next answer they would be taken for values.
    """
    for key, value in st.session_state.items():
        parts = value if isinstance(value, list | tuple) else [value]
        if all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
            st.session_state[key] = value


def _about(run: Run) -> str:
    manifest, span = cache.manifest(run), cache.span(run)
    parts = [
        label(state.lang(), manifest["label"], manifest["park"]),
        *cache.plan_of(manifest),
        t("run.span", start=span.start, days=span.days),
        t("run.step", minutes=span.step_minutes),
        t("run.seed", seed=manifest["seed"]),
        run.id,
    ]
    return plain(" · ".join(parts))


def is_dark() -> bool:
    """Return whether the browser shows a dark ground."""
    return st.context.theme.type == "dark"


def plain(text: str) -> str:
    """Return a text whose characters mean nothing to Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#+!|~$:" else c for c in text)


def base_shown() -> Run | None:
    """Return the run that the one shown is compared with, if one was chosen and is still there."""
    name = state.get("base")
    if not name or name == state.get("run"):
        return None
    try:
        return cache.run_of(name)
    except InputError:
        _replace("base", name, None)
        return None


def run_shown() -> Run | None:
    """Return the run the session looks at: the one chosen, else the newest."""
    name = state.get("run")
    try:
        if name:
            return cache.run_of(name)
    except InputError:
        _replace("run", name, None)
    newest = cache.listed()
    if not newest:
        return None
    if name:
        _replace("run", name, newest[0].id)
    else:
        state.put("run", newest[0].id)
    return cache.run_of(newest[0].id)


def _replace(what: str, name: str | None, instead: str | None) -> None:
    """Show another run in place of one that the address names and that is not here."""
    state.put(what, instead)
    st.session_state[_GONE] = (what, name, instead)


def _tell_gone() -> None:
    """Say that another run is shown than was asked for, as long as it is."""
    what, name, instead = st.session_state.get(_GONE, ("run", None, None))
    if name is None:
        return
    if state.get(what) == instead:
        st.warning(t(f"run.gone.{what}", name=plain(name[:60])), icon=":material/search_off:")
    if instead is None or state.get(what) != instead:
        st.session_state.pop(_GONE)


def nothing_yet() -> None:
    """Say that there is no run, and where to make one."""
    st.info(f"**{t('run.none')}** — {t('run.none.more')}", icon=":material/play_circle:")


def damaged(error: Exception) -> None:
    """Say that a run's files cannot be read."""
    st.error(t("run.damaged", why=plain(str(error).splitlines()[-1].strip())))
