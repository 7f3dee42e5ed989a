"""The replay's component: a canvas with plan, lines and vehicles, and the day's power under it.

All text arrives as data and is set as text, never as HTML.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from views.replay.script import JS

CSS = """
.root { display: grid; grid-template-columns: minmax(0, 1fr) 17rem; gap: .9rem;
  color: var(--st-text-color); font-family: var(--st-font); font-size: .86rem; }
@media (max-width: 900px) { .root { grid-template-columns: minmax(0, 1fr); } }
canvas { width: 100%; display: block; border: 1px solid var(--st-border-color);
  border-radius: 6px; cursor: default; }
canvas.power { margin-top: .5rem; cursor: col-resize; }
.controls { display: flex; align-items: center; gap: .6rem; margin-top: .5rem; }
.controls input { flex: 1; accent-color: var(--st-primary-color); min-width: 4rem; }
.controls button, .controls select { font: inherit; color: inherit; height: 2rem;
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color);
  border-radius: 6px; padding: 0 .7rem; cursor: pointer; white-space: nowrap; }
.controls button.main { background: var(--st-primary-color); color: var(--st-background-color);
  border-color: var(--st-primary-color); min-width: 5.2rem; font-weight: 600; }
.controls svg { width: .8rem; height: .8rem; vertical-align: -1px; margin-right: .35rem;
  fill: currentColor; }
:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.clock { font-size: 1.9rem; font-weight: 600; font-variant-numeric: tabular-nums;
  line-height: 1.1; }
.clock small { font-size: .86rem; font-weight: 400; opacity: .7; margin-left: .5rem; }
.row { display: flex; justify-content: space-between; padding: .16rem 0;
  font-variant-numeric: tabular-nums; }
.row b { font-weight: 600; }
.row i { display: inline-block; width: .6rem; height: .6rem; border-radius: 2px;
  margin-right: .45rem; }
h5 { margin: .7rem 0 .2rem; font-size: .8rem; font-weight: 600; opacity: .75; }
ol { list-style: none; margin: 0; padding: 0; max-height: 10.5rem; overflow-y: auto; }
li { padding: .22rem .3rem; border-radius: 4px; opacity: .45; line-height: 1.3; font-size: .8rem;
  cursor: pointer; }
li.past { opacity: 1; }
li.now { background: var(--st-secondary-background-color); }
li time { font-variant-numeric: tabular-nums; font-weight: 600; margin-right: .4rem; }
"""

HTML = "<div class='root'></div>"

_replay = st.components.v2.component("zeropark_replay", html=HTML, css=CSS, js=JS)


def draw(day: dict[str, Any], key: str) -> None:
    """Draw the replay of a day.

    Parameters
    ----------
    day : dict
        Plan, lines, vehicles, power, events and texts; see ``page_replay.day_of``.
    key : str
    """
    _replay(data=day, key=key)
