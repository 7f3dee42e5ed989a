"""The replay's script; it draws what it is given and knows nothing of the park."""

JS = r"""
const DAY = 86400, ROAD_M_PER_S = 20 / 3.6, LOOK = {
  '1': '#3f9d74', '0': '#9aa7ac', '-1': '#d64545',
  battery: '#2f9c95', diesel: '#b9783a', lng: '#8a6d3b', hydrogen: '#6f7fd0',
  grid: '#2a6fdb', own: '#e3a72f', queued: '#d64545',
};
const TYPE = {grid_connection: '#2a6fdb', battery: '#2f9c95', boiler: '#c9a227',
  water_works: '#3e8ed0', wastewater_plant: '#6fb7b7', heat_pump: '#4fa3a5'};
const ICON = {play: 'M2 1 L11 6 L2 11 Z', pause: 'M2 1 H5 V11 H2 Z M7 1 H10 V11 H7 Z'};

function add(parent, tag, look, text) {
  const node = document.createElement(tag);
  if (look) node.className = look;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}
function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 12 12');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICON[name]);
  svg.appendChild(path);
  return svg;
}
const two = n => String(Math.floor(n)).padStart(2, '0');
const clock = s => `${two(s / 3600)}:${two(s / 60 % 60)}`;
function last(steps, s) {
  let value = 0;
  for (const [at, state] of steps) if (at <= s) value = state;
  return value;
}

function frame(root, d) {  // the parts of the page: canvases, controls, figures, list
  const t = d.texts, ui = {rows: {}};
  root.replaceChildren();
  const left = add(root, 'div'), right = add(root, 'div', 'side');
  ui.map = add(left, 'canvas', 'map');
  ui.map.setAttribute('role', 'img');
  ui.map.setAttribute('aria-label', t.plan);
  ui.power = add(left, 'canvas', 'power');
  const bar = add(left, 'div', 'controls');
  ui.play = add(bar, 'button', 'main');
  ui.scrub = add(bar, 'input');
  Object.assign(ui.scrub, {type: 'range', min: 0, max: DAY - 60, step: 60});
  ui.scrub.setAttribute('aria-label', t.time);
  ui.speed = add(bar, 'select');
  ui.speed.setAttribute('aria-label', t.speed);
  for (const [minutes, text] of d.speeds) add(ui.speed, 'option', '', text).value = minutes;
  ui.peak = add(bar, 'button', '', t.to_peak);
  ui.clock = add(right, 'div', 'clock');
  ui.time = add(ui.clock, 'span');
  add(ui.clock, 'small', '', d.date);
  const row = (key, colour, text) => {
    const line = add(right, 'div', 'row'), name = add(line, 'span');
    if (colour) add(name, 'i').style.background = colour;
    name.append(text);
    ui.rows[key] = add(line, 'b');
  };
  row('grid', LOOK.grid, t.grid); row('own', LOOK.own, t.own); row('use', '', t.use);
  row('battery', '', t.battery);
  add(right, 'h5', '', t.lines);
  row('1', LOOK['1'], t.running); row('0', LOOK['0'], t.stopped); row('-1', LOOK['-1'], t.broken);
  add(right, 'h5', '', t.vehicles);
  row('out', '', t.out); row('charging', '', t.charging);
  row('queued', '', t.queued); row('home', '', t.at_home);
  add(right, 'h5', '', t.events);
  ui.list = add(right, 'ol');
  if (!d.events.length) add(ui.list, 'li', 'past', t['events.none']);
  ui.items = d.events.map(e => {
    const item = add(ui.list, 'li');
    add(item, 'time', '', clock(e.at));
    item.append(e.text);
    return item;
  });
  return ui;
}

function doing(v, s) {
  for (const [from, to, what] of v.does) if (from <= s && s < to) return [what, from, to];
  return ['home', 0, 0];
}
function way(d, depot) {  // from the depot to the main road and along it to the gate in the west
  const road = d.plan.height * 0.2;
  const points = [[depot.x, depot.y], [depot.x, road], [0, road]];
  return {points, long: Math.abs(depot.y - road) + depot.x};
}
function along(path, metres) {
  for (let i = 1; i < path.points.length; i++) {
    const [a, b] = [path.points[i - 1], path.points[i]];
    const part = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (metres <= part) return [0, 1].map(k => a[k] + (b[k] - a[k]) * (part ? metres / part : 0));
    metres -= part;
  }
  return null;
}
function placeOut(d, depot, from, to, s) {
  const path = way(d, depot), onRoad = Math.min(path.long / ROAD_M_PER_S, (to - from) / 2);
  const gone = s - from, left = to - s;
  if (gone < onRoad) return along(path, path.long * gone / onRoad);
  return left < onRoad ? along(path, path.long * left / onRoad) : null;
}

function look(root) {
  const css = getComputedStyle(root), get = name => css.getPropertyValue(name).trim();
  return {text: get('--st-text-color') || '#222', ground: get('--st-background-color') || '#fff',
    box: get('--st-secondary-background-color') || '#eee', edge: get('--st-border-color') || '#ccc',
    main: get('--st-primary-color') || '#0f766e', font: css.fontFamily};
}
function sized(canvas, ratio, fixed) {
  const width = canvas.clientWidth || 800, height = fixed || width * ratio;
  const dpr = devicePixelRatio || 1;
  canvas.style.height = height + 'px';
  if (canvas.width !== Math.round(width * dpr) || canvas.height !== Math.round(height * dpr)) {
    Object.assign(canvas, {width: Math.round(width * dpr), height: Math.round(height * dpr)});
  }
  const g = canvas.getContext('2d');
  g.setTransform(dpr, 0, 0, dpr, 0, 0);
  g.clearRect(0, 0, width, height);
  return [g, width, height];
}

function fitted(g, text, width) {
  if (g.measureText(text).width <= width) return text;
  while (text.length > 1 && g.measureText(text + '…').width > width) text = text.slice(0, -1);
  return text + '…';
}
function wrapped(g, text, width) {
  if (g.measureText(text).width <= width) return [text];
  const gap = text.includes(' ') ? ' ' : '', words = text.split(gap);
  const half = Math.ceil(words.length / 2);
  return [words.slice(0, half), words.slice(half)].map(part => fitted(g, part.join(gap), width));
}
function drawBox(g, d, c, b, s, k) {
  const [w, h] = [b.w * k, b.h * k], x = b.x * k - w / 2, y = (d.plan.height - b.y) * k - h / 2;
  g.fillStyle = TYPE[b.type] || c.box; g.strokeStyle = c.edge; g.lineWidth = 1;
  g.beginPath(); g.roundRect(x, y, w, h, 3); g.fill(); g.stroke();
  g.fillStyle = c.text; g.textAlign = 'center'; g.textBaseline = 'alphabetic';
  const lines = d.lines[b.id] || [];
  if (b.kind === 'enterprise') {
    g.font = `10px ${c.font}`;
    const words = wrapped(g, b.label, w - 2);
    words.reverse().forEach((text, i) => g.fillText(text, x + w / 2, y + h / 2 + 3 - 11 * i));
    const wide = Math.min((w - 14) / Math.max(lines.length, 1), 26);
    lines.forEach((steps, i) => {
      g.fillStyle = LOOK[last(steps, s)];
      g.fillRect(x + w / 2 + (i - lines.length / 2) * wide + 1.5, y + h / 2 + 8, wide - 3, 6);
    });
  }
  if (d.down[b.id] && d.down[b.id].some(([from, to]) => from <= s && s < to)) {
    g.strokeStyle = LOOK['-1']; g.lineWidth = 2; g.stroke();
  }
}
function drawDepots(g, d, c, k, s, count) {
  for (const b of d.plan.boxes.filter(b => b.kind === 'fleet')) {
    const mine = d.vehicles.filter(v => v.fleet === b.id);
    const n = Math.ceil(Math.sqrt(mine.length * 2));
    const step = Math.min((b.w * k - 4) / Math.max(n, 1), 6);
    mine.forEach((v, i) => {
      const [what, from, to] = doing(v, s), y0 = d.plan.height - b.y;
      count[what] += 1;
      const at = what === 'out' ? placeOut(d, b, from, to, s) : null;
      const x = b.x * k + (i % n - (n - 1) / 2) * step;
      const y = y0 * k + (Math.floor(i / n) - (mine.length / n - 1) / 2) * step;
      if (what === 'out' && !at) return;
      g.fillStyle = LOOK[v.drive] || '#888';
      g.globalAlpha = what === 'home' ? 0.45 : 1;
      g.beginPath();
      if (at) g.arc(at[0] * k, (d.plan.height - at[1]) * k, 4, 0, 7);
      else g.arc(x, y, step * 0.36, 0, 7);
      g.fill();
      g.globalAlpha = 1;
      if (what === 'charging' || what === 'queued') {
        g.strokeStyle = what === 'queued' ? LOOK['-1'] : c.main; g.lineWidth = 1.2; g.stroke();
      }
    });
  }
}
function drawGroups(g, d, c, k) {  // a name over each cluster of boxes that have none
  g.fillStyle = c.text; g.font = `11px ${c.font}`; g.textAlign = 'left'; g.globalAlpha = 0.75;
  for (const kind of ['building', 'fleet', 'asset']) {
    const mine = d.plan.boxes.filter(b => b.kind === kind);
    if (!mine.length) continue;
    const x = Math.max(...mine.map(b => b.x + b.w / 2)), y = Math.max(...mine.map(b => b.y));
    g.fillText(d.texts[kind], (x + 24) * k, (d.plan.height - y) * k + 4);
  }
  g.globalAlpha = 1;
}
function boxAt(ui, d, e) {
  const k = ui.map.clientWidth / d.plan.width, x = e.offsetX / k, y = d.plan.height - e.offsetY / k;
  const inside = b => Math.abs(b.x - x) <= b.w / 2 && Math.abs(b.y - y) <= b.h / 2;
  return d.plan.boxes.filter(inside).pop();
}
function drawMap(ui, d, c, s) {
  const [g, width, height] = sized(ui.map, d.plan.height / d.plan.width), k = width / d.plan.width;
  const road = (d.plan.height * 0.8) * k;
  g.fillStyle = c.edge;
  g.globalAlpha = 0.55; g.fillRect(0, road - 5, width, 10);
  for (const b of d.plan.boxes.filter(b => b.kind === 'fleet'))
    g.fillRect(b.x * k - 2, road, 4, (d.plan.height - b.y) * k - road);
  g.globalAlpha = 1;
  for (const b of d.plan.boxes) drawBox(g, d, c, b, s, k);
  drawGroups(g, d, c, k);
  g.fillStyle = c.main; g.fillRect(0, road - 12, 5, 24);
  g.font = `11px ${c.font}`; g.textAlign = 'left'; g.fillText(d.texts.gate, 9, road + 16);
  const count = {home: 0, out: 0, charging: 0, queued: 0};
  drawDepots(g, d, c, k, s, count);
  return count;
}
function drawPower(ui, d, c, s) {
  const [g, width, height] = sized(ui.power, 0, 92), n = d.power.use.length;
  const most = Math.max(...d.power.use, ...d.power.grid.map((v, i) => v + d.power.own[i]), 1e-9);
  const x = i => i * width / n, y = v => height - 4 - v / most * (height - 20);
  const band = (low, high, colour) => {
    g.fillStyle = colour; g.globalAlpha = 0.55; g.beginPath(); g.moveTo(0, y(low(0)));
    for (let i = 0; i < n; i++) { g.lineTo(x(i), y(high(i))); g.lineTo(x(i + 1), y(high(i))); }
    for (let i = n - 1; i >= 0; i--) { g.lineTo(x(i + 1), y(low(i))); g.lineTo(x(i), y(low(i))); }
    g.fill(); g.globalAlpha = 1;
  };
  band(() => 0, i => d.power.grid[i], LOOK.grid);
  band(i => d.power.grid[i], i => d.power.grid[i] + d.power.own[i], LOOK.own);
  g.strokeStyle = c.text; g.lineWidth = 1.3; g.beginPath();
  d.power.use.forEach((v, i) => { g.lineTo(x(i), y(v)); g.lineTo(x(i + 1), y(v)); });
  g.stroke();
  g.fillStyle = c.text; g.globalAlpha = 0.7; g.font = `10px ${c.font}`; g.textAlign = 'center';
  for (let hour = 3; hour < 24; hour += 3) g.fillText(clock(hour * 3600), hour / 24 * width, 11);
  g.textAlign = 'left'; g.fillText(`${most.toFixed(0)} MW`, 4, 11); g.globalAlpha = 1;
  g.fillStyle = c.main; g.fillRect(s / DAY * width - 1, 0, 2, height);
}
function drawSide(ui, d, s, count) {
  const i = Math.min(Math.floor(s / d.step), d.power.use.length - 1);
  ui.time.textContent = clock(s);
  for (const key of ['grid', 'own', 'use'])
    ui.rows[key].textContent = d.power[key][i].toFixed(1) + ' MW';
  ui.rows.battery.textContent =
    d.battery.length ? d.battery[i].toFixed(1) + ' MWh' : d.texts.no_battery;
  const states = {'1': 0, '0': 0, '-1': 0};
  for (const steps of Object.values(d.lines).flat()) states[last(steps, s)] += 1;
  for (const [key, n] of Object.entries({...states, ...count})) ui.rows[key].textContent = n;
  const past = d.events.filter(e => e.at <= s).length;
  if (past === ui.past) return;
  ui.items.forEach((item, n) => {
    item.classList.toggle('past', n < past);
    item.classList.toggle('now', n === past - 1);
  });
  if (ui.items[past - 1]) ui.list.scrollTop = ui.items[past - 1].offsetTop - ui.list.offsetTop - 90;
  ui.past = past;
}

export default function({data: d, parentElement}) {
  const root = parentElement.querySelector('.root');
  const kept = root.kept || {s: 8.5 * 3600, speed: 15};
  root.kept = kept;
  const ui = frame(root, d);
  let playing = false, before = 0, handle = 0;
  const draw = () => {
    const c = look(root);
    const count = drawMap(ui, d, c, kept.s);
    drawPower(ui, d, c, kept.s);
    drawSide(ui, d, kept.s, count);
    ui.scrub.value = kept.s;
    root.dataset.second = Math.round(kept.s);
  };
  const press = on => {
    playing = on;
    ui.play.replaceChildren(icon(on ? 'pause' : 'play'), on ? d.texts.pause : d.texts.play);
    before = performance.now();
    cancelAnimationFrame(handle);
    if (on) handle = requestAnimationFrame(tick);
  };
  const tick = now => {
    if (!playing || !root.isConnected) return;
    kept.s += (now - before) / 1000 * kept.speed * 60;
    before = now;
    if (kept.s >= DAY - 60) { kept.s = DAY - 60; draw(); press(false); return; }
    draw();
    handle = requestAnimationFrame(tick);
  };
  const go = s => { kept.s = Math.min(Math.max(s, 0), DAY - 60); draw(); };
  ui.play.onclick = () => { if (kept.s >= DAY - 60) kept.s = 0; press(!playing); };
  ui.scrub.oninput = () => go(Number(ui.scrub.value));
  ui.speed.value = kept.speed;
  ui.speed.onchange = () => { kept.speed = Number(ui.speed.value); };
  ui.map.onmousemove = e => { ui.map.title = boxAt(ui, d, e)?.label || ''; };
  ui.peak.onclick = () => go(d.power.grid.indexOf(Math.max(...d.power.grid)) * d.step);
  ui.power.onclick = e => go(e.offsetX / ui.power.clientWidth * DAY);
  ui.items.forEach((item, n) => { item.onclick = () => go(d.events[n].at); });
  const watch = new ResizeObserver(draw);
  watch.observe(ui.map.parentElement);
  const theme = new MutationObserver(draw);
  theme.observe(document.documentElement, {attributes: true, attributeFilter: ['class', 'style']});
  press(false);
  draw();
  return () => { press(false); watch.disconnect(); theme.disconnect(); };
}
"""
