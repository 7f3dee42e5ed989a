// What does not move: roads, boxes, names, gates; drawn once on a canvas of its own.

const EDGE_M = 45, TRAY_M = 150;

// Scale and origin from metres to points of the screen; north is up.
function measure(scene, width) {
  const p = scene.plan;
  let [x0, y0, x1, y1] = [0, 0, p.width, p.height];
  for (const place of scene.places) {
    x0 = Math.min(x0, place.x); x1 = Math.max(x1, place.x);
    y0 = Math.min(y0, place.y); y1 = Math.max(y1, place.y);
  }
  const nodes = scene.roads ? scene.roads.nodes : [];
  for (let i = 0; i < nodes.length; i += 2) {
    x0 = Math.min(x0, nodes[i]); x1 = Math.max(x1, nodes[i]);
    y0 = Math.min(y0, nodes[i + 1]); y1 = Math.max(y1, nodes[i + 1]);
  }
  for (const gate of scene.gates) {
    gate.side = gate.y <= y0 ? 'south' : gate.y >= y1 ? 'north' : gate.x <= x0 ? 'west' : 'east';
    if (gate.side === 'south') y0 = Math.min(y0, gate.y - TRAY_M);
    if (gate.side === 'north') y1 = Math.max(y1, gate.y + TRAY_M);
    if (gate.side === 'west') x0 = Math.min(x0, gate.x - TRAY_M);
    if (gate.side === 'east') x1 = Math.max(x1, gate.x + TRAY_M);
  }
  if (scene.elsewhere) y1 = Math.max(y1, scene.elsewhere.y + 40);
  x0 -= EDGE_M; x1 += EDGE_M; y0 -= EDGE_M / 2; y1 += EDGE_M;
  const k = width / (x1 - x0);
  scene.map = {k, width, height: (y1 - y0) * k, x: x => (x - x0) * k, y: y => (y1 - y) * k};
}

function drawRoads(g, c, scene) {
  const {x, y, k} = scene.map, r = scene.roads;
  if (!r) return;
  g.strokeStyle = c.edge; g.lineCap = 'round'; g.lineWidth = Math.max(5 * Math.sqrt(k / 0.32), 2.5);
  g.globalAlpha = 0.75;
  g.beginPath();
  for (let i = 0; i < r.edges.length; i += 2) {
    const [a, b] = [r.edges[i], r.edges[i + 1]];
    g.moveTo(x(r.nodes[2 * a]), y(r.nodes[2 * a + 1]));
    g.lineTo(x(r.nodes[2 * b]), y(r.nodes[2 * b + 1]));
  }
  g.stroke();
  g.globalAlpha = 1; g.lineCap = 'butt';
}
function drawBox(g, c, scene, b) {
  const {k} = scene.map, [w, h] = [b.w * k, b.h * k];
  const left = scene.map.x(b.x) - w / 2, top = scene.map.y(b.y) - h / 2;
  b.px = [left, top, w, h];
  g.fillStyle = BOX_LOOK[b.type] || c.box; g.strokeStyle = c.edge; g.lineWidth = 1;
  g.beginPath(); g.roundRect(left, top, w, h, 3); g.fill(); g.stroke();
  if (b.kind !== 'enterprise' || w < 26) return;
  g.fillStyle = c.text; g.textAlign = 'center'; g.textBaseline = 'alphabetic';
  g.font = `${w < 60 ? 8 : 10}px ${c.font}`;
  const rows = w < 50 ? [fitted(g, b.label, w - 2)] : wrapped(g, b.label, w - 4);
  rows.reverse().forEach((text, i) => g.fillText(text, left + w / 2, top + h / 2 + 2 - 11 * i));
}
function drawNames(g, c, scene, texts) {  // over clusters of boxes that have no room for names
  const {k, x, y} = scene.map;
  g.fillStyle = c.text; g.font = `${k > 0.22 ? 11 : 9}px ${c.font}`; g.globalAlpha = 0.8;
  for (const kind of ['building', 'fleet', 'asset', 'station']) {
    const mine = scene.plan.boxes.filter(b => b.kind === kind);
    if (!mine.length) continue;
    const right = Math.max(...mine.map(b => b.x + b.w / 2));
    const top = Math.max(...mine.map(b => b.y));
    g.textAlign = 'left';
    g.fillText(texts[kind], x(right + 24), y(top) + 4);
  }
  g.globalAlpha = 1;
}
function drawGates(g, c, scene, texts) {
  const {x, y} = scene.map;
  g.font = `11px ${c.font}`; g.textBaseline = 'alphabetic';
  for (const gate of scene.gates) {
    const [px, py] = [x(gate.x), y(gate.y)];
    g.fillStyle = c.main;
    if (gate.side === 'south' || gate.side === 'north') g.fillRect(px - 13, py - 2.5, 26, 5);
    else g.fillRect(px - 2.5, py - 13, 5, 26);
    g.textAlign = gate.side === 'east' ? 'right' : 'left';
    g.fillText(texts.gate, px + (gate.side === 'east' ? -18 : 18), py + 3);
  }
}
function drawElsewhere(g, c, scene, texts) {
  const e = scene.elsewhere;
  if (!e) return;
  const {x, y} = scene.map;
  g.font = `11px ${c.font}`; g.textAlign = 'left'; g.textBaseline = 'middle';
  const wide = e.wide = g.measureText(texts.elsewhere).width + 16;
  g.strokeStyle = c.edge; g.setLineDash([4, 3]);
  g.beginPath(); g.roundRect(x(e.x) - 8, y(e.y) - 11, wide, 22, 3); g.stroke();
  g.setLineDash([]);
  g.fillStyle = c.text; g.fillText(texts.elsewhere, x(e.x), y(e.y) + 0.5);
  g.textBaseline = 'alphabetic';
}
// Two sheets: roads lie under the flows, boxes and names over them.
function drawGround(scene, c, texts, shown) {
  const below = sheet(scene, 'ground'), above = sheet(scene, 'front');
  if (shown.roads) drawRoads(below, c, scene);
  for (const b of scene.plan.boxes) drawBox(above, c, scene, b);
  drawNames(above, c, scene, texts);
  drawGates(above, c, scene, texts);
  drawElsewhere(above, c, scene, texts);
}
function sheet(scene, name) {
  const canvas = scene[name] || (scene[name] = document.createElement('canvas'));
  fit(canvas, scene.map.width, scene.map.height);
  const g = pen(canvas);
  g.clearRect(0, 0, scene.map.width, scene.map.height);
  return g;
}
function boxAt(scene, px, py) {
  for (let i = scene.plan.boxes.length - 1; i >= 0; i--) {
    const b = scene.plan.boxes[i], [left, top, w, h] = b.px || [0, 0, 0, 0];
    if (px >= left && px <= left + w && py >= top && py <= top + h) return b;
  }
  return null;
}
