// Vehicles: a shape by powertrain, a sign by what they do, queues as queues.

const PATH = {
  battery: (g, x, y, r) => g.arc(x, y, r, 0, 6.2832),
  diesel: (g, x, y, r) => g.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8),
  lng: (g, x, y, r) => {
    g.moveTo(x, y - r * 1.15); g.lineTo(x + r * 1.05, y + r * 0.85);
    g.lineTo(x - r * 1.05, y + r * 0.85); g.closePath();
  },
  fuel_cell: (g, x, y, r) => {
    g.moveTo(x, y - r * 1.25); g.lineTo(x + r * 1.25, y); g.lineTo(x, y + r * 1.25);
    g.lineTo(x - r * 1.25, y); g.closePath();
  },
};
const PLUG_ROWS = 4;  // who is filled stands in columns of so many under the station
const STANDS = 0, EMPTY = 1, LOADED = 2, WAITS = 3, FILLS = 4, WORKS = 5;

// One mark: full if loaded or at work, hollow if empty, ringed if it waits, with a stroke inside
// while it is filled, pale if it stands.
function drawMark(g, c, drive, sign, x, y, r) {
  const tone = DRIVE_LOOK[drive] || '#7b8a90', path = PATH[drive] || PATH.battery;
  g.globalAlpha = sign === STANDS ? 0.5 : 1;
  g.beginPath(); path(g, x, y, r);
  g.fillStyle = sign === EMPTY ? c.ground : tone;
  g.fill();
  if (sign === EMPTY) { g.strokeStyle = tone; g.lineWidth = 1.5; g.stroke(); }
  if (sign === WAITS) {
    g.strokeStyle = KINDS_LOOK.warn; g.lineWidth = 1.6;
    g.beginPath(); g.arc(x, y, r + 1.8, 0, 6.2832); g.stroke();
  } else if (sign === FILLS) {
    g.strokeStyle = c.ground; g.lineWidth = 1.3;
    g.beginPath();
    g.moveTo(x + r * 0.25, y - r * 0.75); g.lineTo(x - r * 0.3, y + r * 0.1);
    g.lineTo(x + r * 0.3, y - r * 0.1); g.lineTo(x - r * 0.25, y + r * 0.75);
    g.stroke();
  }
  g.globalAlpha = 1;
}
function signOf(scene, v) {
  const state = v.state[v.at];
  if (state === scene.queueing) return WAITS;
  if (scene.filling[state]) return FILLS;
  if (scene.moving[state]) return scene.loaded[state] ? LOADED : EMPTY;
  return scene.works[state] ? WORKS : STANDS;
}

function drawFleet(g, c, scene, s, shown, followed) {
  const {x, y, k} = scene.map, r = k > 0.22 ? 4 : 3;
  scene.guests.fill(0);
  for (const station of scene.stations) station.line = station.plugs = 0;
  for (const gate of scene.gates) gate.count = 0;
  for (const v of scene.fleet) {
    v.px = NaN; v.size = r;
    if (!shown.fleets[scene.groups[v.group].id]) continue;
    const i = v.at, station = v.station[i], sign = signOf(scene, v);
    if (station >= 0 && sign === WAITS) { joinLane(scene, station, v); continue; }
    if (v.where === ON_ROAD) { v.px = x(v.x); v.py = y(v.y); }
    else if (v.where === OUTSIDE) placeOutside(scene, v);
    else if (station >= 0 && sign === FILLS) placeAtPlug(scene, station, v, r);
    else placeParked(scene, v);
    drawMark(g, c, v.drive, sign, v.px, v.py, v.size);
  }
  for (let n = 0; n < scene.stations.length; n++) drawLane(g, c, scene, n, r);
  for (const v of scene.fleet) if (v.id === followed && !isNaN(v.px)) ring(g, c, v.px, v.py);
}
function ring(g, c, x, y) {
  g.strokeStyle = c.main; g.lineWidth = 2.2;
  g.beginPath(); g.arc(x, y, 9, 0, 6.2832); g.stroke();
}
function homeBox(scene, place) { return scene.boxById.get(scene.places[place].id); }

function placeParked(scene, v) {
  const {x, y} = scene.map, at = v.from[v.at], box = homeBox(scene, at);
  const number = at === v.home ? v.slot : scene.guests[at]++;
  if (v.where === ROUND) {  // out and back: only its length is known
    v.size *= 0.6;
    v.px = x(v.x) + (box ? -box.px[2] / 2 : 0) + (number % 10) * 5;
    v.py = y(v.y) - (box ? box.px[3] / 2 : 6) - 5 - Math.floor(number / 10) * 5;
    return;
  }
  const r = v.size, wide = box ? box.px[2] - 5 : 30, high = box ? box.px[3] - 5 : 20;
  const many = at === v.home ? scene.groups[v.group].count : 12;
  const columns = Math.max(Math.ceil(Math.sqrt(many * wide / Math.max(high, 1))), 1);
  const step = Math.min(wide / columns, 7), row = Math.floor(number / columns);
  const rows = Math.ceil(many / columns), down = Math.min(high / Math.max(rows, 1), 7);
  v.size = Math.min(r * 0.72, Math.max(Math.min(step, down) * 0.42, 1));
  v.px = x(v.x) + (number % columns - (columns - 1) / 2) * step;
  v.py = y(v.y) + (row - (rows - 1) / 2) * down;
}
function placeOutside(scene, v) {
  v.size *= 0.72;
  const from = scene.places[v.from[v.at]], to = scene.places[v.to[v.at]];
  const gate = scene.gates[from.outside ? from.gate : to.gate], number = gate.count++;
  const row = Math.floor(number / 24), column = number % 24;
  const along = (column % 2 ? 1 : -1) * Math.ceil(column / 2) * 6.5, off = 13 + row * 7;
  const south = gate.side === 'south' ? 1 : gate.side === 'north' ? -1 : 0;
  const east = gate.side === 'east' ? 1 : gate.side === 'west' ? -1 : 0;
  v.px = scene.map.x(gate.x) + (south ? along : off * east);
  v.py = scene.map.y(gate.y) + (south ? off * south : along);
}
function placeAtPlug(scene, station, v, r) {
  const {x, y} = scene.map, it = scene.stations[station], box = scene.boxById.get(it.box);
  const number = it.plugs++, step = 2 * r;
  v.size = r * 0.8;
  v.px = x(it.x) - (box ? box.px[2] / 2 : 15) + (Math.floor(number / PLUG_ROWS) + 0.6) * step;
  v.py = y(it.y) + (box ? box.px[3] / 2 : 10) + 4 + number % PLUG_ROWS * step;
}
// Who joined first stands first: sorted in as they are found.
function joinLane(scene, station, v) {
  const lane = scene.lane[station], it = scene.stations[station], since = v.t[v.at];
  let at = it.line++;
  for (; at > 0; at--) {
    const other = scene.fleet[lane[at - 1]];
    if (other.t[other.at] <= since) break;
    lane[at] = lane[at - 1];
  }
  lane[at] = v.number;
}
function drawLane(g, c, scene, n, r) {
  const it = scene.stations[n];
  if (!it.line) return;
  const {x, y} = scene.map, box = scene.boxById.get(it.box), step = 2 * r + 3.4;
  const left = x(it.x) - (box ? box.px[2] / 2 : 12) + r;
  const plugs = Math.min(it.plugs, PLUG_ROWS) * 2 * r;
  const top = y(it.y) + (box ? box.px[3] / 2 : 10) + 5 + plugs + step * 0.4;
  const high = Math.max(Math.floor((scene.map.height - top - 4) / step), 3);
  for (let i = 0; i < it.line; i++) {
    const v = scene.fleet[scene.lane[n][i]];
    v.px = left + Math.floor(i / high) * step; v.py = top + (i % high) * step;
    drawMark(g, c, v.drive, WAITS, v.px, v.py, r * 0.8);
  }
  g.fillStyle = KINDS_LOOK.warn; g.font = `600 11px ${c.font}`; g.textAlign = 'right';
  g.fillText(it.line, left - r - 3, top + 4);
}

const TRAIL_S = 3600, TRAIL_STEP_S = 60;
function drawTrail(g, c, scene, v, s) {
  const {x, y} = scene.map, kept = v.at;
  g.strokeStyle = c.main; g.lineWidth = 2; g.globalAlpha = 0.65;
  g.beginPath();
  let open = false;
  for (let at = Math.max(s - TRAIL_S, 0); at <= s; at += TRAIL_STEP_S / 3) {
    locate(scene, v, at);
    if (HERE.where !== ON_ROAD) { open = false; continue; }
    if (open) g.lineTo(x(HERE.x), y(HERE.y)); else g.moveTo(x(HERE.x), y(HERE.y));
    open = true;
  }
  g.stroke();
  g.globalAlpha = 1; v.at = kept;
}
