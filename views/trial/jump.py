"""From a difference in the list to the control that made it."""

from __future__ import annotations

import re
from secrets import token_hex

import streamlit as st

from scenarios.drafts import Change
from views.frame import draft
from views.frame.state import t
from views.trial import edit

_ASKED = "try_jump"  # where the last press leads, and what tells it from the one before
UNNAMED = re.compile(r"[^A-Za-z0-9_-]")  # what a key's class has a dash for

# The control may only come with the drawing under way, so it is waited for, but not for ever.
JS = """
const PATIENCE_MS = 5000, BARE_MS = 500;  // what has no control of its own is shown as it is
const CONTROL = '[role=slider], input';
let made = null;
function lead(to) {
  document.body.dispatchEvent(new MouseEvent('mousedown', {bubbles: true}));
  document.body.dispatchEvent(new MouseEvent('click', {bubbles: true}));
  to.scrollIntoView({block: 'center'});
  to.querySelector(CONTROL)?.focus({preventScroll: true});
}
export default function({data}) {
  if (data.press === made) return;
  made = data.press;
  const until = Date.now() + PATIENCE_MS, soon = Date.now() + BARE_MS;
  (function look() {
    const to = document.querySelector(`[class~="st-key-${CSS.escape(data.target)}"]`);
    if (to && (to.querySelector(CONTROL) || Date.now() > soon)) lead(to);
    else if (Date.now() < until && data.press === made) requestAnimationFrame(look);
  })();
}
"""

_jump = st.components.v2.component("zeropark_jump", html="<div hidden></div>", js=JS)


def target_of(change: Change) -> str | None:
    """Return the key of the control that a difference was made with; None if there is none."""
    section = edit.SECTION_OF.get(change.kind)
    if section is None:
        return None
    if change.after is None and not change.parameter:
        return f"offers_{section}"  # what was taken away can be added there again
    if not change.parameter:
        return f"card_{section}_{change.id}_{change.suffix}"
    return f"p_{section}_{change.id}_{change.suffix}_{change.parameter}_{draft.epoch()}"


def ask(change: Change) -> None:
    """Lead to the control of a difference with the drawing to come."""
    st.session_state[_ASKED] = (target_of(change), token_hex(8))
    edit.show_section(change)


def show() -> None:
    """Draw what leads to the control, which takes no room."""
    target, press = st.session_state.get(_ASKED, (None, ""))
    if target:
        _jump(data={"press": press, "target": UNNAMED.sub("-", target)}, key="jump")


def help_of(change: Change) -> str:
    """Return what a press on a difference does."""
    return t("try.jump.again" if change.after is None and not change.parameter else "try.jump")
