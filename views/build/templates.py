"""Parks to start from, and a park file of one's own."""

from __future__ import annotations

import streamlit as st

from scenarios.building import Card, cards
from scenarios.catalogue import MOST_UPLOAD_BYTES, InputError, upload_name, upload_text
from scenarios.drafts import Draft
from views.build.look import counted
from views.frame import draft, state
from views.frame.numbers import number
from views.frame.page import plain
from views.frame.state import t
from views.frame.texts import fault, label

COLUMNS = 2
MEGABYTE = 1_000_000


def show() -> None:
    """Draw the templates."""
    st.caption(t("build.templates.help"))
    found = cards()
    for start in range(0, len(found), COLUMNS):
        for place, card in zip(st.columns(COLUMNS), found[start : start + COLUMNS], strict=False):
            with place:
                _card(card)
    _own_file()


def _card(card: Card) -> None:
    lang = state.lang()
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{plain(label(lang, dict(card.label), card.name))}**")
        st.caption(plain(label(lang, dict(card.description))))
        size = t("build.about.size", width=number(card.width_m), height=number(card.height_m))
        told = [label(lang, dict(card.region), card.name), *counted(card.counts), size]
        st.caption(plain(" · ".join(told)))
        st.button(t("build.start"), key=f"start_{card.name}", icon=":material/arrow_forward:",
                  on_click=_begin, args=(card.name,))  # fmt: skip


def _begin(park: str, text: str = "") -> None:
    try:
        draft.begin(Draft(park=park, text=text))
    except ValueError as error:
        draft.tell(InputError(str(error)))
        return
    st.session_state["build_section"] = "tables"


def _own_file() -> None:
    """Take a park file: sound or not, it becomes the plan, and what is wrong is told."""
    given = st.file_uploader(
        t("build.file"), type=["yaml", "yml"], key=f"build_file_{draft.epoch()}",
        help=t("build.file.help"), max_upload_size=MOST_UPLOAD_BYTES // MEGABYTE,
    )  # fmt: skip
    if given is None:
        return
    try:
        text = upload_text(given.getvalue().decode("utf-8-sig"))
    except UnicodeDecodeError:
        st.error(t("setup.upload.not_text"))
    except InputError as error:
        problem = error.problems[0]
        where = t("build.line", line=problem.line) if problem.line else problem.path
        told = plain(fault(state.lang(), problem))
        st.error(f"{t('build.file.refused')} **{plain(where)}** {told}")
    else:
        st.button(t("build.file.take"), type="primary", on_click=_begin, key="build_file_take",
                  args=(upload_name(given.name), text))  # fmt: skip
