// The day's power under the plan, and the legend.

function drawStripGround(scene, c, width, height, most) {
  const canvas = scene.stripGround || (scene.stripGround = document.createElement('canvas'));
  fit(canvas, width, height);
  const g = pen(canvas), p = scene.power, n = p.use.length;
  g.clearRect(0, 0, width, height);
  const x = i => i * width / n, y = v => height - 4 - v / most * (height - 20);
  const band = (low, high, colour) => {
    g.fillStyle = colour; g.globalAlpha = 0.55; g.beginPath(); g.moveTo(0, y(low(0)));
    for (let i = 0; i < n; i++) { g.lineTo(x(i), y(high(i))); g.lineTo(x(i + 1), y(high(i))); }
    for (let i = n - 1; i >= 0; i--) { g.lineTo(x(i + 1), y(low(i))); g.lineTo(x(i), y(low(i))); }
    g.fill(); g.globalAlpha = 1;
  };
  band(() => 0, i => p.grid[i], KINDS_LOOK.grid);
  band(i => p.grid[i], i => p.grid[i] + p.own[i], KINDS_LOOK.own);
  g.strokeStyle = c.text; g.lineWidth = 1.3; g.beginPath();
  p.use.forEach((v, i) => { g.lineTo(x(i), y(v)); g.lineTo(x(i + 1), y(v)); });
  g.stroke();
  g.fillStyle = c.text; g.globalAlpha = 0.8; g.font = `10px ${c.font}`; g.textAlign = 'center';
  const every = width < 500 ? 6 : 3;
  for (let hour = every; hour < 24; hour += every)
    g.fillText(clock(hour * 3600), hour / 24 * width, 11);
  g.textAlign = 'left'; g.fillText(`${most.toFixed(0)} MW`, 4, 11); g.globalAlpha = 1;
}
function drawStrip(scene, c, s) {
  const canvas = scene.strip, g = pen(canvas), w = canvas.clientWidth, h = canvas.clientHeight;
  g.clearRect(0, 0, w, h);
  g.drawImage(scene.stripGround, 0, 0, w, h);
  g.fillStyle = c.main;
  g.fillRect(s / DAY * w - 1, 0, 2, h);
}
function highest(scenes) {  // one scale for all, so that heights compare
  let most = 1e-9;
  for (const {power: p} of scenes)
    p.use.forEach((v, i) => { most = Math.max(most, v, p.grid[i] + p.own[i]); });
  return most;
}

function legendMark(parent, c, drive, sign, text) {
  const entry = add(parent, 'span', 'entry'), canvas = add(entry, 'canvas', 'key');
  fit(canvas, 16, 16);
  drawMark(pen(canvas), c, drive, sign, 8, 8, 4.4);
  entry.append(text);
}
function legendLine(parent, c, state, text) {
  const entry = add(parent, 'span', 'entry'), canvas = add(entry, 'canvas', 'key');
  fit(canvas, 16, 16);
  drawLineState(pen(canvas), c, state, 2, 5, 12, 6);
  entry.append(text);
}
function drawLegend(ui, d, c) {
  const t = d.texts, box = ui.legend;
  box.replaceChildren();
  const drives = [...new Set(d.scenes.flatMap(scene => scene.fleet.map(v => v.drive)))].sort();
  for (const drive of drives) legendMark(box, c, drive, LOADED, t['drive_' + drive] || drive);
  if (drives.length) {
    legendMark(box, c, drives[0], LOADED, t.sign_loaded);
    legendMark(box, c, drives[0], EMPTY, t.sign_empty);
    legendMark(box, c, drives[0], FILLS, t.filled);
    legendMark(box, c, drives[0], WAITS, t.waiting);
    legendMark(box, c, drives[0], STANDS, t.standing);
  }
  for (const [state, key] of [[1, 'running'], [0, 'stopped'], [-1, 'broken']])
    legendLine(box, c, state, `${t.line}: ${t[key]}`);
}
