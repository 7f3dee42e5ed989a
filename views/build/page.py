"""Build the park: templates, tables, plan and spreadsheets, with the park's text beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from scenarios.building import agents_of
from scenarios.catalogue import InputError
from views.build import bar, plan, sheets, tables, templates, text
from views.frame import draft, state
from views.frame.page import header
from views.frame.state import names, t

SECTIONS: Mapping[str, Callable[[], None]] = {
    "templates": templates.show, "tables": tables.show, "plan": plan.show, "sheets": sheets.show,
}  # fmt: skip
NEED_AGENTS = {"tables", "plan", "sheets"}
SECTION, BESIDE = "build_section", "build_beside"

# Words that Streamlit itself puts on the page, in our reader's language or not at all.
_OWN_WORDS = """
[data-testid=stFileUploaderDropzone] button p {{ font-size: 0; }}
[data-testid=stFileUploaderDropzone] button p::after {{ content: "{upload}"; font-size: .875rem; }}
[data-testid=stFileUploaderDropzoneInstructions], [data-testid=InputInstructions] {{
  display: none; }}
[data-testid=stFileUploader]:has([role=alert])::after {{
  content: "{refused}"; display: block; margin-top: .5rem; color: var(--st-red-color, #cf4a4a); }}
"""


def show() -> None:
    """Draw the page."""
    header(t("build.title"))
    own = _OWN_WORDS.format(upload=t("build.upload"), refused=t("build.upload.refused"))
    st.html(f"<style>{own}</style>")
    bar.show()
    st.session_state.setdefault(SECTION, _first())
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        section = st.segmented_control(
            t("build.section"), list(SECTIONS), key=SECTION, required=True,
            format_func=names("build.section"), label_visibility="collapsed",
            persist_state="session",
        )  # fmt: skip
        beside = st.toggle(
            t("build.beside"), value=not state.is_brief(), key=BESIDE, persist_state="session"
        )
    if not beside:
        _section(str(section))
        return
    left, right = st.columns([1.62, 1], gap="medium")
    with left:
        _section(str(section))
    with right:
        text.show()


def _first() -> str:
    """Show templates to whoever has not begun yet."""
    return "tables" if state.get("draft") or draft.history().can_undo else "templates"


def _section(name: str) -> None:
    if name in NEED_AGENTS:
        try:
            agents_of(draft.current())
        except InputError:
            st.info(t("build.unreadable"), icon=":material/edit_document:")
            return
    SECTIONS[name]()
