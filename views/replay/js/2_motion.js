// Where vehicles are at a second: each has its rows, and a cursor that moves with the clock.

const PARKED = 0, ON_ROAD = 1, OUTSIDE = 2, ROUND = 3;
const HERE = {x: 0, y: 0, where: PARKED};  // the one answer, filled anew: no garbage while playing

function prepareWay(points) {
  const n = points.length / 2, sums = new Float32Array(n);
  for (let i = 1; i < n; i++) {
    const dx = points[2 * i] - points[2 * i - 2], dy = points[2 * i + 1] - points[2 * i - 1];
    sums[i] = sums[i - 1] + Math.hypot(dx, dy);
  }
  return {points: Float32Array.from(points), sums, long: n ? sums[n - 1] : 0};
}
function prepareMotion(scene) {
  scene.paths = scene.ways.map(prepareWay);
  scene.fleet = scene.vehicles.map((v, number) => ({
    number, id: v.id, name: v.name, group: v.fleet, drive: v.drive, home: v.home, slot: v.slot,
    t: Int32Array.from(v.t), state: Uint8Array.from(v.s), from: Int16Array.from(v.a),
    to: Int16Array.from(v.b), way: Int16Array.from(v.w), station: Int16Array.from(v.q),
    load: Float32Array.from(v.load), km: Float32Array.from(v.km), soc: Float32Array.from(v.soc),
    at: 0, x: 0, y: 0, where: PARKED,
  }));
}

// The row a vehicle is in; the next one is tried before the search.
function seek(v, s) {
  const t = v.t, last = t.length - 2, i = v.at;
  if (s >= t[i] && s < t[i + 1]) return i;
  if (i < last && s >= t[i + 1] && s < t[i + 2]) return v.at = i + 1;
  let low = 0, high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (t[middle] <= s) low = middle; else high = middle - 1;
  }
  return v.at = low;
}

function along(path, metres) {
  const sums = path.sums, points = path.points;
  let low = 1, high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] < metres) low = middle + 1; else high = middle;
  }
  const part = sums[low] - sums[low - 1];
  const share = part > 0 ? Math.min(Math.max((metres - sums[low - 1]) / part, 0), 1) : 0;
  HERE.x = points[2 * low - 2] + (points[2 * low] - points[2 * low - 2]) * share;
  HERE.y = points[2 * low - 1] + (points[2 * low + 1] - points[2 * low - 1]) * share;
}

// Fill HERE with the place of a vehicle [m]; ways beyond a gate are as long as the kilometres say.
function locate(scene, v, s) {
  const i = seek(v, s), state = v.state[i], from = scene.places[v.from[i]];
  HERE.x = from.x; HERE.y = from.y;
  HERE.where = from.outside ? OUTSIDE : PARKED;
  if (!scene.moving[state]) return i;
  const path = v.way[i] < 0 ? null : scene.paths[v.way[i]];
  if (!path || path.long <= 0) { HERE.where = from.outside ? OUTSIDE : ROUND; return i; }
  const share = (s - v.t[i]) / (v.t[i + 1] - v.t[i]), to = scene.places[v.to[i]];
  const outer = from.outside || to.outside ? Math.max(v.km[i] * 1000 - path.long, 0) : 0;
  let metres = share * (outer + path.long);
  if (from.outside) metres -= outer;
  if (metres < 0 || metres > path.long) {
    HERE.where = OUTSIDE;
    if (to.outside) { HERE.x = to.x; HERE.y = to.y; }
    return i;
  }
  HERE.where = ON_ROAD;
  along(path, metres);
  return i;
}

// Count vehicles in every state, and those that wait and are filled at every station.
function count(scene, s) {
  const {states, waits, fills} = scene.counts;
  states.fill(0); waits.fill(0); fills.fill(0);
  for (const v of scene.fleet) {
    const i = locate(scene, v, s), state = v.state[i], station = v.station[i];
    v.x = HERE.x; v.y = HERE.y; v.where = HERE.where;
    states[state] += 1;
    if (station >= 0 && state === scene.queueing) waits[station] += 1;
    if (station >= 0 && scene.filling[state]) fills[station] += 1;
  }
}
function prepareCounts(scene, names) {
  scene.moving = Uint8Array.from(names, name => name.startsWith('driving') || name === 'serving');
  scene.filling = Uint8Array.from(names, name => /^(charging|swapping|refuelling)$/.test(name));
  scene.queueing = names.indexOf('queueing');
  scene.loaded = Uint8Array.from(names, name => name === 'driving_loaded' || name === 'serving');
  const n = scene.stations.length;
  scene.counts = {states: new Int32Array(names.length), waits: new Int32Array(n),
    fills: new Int32Array(n)};
  scene.lane = scene.stations.map(() => new Int16Array(scene.fleet.length));  // who waits, in order
  scene.guests = new Int32Array(scene.places.length);
}

// State of charge within a row is drawn as a straight line between what is known at its ends.
function storeOf(v, i, s) {
  const share = (s - v.t[i]) / (v.t[i + 1] - v.t[i]);
  return v.soc[i] + (v.soc[i + 1] - v.soc[i]) * share;
}
