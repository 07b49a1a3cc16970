// All exchanges at a glance, however many: from left to right in the order of receipt, what each stated from below (early)
// to above (late), those side by side merged where there is no room; marks below for those that have a problem.

import { h } from './dom.js';

const MARKS = 7; // pixels below

/** For each column of pixels the lowest and highest place in time, and whether there is a problem. */
function columnsOf({ count, places, problems }, width) {
  const columns = Array.from({ length: width }, () => ({ low: 1, high: -1, problem: false }));
  const at = (i) => Math.floor((i * width) / count);
  places.forEach(([i, low, high]) => {
    for (let c = at(i); c < Math.max(at(i) + 1, at(i + 1)); c += 1) {
      columns[c].low = Math.min(columns[c].low, low);
      columns[c].high = Math.max(columns[c].high, high);
    }
  });
  for (const i of problems) columns[at(i)].problem = true;
  return columns;
}

function draw(canvas, view) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const style = getComputedStyle(canvas);
  const color = (name) => style.getPropertyValue(name);
  const dense = globalThis.devicePixelRatio || 1;
  Object.assign(canvas, { width: width * dense, height: height * dense });
  const context = canvas.getContext('2d');
  context.scale(dense, dense);
  const x = (i) => (i * width) / view.count;
  const room = height - MARKS - 4;
  columnsOf(view, width).forEach(({ low, high, problem }, c) => {
    context.fillStyle = color('--accent');
    if (high >= low) context.fillRect(c, 2 + (1 - high) * room, 1, Math.max(2, (high - low) * room));
    context.fillStyle = color('--bad');
    if (problem) context.fillRect(c - 0.5, height - MARKS, 2, MARKS);
  });
  const part = [x(view.from) - 1, 1, Math.max(6, x(view.to + 1) - x(view.from)) + 2, height - 2];
  for (const [ink, wide] of [['--paper', 5], ['--ink', 2]]) {
    Object.assign(context, { strokeStyle: color(ink), lineWidth: wide });
    context.strokeRect(...part);
  }
}

/**
 * {element, show(from, to)}: the positions of the part that is shown in full. `places` are [position, low, high], from 0
 * to 1; `onSelect(position)` is called with what is pointed at. Who cannot point has the buttons beside it.
 */
export function overview({ count, places, problems, onSelect }) {
  const canvas = h('canvas.overview', { 'aria-hidden': 'true' });
  const view = { count, places, problems, from: 0, to: 0 };
  const redraw = () => canvas.clientWidth > 0 && draw(canvas, view);
  canvas.addEventListener('click', (event) => {
    const { left, width } = canvas.getBoundingClientRect();
    onSelect(Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count))));
  });
  new ResizeObserver(redraw).observe(canvas);
  globalThis.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  return {
    element: canvas,
    show: (from, to) => {
      Object.assign(view, { from, to });
      redraw();
    },
  };
}
