"""The plan's script: boxes on a ground with a grid of 100 m; all text is set as text."""

from __future__ import annotations

HTML = "<div class='root'></div>"

CSS = """
.root { color: var(--st-text-color); font-family: var(--st-font); font-size: .8rem; }
.ground { position: relative; width: 100%; border: 1px solid var(--st-border-color);
  border-radius: 6px; background: var(--st-secondary-background-color); overflow: hidden;
  touch-action: none; }
.ground i { position: absolute; background: var(--st-border-color); opacity: .7; }
.ground i.east { top: 0; bottom: 0; width: 1px; }
.ground i.north { left: 0; right: 0; height: 1px; }
.box { position: absolute; width: 22px; height: 22px; margin: 0 0 -11px -11px; padding: 0;
  border: 1.5px solid #fff; border-radius: 4px; color: #fff; font: 600 12px/18px var(--st-font);
  cursor: grab; z-index: 1; user-select: none; }
.many .box { width: 16px; height: 16px; margin: 0 0 -8px -8px; font: 600 9px/13px var(--st-font);
  border-width: 1px; border-radius: 3px; }
.many .box span { top: 15px; font-size: 10px; max-width: 4.8rem; }
.box:hover, .box:focus { z-index: 5; }
.box:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
.box.held { cursor: grabbing; z-index: 6; box-shadow: 0 3px 10px rgba(0, 0, 0, .4); }
.box span { position: absolute; top: 21px; left: 50%; transform: translateX(-50%);
  white-space: nowrap; color: var(--st-text-color); font: 400 11px/14px var(--st-font);
  pointer-events: none; padding: 0 3px; border-radius: 3px; max-width: 5.4rem; overflow: hidden;
  text-overflow: ellipsis; }
.box.bare span { display: none; }
.ground .box:hover span, .ground .box:focus span { display: block; max-width: none;
  background: var(--st-background-color); }
.told { min-height: 1.4rem; margin: .35rem 0 .2rem; font-variant-numeric: tabular-nums; }
.tray { display: flex; flex-wrap: wrap; gap: .3rem; max-height: 6.6rem; overflow-y: auto; }
.tray button { font: inherit; color: inherit; background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: 4px; padding: .1rem .45rem;
  cursor: pointer; }
.tray button:focus-visible { outline: 2px solid var(--st-primary-color); }
.tray b { color: #fff; border-radius: 3px; padding: 0 .25rem; margin-right: .3rem; }
h5 { margin: .5rem 0 .25rem; font-size: .8rem; font-weight: 600; }
"""

JS = r"""
const STEP_M = 10, FINE_M = 1, REST_MS = 500, GRID_M = 100, MOST_M = 6000, MANY = 50;
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};

function add(parent, tag, look, text) {
  const node = document.createElement(tag);
  if (look) node.className = look;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}
const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));

function stand(box, d, at) {  // put a box where it belongs
  box.at = [within(at[0], d.width), within(at[1], d.height)];
  box.style.left = 100 * box.at[0] / d.width + '%';
  box.style.bottom = 100 * box.at[1] / d.height + '%';
}
function tell(told, d, place, at) {
  const say = {NAME: place.name, KIND: place.kind, EAST: at[0], NORTH: at[1]};
  told.textContent = d.texts.at.replace(/NAME|KIND|EAST|NORTH/g, word => say[word]);
}
function drag(box, ground, d, place, told, send) {
  box.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    const area = ground.getBoundingClientRect(), was = [...box.at];
    const [x, y] = [event.clientX, event.clientY];
    box.setPointerCapture(event.pointerId);
    box.classList.add('held');
    const move = e => {
      stand(box, d, [was[0] + (e.clientX - x) / area.width * d.width,
        was[1] - (e.clientY - y) / area.height * d.height]);
      tell(told, d, place, box.at);
    };
    const end = e => {
      box.classList.remove('held');
      box.removeEventListener('pointermove', move);
      box.removeEventListener('pointerup', end);
      box.removeEventListener('pointercancel', end);
      if (e.type === 'pointercancel') stand(box, d, was);
      else if (box.at[0] !== was[0] || box.at[1] !== was[1]) send(box.at);
    };
    box.addEventListener('pointermove', move);
    box.addEventListener('pointerup', end);
    box.addEventListener('pointercancel', end);
  });
}
function keys(box, d, place, told, send, waiting) {  // sent when the keys have rested
  const flush = () => {
    const last = waiting.get(place.id);
    if (!last) return;
    clearTimeout(last.timer);
    waiting.delete(place.id);
    send(last.at);
  };
  box.addEventListener('keydown', event => {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? FINE_M : STEP_M;
    stand(box, d, [box.at[0] + way[0] * step, box.at[1] + way[1] * step]);
    tell(told, d, place, box.at);
    clearTimeout(waiting.get(place.id)?.timer);
    waiting.set(place.id, {at: box.at, timer: setTimeout(flush, REST_MS)});
  });
  box.addEventListener('blur', flush);
}
function marked(place, d, at) {
  return `${place.name}, ${place.kind}, ${at[0]} m, ${at[1]} m`;
}
function thin(ground) {  // names that would stand on others show when their box is chosen
  const kept = [];
  for (const name of ground.querySelectorAll('.box span')) {
    const a = name.getBoundingClientRect();
    const hits = kept.some(b => a.left < b.right && b.left < a.right && a.top < b.bottom
      && b.top < a.bottom);
    name.parentElement.classList.toggle('bare', hits);
    if (!hits) kept.push(a);
  }
}
export default function({data: d, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector('.root');
  const had = root.querySelector('.box:focus, .tray button:focus');
  const focus = had ? had.dataset.id : null;
  const waiting = root.waiting ??= new Map();
  root.replaceChildren();
  const ground = add(root, 'div', 'ground');
  ground.style.aspectRatio = `${d.width} / ${d.height}`;
  ground.style.maxWidth = `calc(70vh * ${d.width / d.height})`;
  if (d.places.length > MANY) ground.classList.add('many');
  for (let x = GRID_M; x < d.width && d.width < MOST_M; x += GRID_M)
    add(ground, 'i', 'east').style.left = 100 * x / d.width + '%';
  for (let y = GRID_M; y < d.height && d.height < MOST_M; y += GRID_M)
    add(ground, 'i', 'north').style.bottom = 100 * y / d.height + '%';
  ground.setAttribute('role', 'group');
  ground.setAttribute('aria-label', d.texts.alt);
  const told = add(root, 'div', 'told', d.texts.hint);
  told.setAttribute('aria-live', 'polite');
  const loose = [];
  for (const place of d.places) {
    if (!place.at) { loose.push(place); continue; }
    const send = at => setTriggerValue('moved', {id: place.id, x: at[0], y: at[1]});
    const box = add(ground, 'button', 'box', place.letter);
    box.type = 'button';
    box.dataset.id = place.id;
    box.style.background = place.colour;
    box.setAttribute('aria-label', marked(place, d, place.at));
    add(box, 'span', '', place.name);
    stand(box, d, waiting.get(place.id)?.at ?? place.at);
    box.addEventListener('focus', () => tell(told, d, place, box.at));
    drag(box, ground, d, place, told, send);
    keys(box, d, place, told, send, waiting);
    if (place.id === focus) { box.focus({preventScroll: true}); }
  }
  requestAnimationFrame(() => thin(ground));
  const hosted = loose.filter(place => place.beside), homeless = loose.filter(p => !p.beside);
  rest(root, d, homeless, homeless.length ? d.texts.unplaced : d.texts.all_placed, setTriggerValue);
  if (hosted.length) rest(root, d, hosted, d.texts.beside, setTriggerValue);
}
function rest(root, d, places, title, setTriggerValue) {  // who has no place of their own
  add(root, 'h5', '', title);
  const tray = add(root, 'div', 'tray');
  for (const place of places) {
    const item = add(tray, 'button');
    item.type = 'button';
    item.dataset.id = place.id;
    item.setAttribute('aria-label', `${d.texts.place}: ${place.name}, ${place.kind}`);
    add(item, 'b', '', place.letter).style.background = place.colour;
    item.append(place.beside ? `${place.name} → ${place.beside}` : place.name);
    item.onclick = () => setTriggerValue('moved',
      {id: place.id, x: Math.round(d.width / 2), y: Math.round(d.height / 2)});
  }
}
"""
