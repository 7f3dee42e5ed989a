// What all parts share: the clock, the page's colours, building of the page.

const DAY = 86400;
const LINE_LOOK = {'1': '#3f9d74', '0': '#9aa7ac', '-1': '#d64545'};
const DRIVE_LOOK = {battery: '#1f9d8f', diesel: '#b9783a', lng: '#8a6d3b', fuel_cell: '#6f7fd0'};
const KINDS_LOOK = {grid: '#2a6fdb', own: '#e3a72f', warn: '#d64545', fills: '#1b9a6b'};
const BOX_LOOK = {grid_connection: '#2a6fdb', battery: '#2f9c95', boiler: '#c9a227',
  water_works: '#3e8ed0', wastewater_plant: '#6fb7b7', heat_pump: '#4fa3a5'};
const ICONS = {play: 'M2 1 L11 6 L2 11 Z', pause: 'M2 1 H5 V11 H2 Z M7 1 H10 V11 H7 Z',
  back: 'M10 1 L4 6 L10 11 Z M1 1 H3 V11 H1 Z', on: 'M2 1 L8 6 L2 11 Z M9 1 H11 V11 H9 Z',
  loop: 'M6 1 A5 5 0 1 1 1.600 3.600 L3 4.400 A3.400 3.400 0 1 0 6 2.600 V4.600 L2.800 1.900 L6 0 Z'};

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
  path.setAttribute('d', ICONS[name]);
  svg.appendChild(path);
  return svg;
}
function button(parent, look, sign, text, hidden) {
  const node = add(parent, 'button', look);
  node.type = 'button';
  if (sign) node.append(icon(sign));
  if (hidden) { node.setAttribute('aria-label', text); node.title = text; } else node.append(text);
  return node;
}
function setText(node, text) { if (node.textContent !== text) node.textContent = text; }

const two = n => String(Math.floor(n)).padStart(2, '0');
const clock = s => `${two(s / 3600)}:${two(s / 60 % 60)}`;
function figure(value, unit) {
  const size = Math.abs(value), digits = size >= 1000 ? 0 : size >= 10 ? 1 : 2;
  const text = value.toLocaleString('en-US', {minimumFractionDigits: digits,
    maximumFractionDigits: digits}).replace('-', '−');
  return unit ? `${text} ${unit}` : text;
}

function lookOf(root) {
  const css = getComputedStyle(root), get = name => css.getPropertyValue(name).trim();
  return {text: get('--st-text-color') || '#222', ground: get('--st-background-color') || '#fff',
    box: get('--st-secondary-background-color') || '#eee', edge: get('--st-border-color') || '#ccc',
    main: get('--st-primary-color') || '#0f766e', font: css.fontFamily};
}

// A canvas that is as sharp as the screen; true if its size changed.
function fit(canvas, width, height) {
  const dpr = devicePixelRatio || 1;
  const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)];
  if (canvas.style) canvas.style.height = height + 'px';
  if (canvas.width === w && canvas.height === h) return false;
  canvas.width = w; canvas.height = h;
  return true;
}
function pen(canvas) {
  const g = canvas.getContext('2d'), dpr = devicePixelRatio || 1;
  g.setTransform(dpr, 0, 0, dpr, 0, 0);
  return g;
}

function fitted(g, text, width) {
  if (g.measureText(text).width <= width) return text;
  while (text.length > 1 && g.measureText(text + '…').width > width) text = text.slice(0, -1);
  return text.length > 1 ? text + '…' : '';
}
function wrapped(g, text, width) {
  if (g.measureText(text).width <= width) return [text];
  const gap = text.includes(' ') ? ' ' : '', words = text.split(gap);
  const half = Math.ceil(words.length / 2);
  return [words.slice(0, half), words.slice(half)].map(part => fitted(g, part.join(gap), width));
}
