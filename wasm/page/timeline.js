// The timeline: each exchange a row, in the order of receipt; each stated interval a bar; each contradiction a line from
// the earlier response's lower end back to the later one's upper end.

import { h, s } from './dom.js';
import { makeScale, stepFor } from './scale.js';
import { briefly, duration, nameOf, readable, readableAfter } from './words.js';

const ROW = 40;
const DENSE = 24; // where there are many rows, and room for names beside them
const BAR = 16;
const HEAD = 30;
const FOOT = 46;

const evident = (x) => x.verdict === 'valid' && x.evidence && x.intervalMicros?.every((t) => t !== null);

/** Why an exchange has no bar among the others. */
function absence(x) {
  if (x.verdict === 'malformed') return 'cannot be read';
  if (x.verdict === 'invalid') return 'invalid: its time proves nothing';
  if (x.verdict === 'incomplete') return x.interval ? 'incomplete: its time proves nothing yet' : 'incomplete';
  return 'unit not trusted: its time is not compared';
}

/** The model in numbers: microseconds from the earliest one, which is a BigInt. */
function inNumbers(links) {
  const drawn = links.filter(evident);
  if (drawn.length === 0) return null;
  const base = drawn.map((x) => x.intervalMicros[0]).reduce((a, b) => (a < b ? a : b));
  const relative = new Map(drawn.map((x) => [x, x.intervalMicros.map((t) => Number(t - base))]));
  return { base, relative, scale: makeScale([...relative.values()]) };
}

function tickLabel(micros, step) {
  const date = new Date(Number(micros / 1000n));
  if (Number.isNaN(date.getTime())) return `${micros} \u00b5s`;
  const iso = date.toISOString();
  if (step >= 86400e6) return iso.split('T')[0];
  const micro = String(((micros % 1000n) + 1000n) % 1000n).padStart(3, '0');
  return (iso.split('T')[1].slice(0, 12) + micro).slice(0, step >= 1e6 ? 8 : 15 - Math.floor(Math.log10(step)));
}

function dateLabel(micros) {
  const date = new Date(Number(micros / 1000n));
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().split('T')[0];
}

/** Multiples of `step` from `low` to `high`, both from `base`. */
function ticksOf(base, low, high, step) {
  const size = BigInt(step);
  let tick = ((base + BigInt(Math.ceil(low))) / size) * size;
  const ticks = [];
  while (Number(tick - base) <= high && ticks.length < 60) {
    if (Number(tick - base) >= low) ticks.push(tick);
    tick += size;
  }
  return ticks;
}

/** Where everything is, in a drawing of this width: `rows` are positions of exchanges, each a row. */
function placesOf({ numbers, view, rows }, width) {
  const gutter = width < 440 ? 46 : 180;
  const row = rows.length > 20 && gutter > 100 ? DENSE : ROW;
  const plot = { left: gutter, right: width - 14, top: HEAD, bottom: HEAD + rows.length * row };
  const x = (u) => plot.left + ((u - view.from) / view.width) * (plot.right - plot.left);
  const middle = (i) => HEAD + i * row + row / 2;
  return { width, height: plot.bottom + FOOT, gutter, row, plot, x, at: (t) => x(numbers.scale.place(t)), middle };
}

/** Draws into `svg` at its present width. `view` is {from, width} in places of the scale. */
function draw(svg, frame) {
  const { links, numbers, violations, rows, selected } = frame;
  const places = placesOf(frame, Math.max(280, svg.parentElement.clientWidth));
  const { width, height, plot } = places;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('height', height);
  const clip = s(
    'clipPath',
    { id: 'plot' },
    s('rect', { x: plot.left - 1, y: 0, width: plot.right - plot.left + 2, height }),
  );
  const inside = s('g', { 'clip-path': 'url(#plot)' });
  if (numbers) inside.append(...axis(numbers, places));
  rows.forEach((position, i) => inside.append(bar({ link: links[position], position, i, numbers, places })));
  if (numbers) violations.forEach((v) => inside.append(...contradiction(v, frame, places)));
  svg.replaceChildren(
    s('defs', null, clip, hatch()),
    ...rows.map((position, i) => band(position, i, position === selected, places)),
    ...rows.map((position, i) => {
      const follows = rows[i - 1] === position - 1;
      return gutterOf({ link: links[position], position, i, follows, places });
    }),
    inside,
  );
  svg.classList.toggle('many', many(frame));
  if (many(frame)) light(svg, selected);
}

/** So many that not all lines can stand out. */
const many = ({ violations }) => violations.length > 12;

function hatch() {
  return s(
    'pattern',
    { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    s('line.hatch', { x1: 0, y1: 0, x2: 0, y2: 7 }),
  );
}

function band(position, i, isChosen, { width, row }) {
  const classes = isChosen ? 'rect.band.selected' : 'rect.band';
  return s(classes, { x: 0, y: HEAD + i * row, width, height: row, 'data-row': position });
}

/** The number in a circle, the link to the one before if that is the row above, and the name. */
function gutterOf({ link, position, i, follows, places: { gutter, row, middle } }) {
  const parts = [];
  const around = Math.min(12, row / 2 - 2);
  if (follows) {
    const kind = link.link === 'proved' ? 'proved' : link.link === 'broken' ? 'broken' : 'missing';
    parts.push(s(`line.link.${kind}`, { x1: 22, x2: 22, y1: middle(i - 1) + around, y2: middle(i) - around }));
    if (kind === 'broken')
      parts.push(s('text.cross', { x: 22, y: middle(i) - row / 2 + 4, 'text-anchor': 'middle' }, '\u00d7'));
  }
  const number = `${link.index + 1}`;
  const rim = number.length > 2 ? around + 4 * (number.length - 2) : around;
  parts.push(
    s('rect.dot', { x: 22 - rim, y: middle(i) - around, width: 2 * rim, height: 2 * around, rx: around }),
    s('text.number', { x: 22, y: middle(i) + 4, 'text-anchor': 'middle' }, number),
  );
  if (gutter > 100) parts.push(s('text.who', { x: Math.max(44, 28 + rim), y: middle(i) + 4.5 }, briefly(link.keyId, 19)));
  return s('g', { 'data-row': position }, parts);
}

function bar({ link, position, i, numbers, places: { at, plot, gutter, middle } }) {
  const span = numbers?.relative.get(link);
  const y = middle(i) - BAR / 2;
  const small = gutter > 100 ? null : s('text.small', { x: plot.left + 4, y: middle(i) - 11 }, briefly(link.keyId, 28));
  if (!span) {
    const kind = link.verdict === 'valid' ? 'rect.unit' : 'rect.absent';
    return s(
      'g',
      { 'data-row': position },
      small,
      s(kind, { x: plot.left + 2, y, width: plot.right - plot.left - 4, height: BAR, rx: 4 }),
      s('text.absence', { x: plot.left + 12, y: middle(i) + 4.5 }, absence(link)),
    );
  }
  const [low, high] = span.map(at);
  const shown = Math.max(high - low, 4);
  const from = (low + high) / 2 - shown / 2;
  const kind = link.trusted ? 'rect.bar' : 'rect.bar.strange';
  return s(
    'g',
    { 'data-row': position },
    small,
    s(kind, { x: from, y, width: shown, height: BAR, rx: 3 }),
    s('line.mid', { x1: (low + high) / 2, x2: (low + high) / 2, y1: y + 3, y2: y + BAR - 3 }),
  );
}

/** From the lower end of what was said first to the upper end of what was said after it, which may be beyond the rows. */
function contradiction({ earlier, later }, { numbers, links, rows }, { at, plot, middle }) {
  const [a, b] = [numbers.relative.get(links[earlier]), numbers.relative.get(links[later])];
  const [from, to] = [rows.indexOf(earlier), rows.indexOf(later)];
  if (!a || !b || (from < 0 && to < 0)) return [];
  const [x1, x2] = [at(a[0]), at(b[1])];
  const [y1, y2] = [from < 0 ? plot.top - 12 : middle(from), to < 0 ? plot.bottom + 12 : middle(to)];
  const bend = (y1 + y2) / 2;
  return [
    s('path.contradiction', {
      d: `M${x1},${y1} C${x1 - 26},${bend} ${x2 + 26},${bend} ${x2},${y2}`,
      'data-pair': `${earlier} ${later}`,
    }),
    from < 0 ? null : s('circle.end', { cx: x1, cy: y1, r: 3.5 }),
    to < 0 ? null : s('circle.end', { cx: x2, cy: y2, r: 3.5 }),
  ].filter(Boolean);
}

function axis({ base, scale }, { plot, at, x }) {
  const parts = [s('line.axis', { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom })];
  for (const piece of scale.pieces) {
    const [left, right] = [x(piece.u0), x(piece.u1)];
    if (right < plot.left || left > plot.right) continue;
    parts.push(...(piece.cut > 0 ? cut(piece, left, right, plot) : ticks(base, piece, left, right, plot, at)));
  }
  return parts;
}

function cut(piece, left, right, plot) {
  const center = (left + right) / 2;
  return [
    s('rect.cut', { x: left, y: plot.top, width: right - left, height: plot.bottom - plot.top }),
    s(
      'text.cutlabel',
      { x: center, y: plot.top - 9, 'text-anchor': 'middle' },
      `${duration(Math.round(piece.cut / 1e6))} left out`,
    ),
  ];
}

function ticks(base, piece, left, right, plot, at) {
  const step = stepFor((piece.t1 - piece.t0) / (right - left), 66);
  const shown = (value) => along(value, left, right, piece);
  const [low, high] = [shown(Math.max(left, plot.left)), shown(Math.min(right, plot.right))];
  const marks = ticksOf(base, low, high, step).flatMap((tick) => {
    const place = at(Number(tick - base));
    const whole = place > plot.left + 24 && place < plot.right - 24;
    return [
      s('line.tick', { x1: place, x2: place, y1: plot.top, y2: plot.bottom + 5 }),
      whole && s('text.ticklabel', { x: place, y: plot.bottom + 18, 'text-anchor': 'middle' }, tickLabel(tick, step)),
    ];
  });
  const day = step >= 86400e6 ? '' : dateLabel(base + BigInt(Math.round((low + high) / 2)));
  return [
    ...marks.filter(Boolean),
    s(
      'text.date',
      { x: (Math.max(left, plot.left) + Math.min(right, plot.right)) / 2, y: plot.bottom + 36, 'text-anchor': 'middle' },
      day,
    ),
  ];
}

const along = (px, left, right, piece) => piece.t0 + ((px - left) / (right - left)) * (piece.t1 - piece.t0);

const LIMIT = 1 / 4000;

function zoomed({ from, width }, factor, center) {
  const next = Math.min(1, Math.max(LIMIT, width * factor));
  const start = from + (width - next) * center;
  return { width: next, from: Math.min(1 - next, Math.max(0, start)) };
}

const panned = ({ from, width }, by) => ({ width, from: Math.min(1 - width, Math.max(0, from + by * width)) });

/** What is told when the pointer is over a row. */
function tip(link) {
  const time = link.interval
    ? [
        h('div', null, `between ${readable(link.interval[0]).replace(/ UTC$/, '')}`),
        h('div', null, `and ${readableAfter(link.interval[1], link.interval[0])}`),
      ]
    : [];
  return [
    h('strong', null, `${link.index + 1}. `, h('bdi', null, nameOf(link.keyId))),
    ...time,
    evident(link) ? null : h('div.muted', null, absence(link)),
  ];
}

/** Where in the view the chosen exchange stands: zooming keeps it in place; the middle, if it has no bar or is out of view. */
function centerOf({ links, numbers, view, selected }) {
  const span = numbers.relative.get(links[selected]);
  if (!span) return 0.5;
  const center = (numbers.scale.place((span[0] + span[1]) / 2) - view.from) / view.width;
  return center >= 0 && center <= 1 ? center : 0.5;
}

/** Where each interval is in all of the time that was stated: [position, low, high], from 0 to 1. */
export function placesOfAll(links) {
  const numbers = inNumbers(links);
  if (numbers === null) return [];
  return links.flatMap((link, i) => {
    const span = numbers.relative.get(link);
    return span ? [[i, ...span.map(numbers.scale.place)]] : [];
  });
}

/** {element, show(rows, chosen)}: positions of exchanges, each a row. `onSelect(i)` is called when one is chosen. */
export function timeline({ links, violations, onSelect }) {
  const numbers = inNumbers(links);
  const frame = { links, violations, numbers, view: { from: 0, width: 1 }, selected: 0, rows: [] };
  const svg = s('svg.timeline', { role: 'img', 'aria-label': label(links, violations) });
  const hint = h('div.tip', { 'aria-hidden': 'true', hidden: true });
  const stage = h(
    'div.stage',
    { tabindex: 0, role: 'group', 'aria-label': 'Timeline: plus and minus zoom, arrow keys move, 0 shows all' },
    svg,
    hint,
  );
  const redraw = () => stage.clientWidth > 0 && draw(svg, frame);
  const look = (view) => {
    frame.view = view;
    redraw();
  };
  const zoom = (factor, center = centerOf(frame)) => look(zoomed(frame.view, factor, center));
  const buttons = numbers ? zoomButtons(zoom, () => look({ from: 0, width: 1 })) : null;
  listen({ stage, svg, hint, frame, zoom, look, onSelect });
  new ResizeObserver(redraw).observe(stage);
  const show = (rows, chosen) => {
    Object.assign(frame, { rows, selected: chosen });
    redraw();
  };
  return { element: h('div.timeline-box', null, buttons, stage), show };
}

function label(links, violations) {
  const all = `Timeline of ${links.length} exchanges in order of receipt.`;
  return violations.length === 0 ? `${all} No contradictions.` : `${all} ${violations.length} contradictions, listed below.`;
}

function zoomButtons(zoom, all) {
  return h(
    'div.zoom',
    null,
    h('button.small', { type: 'button', 'aria-label': 'Zoom in', onclick: () => zoom(1 / 1.8) }, '+'),
    h('button.small', { type: 'button', 'aria-label': 'Zoom out', onclick: () => zoom(1.8) }, '\u2212'),
    h('button.small', { type: 'button', onclick: all }, 'Show all'),
  );
}

function listen({ stage, svg, hint, frame, zoom, look, onSelect }) {
  const rowAt = (event) => event.target.closest?.('[data-row]')?.dataset.row;
  const pointedAt = (event) =>
    Math.min(1, Math.max(0, (event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth));
  let held = null;
  const keys = {
    '+': () => zoom(1 / 1.8),
    '=': () => zoom(1 / 1.8),
    '-': () => zoom(1.8),
    0: () => look({ from: 0, width: 1 }),
    ArrowLeft: () => look(panned(frame.view, -0.2)),
    ArrowRight: () => look(panned(frame.view, 0.2)),
  };
  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key] || !frame.numbers) return;
    event.preventDefault();
    keys[event.key]();
  });
  stage.addEventListener(
    'wheel',
    (event) => {
      if (!frame.numbers || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : 1 / 1.25, pointedAt(event));
    },
    { passive: false },
  );
  svg.addEventListener('pointerdown', (event) => {
    held = { x: event.clientX, view: frame.view, row: rowAt(event), moved: false };
  });
  svg.addEventListener('pointermove', (event) => {
    if (held && Math.abs(event.clientX - held.x) > 4) {
      held.moved = true;
      look(panned(held.view, (held.x - event.clientX) / svg.clientWidth));
    }
    point(rowAt(event), event);
  });
  svg.addEventListener('pointerup', () => {
    if (held && !held.moved && held.row !== undefined) onSelect(Number(held.row));
    held = null;
  });
  svg.addEventListener('pointerleave', () => {
    held = null;
    hint.hidden = true;
    light(svg, many(frame) ? frame.selected : undefined);
  });
  function point(row, event) {
    light(svg, row);
    hint.hidden = row === undefined;
    if (row === undefined) return;
    hint.replaceChildren(...tip(frame.links[row]).filter(Boolean));
    const box = stage.getBoundingClientRect();
    hint.style.left = `${Math.min(event.clientX - box.left + 14, Math.max(0, box.width - hint.offsetWidth - 4))}px`;
    hint.style.top = `${event.clientY - box.top + 16}px`;
  }
}

/** Shows which contradictions a row has part in. */
function light(svg, row) {
  for (const path of svg.querySelectorAll('.contradiction')) {
    path.classList.toggle('lit', row !== undefined && path.dataset.pair.split(' ').includes(String(row)));
  }
}
