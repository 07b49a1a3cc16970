// The Merkle path, drawn from the leaf at the bottom to the root at the top (RFC 10049 5.3).

import { h, s } from './dom.js';

const BOX = { width: 150, height: 46 };
const LEVEL = 84;
const GAP = 28;

const short = (hex) => `${hex.slice(0, 8)}\u2026${hex.slice(-8)}`;

/** Levels from the leaf up: {mine, sibling, mineLeft}; the last one has no sibling: it is the root. */
function levelsOf(steps) {
  const leaf = steps.find((step) => step.name === 'leaf');
  const nodes = steps.filter((step) => step.name === 'node');
  let mine = leaf.result;
  const levels = nodes.map((node) => {
    const [first, second] = node.parts.filter((part) => part.name !== 'prefix');
    const mineLeft = first.name === 'hash below';
    const level = { mine, sibling: mineLeft ? second.hex : first.hex, mineLeft };
    mine = node.result;
    return level;
  });
  return { levels: [...levels, { mine }], expected: (nodes.at(-1) ?? leaf).expected };
}

function box(x, y, kind, title, hash) {
  return s(
    `g.node.${kind}`,
    null,
    s('rect', { x, y, width: BOX.width, height: BOX.height, rx: 7 }),
    s('text.title', { x: x + BOX.width / 2, y: y + 18, 'text-anchor': 'middle' }, title),
    s('text.hash', { x: x + BOX.width / 2, y: y + 35, 'text-anchor': 'middle' }, short(hash)),
  );
}

function drawing({ levels, expected }) {
  const width = (levels.length > 1 ? 2 * BOX.width + GAP : BOX.width) + 24;
  const height = levels.length * LEVEL + BOX.height - LEVEL + 24;
  const top = (k) => 12 + (levels.length - 1 - k) * LEVEL;
  const left = (k) => {
    const { sibling, mineLeft } = levels[k];
    if (!sibling) return (width - BOX.width) / 2;
    return mineLeft ? 12 : 12 + BOX.width + GAP;
  };
  const center = (x) => x + BOX.width / 2;
  const parts = levels.flatMap(({ mine, sibling, mineLeft }, k) => {
    const last = k === levels.length - 1;
    const equal = mine === expected;
    const leafToo = last && k === 0 ? 'leaf ' : '';
    const title = last ? `${leafToo}${equal ? '=' : '\u2260'} ROOT` : k === 0 ? 'leaf: the request' : `level ${k}`;
    const mineBox = box(left(k), top(k), last ? (equal ? 'root' : 'wrong') : 'mine', title, mine);
    if (last) return [mineBox];
    const other = mineLeft ? 12 + BOX.width + GAP : 12;
    const up = top(k + 1) + BOX.height;
    const line = (x, kind) =>
      s(`path.edge.${kind}`, {
        d: `M${center(x)},${top(k)} C${center(x)},${top(k) - 22} ${center(left(k + 1))},${up + 22} ${center(left(k + 1))},${up}`,
      });
    return [line(other, 'theirs'), line(left(k), 'mine'), mineBox, box(other, top(k), 'sibling', `PATH ${k + 1}`, sibling)];
  });
  return s(
    'svg.merkle',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': summary(levels, expected) },
    parts,
  );
}

function summary(levels, expected) {
  const depth = levels.length - 1;
  const way =
    depth === 0
      ? 'The request is the only leaf: its hash is the root.'
      : `The hash of the request, joined with ${depth} ${depth === 1 ? 'hash' : 'hashes'} of PATH, leads to the root.`;
  return levels.at(-1).mine === expected ? way : 'The request and PATH do not lead to the signed ROOT.';
}

/** The section's content; a sentence where there is nothing to draw. */
export function merkle(steps) {
  if (!steps?.some((step) => step.name === 'leaf')) {
    return [h('p.muted', null, 'There is no path to draw: without the request, or its nonce, there is no leaf.')];
  }
  const tree = levelsOf(steps);
  const wrong = tree.levels.at(-1).mine !== tree.expected;
  return [
    h(wrong ? 'p.wrong' : 'p', null, summary(tree.levels, tree.expected)),
    h('div.merkle-box', { tabindex: 0, role: 'group', 'aria-label': 'Merkle path' }, drawing(tree)),
    wrong ? h('p', null, 'The signed ROOT is ', h('code', null, tree.expected)) : null,
    h(
      'details',
      null,
      h('summary', null, 'All hashes, to be done again by hand'),
      h('div.scroll', { tabindex: 0, role: 'group', 'aria-label': 'Hashes' }, table(steps)),
    ),
  ];
}

function table(steps) {
  const rows = steps
    .filter((step) => step.name === 'leaf' || step.name === 'node')
    .map((step) =>
      h(
        'tr',
        null,
        h('th', { scope: 'row' }, step.name),
        h('td', null, step.operation),
        h(
          'td',
          null,
          step.parts.map((part) =>
            h(
              'div',
              null,
              `${part.name}: `,
              h('code', null, part.hex.length > 128 ? `${short(part.hex)} (${part.hex.length / 2} bytes)` : part.hex),
            ),
          ),
        ),
        h('td', null, h('code', null, step.result)),
      ),
    );
  return h(
    'table.plain',
    null,
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        ['step', 'hash', 'of', 'gives'].map((t) => h('th', { scope: 'col' }, t)),
      ),
    ),
    h('tbody', null, rows),
  );
}
