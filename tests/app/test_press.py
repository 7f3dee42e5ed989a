"""A press is acted upon once, also if the page is drawn anew before its button is reached."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from views.frame import press


def _page():
    import streamlit as st

    from views.frame.press import pressed

    if st.session_state.pop("drawn_anew", False):
        st.rerun()
    if st.session_state.get("elsewhere"):
        st.stop()
    if pressed("Start", key="start"):
        st.session_state["started"] = st.session_state.get("started", 0) + 1


@pytest.fixture
def app():
    found = AppTest.from_function(_page).run()
    assert not found.exception
    return found


def _started(app):
    return app.session_state.get("started", 0)


def test_a_press_is_acted_upon_once(app):
    app.button("start").click().run()
    assert _started(app) == 1
    app.run()
    assert _started(app) == 1


def test_a_press_outlives_a_page_drawn_anew(app):
    app.session_state["drawn_anew"] = True
    app.button("start").click().run()
    assert _started(app) == 1


def test_a_page_come_back_to_later_starts_nothing(app, monkeypatch):
    app.session_state["elsewhere"] = True
    app.button("start").click().run()
    monkeypatch.setattr(press, "COUNTS_SECONDS", 0.0)
    app.session_state["elsewhere"] = False
    app.run()
    assert _started(app) == 0
    monkeypatch.undo()
    app.run()
    assert _started(app) == 0
