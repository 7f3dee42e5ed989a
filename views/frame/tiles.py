"""Headline figures as tiles that open: a small component, text set as text and never as HTML."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from views.frame.look import TILES

HTML = "<div class='zp-tiles'></div>"
JS = """
function add(parent, tag, text, look) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  if (look) node.className = look;
  parent.appendChild(node);
  return node;
}
export default function({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector('.zp-tiles');
  root.replaceChildren();
  for (const tile of data.tiles) {
    const box = add(root, tile.open ? 'button' : 'div', null, 'zp-tile');
    box.dataset.tile = tile.id;
    if (tile.open) {
      box.title = tile.open;
      box.setAttribute('aria-label', `${tile.open}: ${tile.figure} ${tile.unit}`);
      box.onclick = () => setTriggerValue('opened', tile.id);
    }
    add(box, 'span', tile.title);
    const figure = add(box, 'b', tile.figure + ' ', tile.mark);
    add(figure, 'i', tile.unit);
    add(box, 'span', tile.more);
    if (tile.change) add(box, 'em', tile.change, tile.changeMark);
  }
}
"""

_tiles = st.components.v2.component("zeropark_tiles", html=HTML, css=TILES, js=JS)


class Tile(NamedTuple):
    """A headline figure; ``open`` says what a click opens, "" if it does not."""

    id: str
    title: str
    figure: str
    unit: str
    more: str
    mark: str = ""
    open: str = ""
    change: str = ""
    changeMark: str = ""  # noqa: N815 - read by the script


def _nothing() -> None:
    """Let the rerun itself do the work."""


def draw(tiles: list[Tile], key: str) -> str | None:
    """Draw tiles and return the one that was just clicked."""
    result = _tiles(
        data={"tiles": [tile._asdict() for tile in tiles]}, key=key, on_opened_change=_nothing
    )
    return str(result.opened) if result.opened else None
