// Lines, outages, stores and flows: what changes from interval to interval.

const WIDEST = 15, DASH = [7, 9], NO_DASH = [];

function last(steps, s) {
  let value = 0;
  for (let i = 0; i < steps.length && steps[i][0] <= s; i++) value = steps[i][1];
  return value;
}
// Running is a full bar, stopped an empty one, broken down a crossed one.
function drawLineState(g, c, state, x, y, w, h) {
  g.strokeStyle = g.fillStyle = LINE_LOOK[state];
  if (state === 1) { g.fillRect(x, y, w, h); return; }
  g.lineWidth = 1.2;
  g.strokeRect(x + 0.6, y + 0.6, w - 1.2, h - 1.2);
  if (state === 0) return;
  g.beginPath();
  g.moveTo(x, y); g.lineTo(x + w, y + h); g.moveTo(x, y + h); g.lineTo(x + w, y);
  g.stroke();
}
function countLines(scene, s) {  // also of lines that are not drawn
  scene.lineTally.fill(0);
  for (const b of scene.plan.boxes)
    for (const steps of scene.lines[b.id] || []) scene.lineTally[last(steps, s) + 1] += 1;
}
function drawLines(g, c, scene, s) {
  for (const b of scene.plan.boxes) {
    const states = scene.lines[b.id];
    if (states) {
      const [left, top, w, h] = b.px, wide = Math.min((w - 8) / states.length, 26);
      const tall = h > 36 ? 6 : 4;
      for (let i = 0; i < states.length; i++) {
        const state = last(states[i], s);
        drawLineState(g, c, state, left + w / 2 + (i - states.length / 2) * wide + 1.2,
          top + h / 2 + h * 0.14, Math.max(wide - 2.4, 2), tall);
      }
    }
    const out = scene.down[b.id];
    if (!out) continue;
    for (let i = 0; i < out.length; i++) {
      if (out[i][0] > s || s >= out[i][1]) continue;
      const [left, top, w, h] = b.px;
      g.strokeStyle = LINE_LOOK[-1]; g.lineWidth = 2;
      g.strokeRect(left, top, w, h);
      g.beginPath(); g.moveTo(left, top); g.lineTo(left + w, top + h); g.stroke();
    }
  }
}

// What is held at a second: levels are known at the bounds of intervals, between them it is filled
// or emptied at one rate.
function held(scene, levels, s) {
  const at = s / scene.step, i = Math.min(Math.floor(at), levels.length - 2);
  return levels[i] + (levels[i + 1] - levels[i]) * (at - i);
}
// Level of a store: a standing bar, full at the largest content of the year.
function drawStores(g, c, scene, s) {
  const {x, y, k} = scene.map, tall = k > 0.22 ? 26 : 17, wide = 7;
  for (let i = 0; i < scene.stores.length; i++) {
    const store = scene.stores[i], level = held(scene, store.levels, s) / store.most;
    const left = x(store.x) + store.dx, bottom = y(store.y) + store.dy;
    g.fillStyle = c.ground; g.strokeStyle = c.text; g.lineWidth = 1;
    g.fillRect(left, bottom - tall, wide, tall);
    g.fillStyle = store.colour;
    g.fillRect(left, bottom - tall * level, wide, tall * level);
    g.strokeRect(left + 0.5, bottom - tall + 0.5, wide - 1, tall - 1);
  }
}
function placeStores(scene) {  // above the box they belong to, side by side
  const taken = new Map();
  for (const store of scene.stores) {
    const box = scene.plan.boxes.find(b => b.id === store.place);
    const number = taken.get(store.place) || 0;
    taken.set(store.place, number + 1);
    store.dx = number * 10 + (box ? -3 : scene.elsewhere.wide + 6);
    store.dy = box ? -box.px[3] / 2 - 3 : 13;
  }
}

// A flow is bent to one side, what comes back to the other, so that both are seen.
function shapeFlows(scene) {
  const {x, y} = scene.map;
  for (const flow of scene.flows) {
    const hub = scene.hubs[flow.layer], gives = flow.direction === 'gives';
    const a = gives ? flow : hub, b = gives ? hub : flow;
    const [ax, ay, bx, by] = [x(a.x), y(a.y), x(b.x), y(b.y)];
    const bend = 0.14, mx = (ax + bx) / 2 - (by - ay) * bend, my = (ay + by) / 2 + (bx - ax) * bend;
    flow.path = new Path2D();
    flow.path.moveTo(ax, ay);
    flow.path.quadraticCurveTo(mx, my, bx, by);
    flow.head = [ax / 4 + mx / 2 + bx / 4, ay / 4 + my / 2 + by / 4, Math.atan2(by - ay, bx - ax)];
  }
}
function drawFlows(g, c, scene, step, phase, layers) {
  const scale = scene.map.k / 0.32 < 0.7 ? 0.65 : 1;
  for (let i = 0; i < scene.flows.length; i++) {
    const flow = scene.flows[i];
    if (!layers[flow.layer]) continue;
    const width = WIDEST * scale * flow.rates[step] / scene.widest[flow.layer];
    if (width < 0.12) continue;
    g.strokeStyle = flow.colour; g.lineWidth = Math.max(width, 0.7); g.globalAlpha = 0.42;
    g.stroke(flow.path);
    if (width < 1) continue;
    g.globalAlpha = 0.95; g.lineWidth = Math.max(width * 0.3, 1);
    g.setLineDash(DASH); g.lineDashOffset = -phase;
    g.stroke(flow.path);
    g.setLineDash(NO_DASH);
    drawHead(g, flow, 2.5 + width * 0.55);
  }
  g.globalAlpha = 1;
}
function drawHubs(g, c, scene, layers) {
  for (const layer in scene.hubs) if (layers[layer]) drawHub(g, c, scene, layer);
}
function drawHead(g, flow, size) {
  const [x, y, angle] = flow.head, cos = Math.cos(angle) * size, sin = Math.sin(angle) * size;
  g.fillStyle = flow.colour;
  g.beginPath();
  g.moveTo(x + cos, y + sin);
  g.lineTo(x - cos * 0.7 - sin * 0.8, y - sin * 0.7 + cos * 0.8);
  g.lineTo(x - cos * 0.7 + sin * 0.8, y - sin * 0.7 - cos * 0.8);
  g.fill();
}
function drawHub(g, c, scene, layer) {
  const hub = scene.hubs[layer], [x, y] = [scene.map.x(hub.x), scene.map.y(hub.y)];
  g.fillStyle = c.ground; g.strokeStyle = hub.colour; g.lineWidth = 3;
  g.beginPath(); g.arc(x, y, 8, 0, 7); g.fill(); g.stroke();
  g.fillStyle = c.text; g.font = `600 9px ${c.font}`;
  g.textAlign = 'center'; g.textBaseline = 'middle';
  g.fillText(hub.sign, x, y + 0.5);
  g.textBaseline = 'alphabetic';
}
