// Beside the plan: the clock, figures, who is followed, what happened, the legend.

function figureRow(parent, colour, text, columns) {
  const line = add(parent, 'div', 'row'), name = add(line, 'span');
  if (colour) add(name, 'i').style.background = colour;
  name.append(text);
  return Array.from({length: columns}, () => add(line, 'b'));
}
function buildSide(ui, d) {
  const t = d.texts, n = d.scenes.length, side = ui.side;
  const head = add(side, 'div', 'part');
  ui.clock = add(head, 'div', 'clock');
  ui.time = add(ui.clock, 'span');
  add(ui.clock, 'small', '', d.date);
  if (n > 1) {
    const line = add(head, 'div', 'row heads');
    add(line, 'span');
    for (const scene of d.scenes) add(line, 'b', '', scene.short);
  }
  ui.rows = {};
  const row = (key, colour, text) => { ui.rows[key] = figureRow(head, colour, text, n); };
  row('grid', KINDS_LOOK.grid, t.grid); row('own', KINDS_LOOK.own, t.own); row('use', '', t.use);
  row('battery', '', t.battery);
  add(head, 'h5', '', t.lines);
  row('line1', LINE_LOOK[1], t.running); row('line0', LINE_LOOK[0], t.stopped);
  row('line-1', LINE_LOOK[-1], t.broken);
  if (d.scenes.some(scene => scene.fleet.length)) {
    add(head, 'h5', '', t.vehicles);
    for (const key of ['way', 'filled', 'waiting', 'standing']) row(key, '', t[key]);
  }
  buildFollow(ui, d, add(side, 'div', 'part'));
  buildEvents(ui, d, add(side, 'div', 'part'));
}

function buildFollow(ui, d, part) {
  const t = d.texts, chosen = ui.follow = add(part, 'select', 'follow');
  chosen.setAttribute('aria-label', t.follow);
  add(chosen, 'option', '', t.follow_none).value = '';
  const options = (label, entries) => {
    if (!entries.length) return;
    const group = add(chosen, 'optgroup');
    group.label = label;
    for (const [id, name] of entries) add(group, 'option', '', name).value = id;
  };
  options(t.firms, once(d.scenes.flatMap(scene => scene.firms)).map(f => ['f:' + f.id, f.label]));
  for (const group of once(d.scenes.flatMap(scene => scene.groups))) {
    const mine = d.scenes.flatMap(s => s.fleet.filter(v => s.groups[v.group].id === group.id));
    options(group.label, once(mine).map(v => ['v:' + v.id, v.name]));
  }
  ui.told = d.scenes.map(() => add(part, 'div', 'told'));
  ui.told[0].setAttribute('aria-live', 'off');
}
function once(entries) {  // of two runs, what has the same id is the same
  return [...new Map(entries.map(entry => [entry.id, entry])).values()];
}
// What happened in both runs stands once; what did in one of them, with its name.
function eventsOf(d) {
  const found = new Map();
  for (const scene of d.scenes)
    for (const e of scene.events) {
      const key = `${e.at} ${e.text}`, known = found.get(key);
      if (known) known.runs.push(scene.short); else found.set(key, {...e, runs: [scene.short]});
    }
  const told = e => e.runs.length < d.scenes.length ? `${e.text} (${e.runs.join()})` : e.text;
  return [...found.values()].map(e => ({at: e.at, text: told(e)})).sort((a, b) => a.at - b.at);
}
function buildEvents(ui, d, part) {
  const t = d.texts;
  add(part, 'h5', '', t.events);
  ui.list = add(part, 'ol');
  ui.events = eventsOf(d);
  if (!ui.events.length) add(ui.list, 'li', 'past', t.events_none);
  ui.items = ui.events.map(e => {
    const item = add(ui.list, 'li'), go = add(item, 'button');
    go.type = 'button';
    add(go, 'time', '', clock(e.at));
    go.append(e.text);
    return go;
  });
}

function told(node, lines) {  // name and value by turns; nodes are kept, only texts change
  while (node.children.length > lines.length) node.lastChild.remove();
  lines.forEach(([name, value], i) => {
    let line = node.children[i];
    if (!line) { line = add(node, 'div', 'row'); add(line, 'span'); add(line, 'b'); }
    setText(line.children[0], name); setText(line.children[1], value);
  });
}
function tellVehicle(scene, d, v, s) {
  const t = d.texts, i = locate(scene, v, s), state = v.state[i], station = v.station[i];
  const [from, to] = [scene.places[v.from[i]].label, scene.places[v.to[i]].label];
  const lines = [[t.state, d.stateNames[state]]];
  lines.push([t.place, from === to ? from : `${from} → ${to}`]);
  if (HERE.where === ROUND) lines.push([t.way, t.way_unknown]);
  if (HERE.where === OUTSIDE) lines.push([t.way, t.beyond]);
  if (v.km[i] > 0) lines.push([t.stretch, figure(v.km[i], 'km')]);
  lines.push([t.load, figure(v.load[i], 't')]);
  lines.push([t.store, `${(storeOf(v, i, s) * 100).toFixed(0)} %`]);
  if (station >= 0) lines.push([t.station, scene.stations[station].label]);
  if (state === scene.queueing) {
    lines.push([t.queue_place, `${placeInLine(scene, v, s)} / ${scene.counts.waits[station]}`]);
  }
  lines.push([t.until, v.t[i + 1] >= DAY ? t.next_day : clock(v.t[i + 1])]);
  return lines;
}
// Place in the line: those who joined before, and of those who joined with it the lower numbers.
function placeInLine(scene, v, s) {
  let ahead = 0;
  for (const other of scene.fleet) {
    if (other === v) continue;
    const i = seek(other, s);
    if (other.state[i] !== scene.queueing || other.station[i] !== v.station[v.at]) continue;
    const [mine, theirs] = [v.t[v.at], other.t[i]];
    if (theirs < mine || theirs === mine && other.number < v.number) ahead += 1;
  }
  return ahead + 1;
}
function tellFirm(scene, d, id, s, step) {
  const t = d.texts, lines = [], states = scene.lines[id] || [];
  states.forEach((steps, i) => lines.push([`${t.line} ${i + 1}`, d.lineNames[last(steps, s) + 1]]));
  for (const flow of scene.flows) {
    if (flow.place !== id) continue;
    const sign = flow.direction === 'gives' ? '↗ ' : '↘ ';
    lines.push([sign + flow.label, figure(flow.rates[step], flow.unit)]);
  }
  for (const store of scene.stores)
    if (store.place === id) lines.push([store.label, figure(held(scene, store.levels, s), store.unit)]);
  let here = 0;
  for (const v of scene.fleet) if (v.where === PARKED && scene.places[v.from[v.at]].id === id) here++;
  if (scene.fleet.length) lines.push([t.vehicles_here, String(here)]);
  return lines;
}

function showSide(ui, d, s) {
  setText(ui.time, clock(s));
  d.scenes.forEach((scene, n) => {
    const step = Math.min(Math.floor(s / scene.step), scene.power.use.length - 1);
    for (const key of ['grid', 'own', 'use'])
      setText(ui.rows[key][n], figure(scene.power[key][step], 'MW'));
    setText(ui.rows.battery[n],
      scene.battery.length ? figure(held(scene, scene.battery, s), 'MWh') : d.texts.no_battery);
    for (const state of [1, 0, -1])
      setText(ui.rows['line' + state][n], String(scene.lineTally[state + 1]));
    showCounts(ui, scene, n);
    const [kind, id] = [ui.follow.value.slice(0, 1), ui.follow.value.slice(2)];
    const v = kind === 'v' && scene.fleet.find(each => each.id === id);
    let lines = [];
    if (v) lines = tellVehicle(scene, d, v, s);
    else if (kind === 'f') lines = tellFirm(scene, d, id, s, step);
    else if (kind === 'v') lines = [[d.texts.state, d.texts.not_here]];
    if (lines.length && d.scenes.length > 1) lines.unshift([scene.title, '']);
    told(ui.told[n], lines);
  });
  showEvents(ui, s);
}
function showCounts(ui, scene, n) {
  if (!ui.rows.way) return;
  let way = 0, filled = 0, waiting = 0, all = 0;
  scene.counts.states.forEach((number, state) => {
    all += number;
    if (scene.moving[state]) way += number;
    if (scene.filling[state]) filled += number;
    if (state === scene.queueing) waiting += number;
  });
  const found = {way, filled, waiting, standing: all - way - filled - waiting};
  for (const key of Object.keys(found)) setText(ui.rows[key][n], String(found[key]));
}
function showEvents(ui, s) {
  const past = ui.events.filter(e => e.at <= s).length;
  if (past === ui.past) return;
  ui.items.forEach((item, n) => {
    item.parentElement.classList.toggle('past', n < past);
    item.parentElement.classList.toggle('now', n === past - 1);
  });
  const now = ui.items[past - 1];
  if (now) ui.list.scrollTop = now.parentElement.offsetTop - ui.list.offsetTop - 90;
  ui.past = past;
}
