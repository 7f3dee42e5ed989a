// The page's parts, the clock that drives them, keys and clicks.

const SECONDS_A_STEP = 60, TELL_MS = 120, STRIP = 78;

function prepare(d) {
  for (const scene of d.scenes) {
    prepareMotion(scene);
    prepareCounts(scene, d.states);
    scene.works = Uint8Array.from(d.states, name => /^(loading|unloading|working)$/.test(name));
    scene.boxById = new Map(scene.plan.boxes.map(b => [b.id, b]));
    scene.lineTally = new Int32Array(3);
    scene.widest = {};
    for (const flow of scene.flows) {
      flow.rates = Float32Array.from(flow.rates);
      scene.widest[flow.layer] = Math.max(scene.widest[flow.layer] || 1e-9, ...flow.rates);
    }
  }
  // Two runs share one scale, so that widths compare.
  const widest = {};
  for (const {widest: mine} of d.scenes)
    for (const layer of Object.keys(mine)) widest[layer] = Math.max(widest[layer] || 0, mine[layer]);
  for (const scene of d.scenes) scene.widest = widest;
}

function toggles(parent, title, entries, shown, redraw) {
  const set = add(parent, 'fieldset');
  add(set, 'legend', '', title);
  for (const [key, text, colour] of entries) {
    const label = add(set, 'label'), box = add(label, 'input');
    box.type = 'checkbox'; box.checked = shown[key];
    box.onchange = () => { shown[key] = box.checked; redraw(); };
    if (colour) add(label, 'i').style.background = colour;
    label.append(text);
  }
}
function frame(root, d, kept) {
  const t = d.texts, ui = {};
  root.replaceChildren();
  root.classList.toggle('two', d.scenes.length > 1);
  const left = add(root, 'div', 'left'), maps = add(left, 'div', 'maps');
  for (const scene of d.scenes) {
    const one = add(maps, 'div', 'one');
    if (d.scenes.length > 1) add(one, 'div', 'title', scene.title);
    scene.canvas = add(one, 'canvas', 'map');
    scene.canvas.setAttribute('role', 'img');
    scene.canvas.setAttribute('aria-label', `${t.plan}: ${scene.title}`);
    scene.strip = add(one, 'canvas', 'power');
    scene.strip.setAttribute('role', 'img');
    scene.strip.setAttribute('aria-label', t.power);
  }
  buildControls(ui, d, add(left, 'div', 'controls'));
  ui.filters = add(left, 'div', 'filters');
  ui.legend = add(left, 'div', 'legend');
  ui.side = add(root, 'div', 'side');
  buildSide(ui, d);
  ui.kept = kept;
  return ui;
}
function buildControls(ui, d, bar) {
  const t = d.texts;
  ui.play = button(bar, 'main', '', t.play);
  ui.back = button(bar, 'small', 'back', t.step_back, true);
  ui.on = button(bar, 'small', 'on', t.step_on, true);
  ui.scrub = add(bar, 'input');
  Object.assign(ui.scrub, {type: 'range', min: 0, max: DAY - 60, step: 60});
  ui.scrub.setAttribute('aria-label', t.time);
  ui.loop = button(bar, 'small', 'loop', t.loop, true);
  ui.speed = add(bar, 'select');
  ui.speed.setAttribute('aria-label', t.speed);
  for (const [minutes, text] of d.speeds) add(ui.speed, 'option', '', text).value = minutes;
}

// All that is drawn at a second; what stands still comes from canvases drawn before.
function paint(r, s, now) {
  const {d, kept, c} = r;
  for (const scene of d.scenes) {
    const g = pen(scene.canvas), {width, height} = scene.map;
    const step = Math.min(Math.floor(s / scene.step), scene.power.use.length - 1);
    g.clearRect(0, 0, width, height);
    g.drawImage(scene.ground, 0, 0, width, height);
    if (scene.fleet.length) count(scene, s);
    drawFlows(g, c, scene, step, now / 28 % 1600, kept.layers);
    g.drawImage(scene.front, 0, 0, width, height);
    drawHubs(g, c, scene, kept.layers);
    countLines(scene, s);
    if (kept.shown.lines) drawLines(g, c, scene, s);
    if (kept.shown.stores) drawStores(g, c, scene, s);
    if (kept.shown.vehicles && scene.fleet.length) {
      const v = r.followed && scene.fleet.find(each => each.id === r.followed);
      if (v) drawTrail(g, c, scene, v, s);
      drawFleet(g, c, scene, s, kept, r.followed);
    }
    const firm = r.firm && scene.boxById.get(r.firm);
    if (firm) { g.strokeStyle = c.main; g.lineWidth = 2.5; g.strokeRect(...firm.px); }
    drawStrip(scene, c, s);
  }
}
function layOut(r) {
  r.c = lookOf(r.root);
  const most = highest(r.d.scenes);
  for (const scene of r.d.scenes) {
    const width = scene.canvas.clientWidth || 800;
    measure(scene, width);
    fit(scene.canvas, width, scene.map.height);
    drawGround(scene, r.c, r.d.texts, r.kept.shown);
    placeStores(scene);
    shapeFlows(scene);
    fit(scene.strip, width, STRIP);
    drawStripGround(scene, r.c, width, STRIP, most);
  }
  drawLegend(r.ui, r.d, r.c);
}
function draw(r, now = performance.now(), isPlaying = false) {
  paint(r, r.kept.s, now);
  r.ui.scrub.value = r.kept.s;
  if (isPlaying && now - r.toldAt < TELL_MS) return;
  r.toldAt = now;
  showSide(r.ui, r.d, r.kept.s);
  r.ui.scrub.setAttribute('aria-valuetext', clock(r.kept.s));
  r.root.dataset.second = Math.round(r.kept.s);
}

function press(r, on) {
  r.playing = on;
  r.ui.play.replaceChildren(icon(on ? 'pause' : 'play'), on ? r.d.texts.pause : r.d.texts.play);
  cancelAnimationFrame(r.handle);
  r.before = performance.now();
  if (on) r.handle = requestAnimationFrame(r.tick); else if (r.c) draw(r);
}
function tick(r, now) {
  if (!r.playing || !r.root.isConnected) return;
  const k = r.kept;
  k.s += Math.max(now - r.before, 0) / 1000 * k.speed * 60;
  r.before = now;
  r.frames += 1;
  if (k.s >= DAY - 60) {
    if (!k.loop) { k.s = DAY - 60; press(r, false); return; }
    k.s = 0;
  }
  draw(r, now, true);
  r.handle = requestAnimationFrame(r.tick);
}
function go(r, s) { r.kept.s = Math.min(Math.max(s, 0), DAY - 60); draw(r); }
function follow(r, value) {
  r.ui.follow.value = value;
  r.kept.follow = r.ui.follow.value;
  r.followed = r.kept.follow.startsWith('v:') ? r.kept.follow.slice(2) : '';
  r.firm = r.kept.follow.startsWith('f:') ? r.kept.follow.slice(2) : '';
  draw(r);
}
function pickAt(r, scene, e) {
  let best = null, near = 12;
  for (const v of scene.fleet) {
    const far = Math.hypot(v.px - e.offsetX, v.py - e.offsetY);
    if (far < near) { best = v; near = far; }
  }
  const box = best ? null : boxAt(scene, e.offsetX, e.offsetY);
  return best ? 'v:' + best.id : box ? 'f:' + box.id : '';
}

function onKey(r, e) {
  const tag = e.target.tagName;
  if (tag === 'SELECT' || e.ctrlKey || e.metaKey || e.altKey) return;
  const range = e.target === r.ui.scrub, far = (e.shiftKey ? 15 : 1) * SECONDS_A_STEP;
  const step = {ArrowLeft: -far, ArrowRight: far}[e.key];
  if (e.key === ' ' && tag !== 'BUTTON' && !(tag === 'INPUT' && !range)) press(r, !r.playing);
  else if (step) go(r, r.kept.s + step);
  else if (e.key === 'Home') go(r, 0);
  else if (e.key === 'End') go(r, DAY - 60);
  else return;
  e.preventDefault();
}
function wire(r) {
  const {ui, kept, root, d} = r;
  ui.play.onclick = () => { if (kept.s >= DAY - 60) kept.s = 0; press(r, !r.playing); };
  ui.back.onclick = () => go(r, kept.s - SECONDS_A_STEP);
  ui.on.onclick = () => go(r, kept.s + SECONDS_A_STEP);
  ui.loop.setAttribute('aria-pressed', kept.loop);
  ui.loop.onclick = () => { kept.loop = !kept.loop; ui.loop.setAttribute('aria-pressed', kept.loop); };
  ui.scrub.oninput = () => go(r, Number(ui.scrub.value));
  ui.speed.value = kept.speed;
  ui.speed.onchange = () => { kept.speed = Number(ui.speed.value); };
  ui.follow.onchange = () => follow(r, ui.follow.value);
  ui.items.forEach((item, n) => { item.onclick = () => go(r, ui.events[n].at); });
  root.tabIndex = 0;
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', d.texts.keys);
  root.onkeydown = e => onKey(r, e);
  for (const scene of d.scenes) {
    scene.canvas.onclick = e => follow(r, pickAt(r, scene, e));
    scene.canvas.onmousemove = e => {
      const found = pickAt(r, scene, e), id = found.slice(2);
      scene.canvas.style.cursor = found ? 'pointer' : 'default';
      const text = found.startsWith('v') ? id : scene.boxById.get(id)?.label || '';
      if (scene.canvas.title !== text) scene.canvas.title = text;
    };
    scene.strip.onclick = e => go(r, e.offsetX / scene.strip.clientWidth * DAY);
  }
  const again = () => { layOut(r); draw(r); };
  toggles(ui.filters, d.texts.layers, d.layers, kept.layers, again);
  const parts = ['vehicles', 'lines', 'stores', 'roads'].map(key => [key, d.texts['show_' + key]]);
  toggles(ui.filters, d.texts.shown, parts, kept.shown, again);
  const groups = once(d.scenes.flatMap(scene => scene.groups)).map(each => [each.id, each.label]);
  if (groups.length) toggles(ui.filters, d.texts.fleets, groups, kept.fleets, again);
}

export default function({data, parentElement}) {
  const root = parentElement.querySelector('.root');
  root.stop?.();
  const d = structuredClone(data);
  const kept = root.kept || (root.kept = {s: d.go.s, speed: 15, loop: false, follow: '', go: d.go.n,
    layers: {}, shown: {vehicles: true, lines: true, stores: true, roads: true}, fleets: {}});
  if (kept.go !== d.go.n) Object.assign(kept, {s: d.go.s, go: d.go.n});
  for (const [key, , , on] of d.layers) kept.layers[key] ??= on;
  for (const scene of d.scenes) for (const {id} of scene.groups) kept.fleets[id] ??= true;
  prepare(d);
  const r = {root, d, kept, ui: frame(root, d, kept), playing: false, before: 0, handle: 0,
    toldAt: 0, frames: 0};
  r.tick = now => tick(r, now);
  root.replay = r;
  wire(r);
  layOut(r);
  follow(r, kept.follow);
  let wide = root.clientWidth;
  const watch = new ResizeObserver(() => {
    if (root.clientWidth === wide) return;
    wide = root.clientWidth; layOut(r); draw(r);
  });
  watch.observe(r.ui.side.parentElement);
  const theme = new MutationObserver(() => { layOut(r); draw(r); });
  theme.observe(document.documentElement, {attributes: true, attributeFilter: ['class', 'style']});
  press(r, false);
  root.stop = () => { press(r, false); watch.disconnect(); theme.disconnect(); };
  return root.stop;
}
