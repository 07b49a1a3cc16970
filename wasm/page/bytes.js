// Annotated bytes: the fields on one side, the octets on the other, and each finds its counterpart in the other.

import { fromHex } from './codings.js';
import { h } from './dom.js';
import { plural, visible } from './words.js';

const SHOWN = 8192;
const ZEROS = 4; // rows of zeros from which on they are folded

const KINDS = {
  magic: 'magic',
  length: 'length',
  count: 'number of tags',
  offset: 'offset',
  tag: 'tag',
  rest: 'bytes of which nothing can be said',
};

function nameOfItem(item) {
  if (item.kind === 'value') return item.path.split('.').at(-1);
  if (item.kind === 'message') return item.path === '' ? 'message' : item.path.split('.').at(-1);
  return KINDS[item.kind];
}

/** Items as a tree; what heads a message (count, offsets, tags) is folded into one branch. */
function treeOf(items) {
  const root = { children: [], depth: -1 };
  const open = [root];
  items.forEach((item, number) => {
    while (open.length > 1 && open.at(-1).depth >= item.depth) open.pop();
    const node = { item, number, depth: item.depth, children: [] };
    const parent = open.at(-1);
    const heading = ['count', 'offset', 'tag'].includes(item.kind);
    if (heading) (parent.header ??= []).push(node);
    else parent.children.push(node);
    if (item.kind === 'message') open.push(node);
  });
  return root;
}

function label(item, blame) {
  const meaning = item.meaning ? h('span.says', null, visible(item.meaning, 140)) : null;
  const here = blame.has(item) ? h('span.fault', null, blame.get(item)) : null;
  return [h('span.tag', null, visible(nameOfItem(item))), h('span.len', null, plural(item.length, 'byte')), meaning, here];
}

function leaf({ item, number }, blame) {
  return h('li', null, h('button.field', { type: 'button', 'data-item': number }, label(item, blame)));
}

function headerBranch(header, begin, blame) {
  const bytes = header.reduce((sum, node) => sum + node.item.length, 0);
  return h(
    'li',
    null,
    h(
      'details',
      null,
      h(
        'summary.field',
        { 'data-from': begin, 'data-length': bytes },
        h('span.tag.soft', null, 'header'),
        h('span.len', null, plural(bytes, 'byte')),
      ),
      h(
        'ul',
        null,
        header.map((node) => leaf(node, blame)),
      ),
    ),
  );
}

function branch(node, blame) {
  if (node.item.kind !== 'message') return leaf(node, blame);
  const header = node.header ? headerBranch(node.header, node.header[0].item.offset, blame) : null;
  const broken = node.item.broken ? h('span.fault', null, 'unsound') : null;
  return h(
    'li',
    null,
    h(
      'details',
      { open: true },
      h('summary.field', { 'data-item': node.number }, label(node.item, blame), broken),
      h(
        'ul',
        null,
        header,
        node.children.map((child) => branch(child, blame)),
      ),
    ),
  );
}

/** For each byte, the number of the innermost item that holds it. */
function owners(items, length) {
  const owner = new Int32Array(length).fill(-1);
  items.forEach((item, number) => {
    const isLeaf = item.kind !== 'message' || item.broken;
    if (isLeaf || item.length > 0) owner.fill(number, item.offset, Math.min(length, item.offset + item.length));
  });
  return owner;
}

const printable = (byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : '\u00b7');

function row(bytes, from, width, owner, fault) {
  const cells = [];
  for (let i = from; i < Math.min(from + width, bytes.length); i += 1) {
    const tint = owner[i] < 0 ? '' : owner[i] % 2 === 0 ? '.even' : '.odd';
    cells.push(
      h(`span.byte${tint}${i === fault ? '.fault' : ''}`, { 'data-byte': i }, bytes[i].toString(16).padStart(2, '0')),
    );
  }
  const text = Array.from(bytes.subarray(from, from + width), printable).join('');
  return h(
    'div.row',
    null,
    h('span.offset', null, from.toString(16).padStart(4, '0')),
    h('span.octets', null, cells),
    h('span.ascii', null, text),
  );
}

const allZero = (bytes, from, width) => bytes.subarray(from, from + width).every((byte) => byte === 0);

/** Rows of octets; long runs of zeros are behind a button. */
function grid(bytes, width, owner, fault) {
  const shown = bytes.subarray(0, SHOWN);
  const starts = Array.from({ length: Math.ceil(shown.length / width) }, (_, i) => i * width);
  const rows = [];
  for (let k = 0; k < starts.length; k += 1) {
    let end = k;
    while (
      end < starts.length &&
      allZero(shown, starts[end], width) &&
      !(fault >= starts[end] && fault < starts[end] + width)
    )
      end += 1;
    if (end - k >= ZEROS) {
      const hidden = starts.slice(k, end);
      rows.push(zeros(hidden, (from) => row(shown, from, width, owner, fault), width));
      k = end - 1;
    } else rows.push(row(shown, starts[k], width, owner, fault));
  }
  if (bytes.length > SHOWN) rows.push(h('p.muted', null, `The first ${SHOWN} of ${bytes.length} bytes.`));
  return rows;
}

function zeros(hidden, make, width) {
  const text = `${hidden.length * width} zero bytes`;
  const button = h(
    'button.fold',
    { type: 'button', 'data-zeros': `${hidden[0]} ${hidden.at(-1) + width}` },
    `\u22ee ${text}: show`,
  );
  button.addEventListener('click', () => button.replaceWith(...hidden.map(make)));
  return button;
}

/** Hovering, focusing or choosing a field marks its bytes; a byte marks its field. */
function link(fields, octets, items, owner) {
  const rangeOf = ({ dataset }) =>
    dataset.item !== undefined
      ? [items[dataset.item].offset, items[dataset.item].length]
      : [Number(dataset.from), Number(dataset.length)];
  const mark = (field, scroll) => {
    for (const old of fields.querySelectorAll('.lit')) old.classList.remove('lit');
    const [from, length] = field ? rangeOf(field) : [0, 0];
    field?.classList.add('lit');
    for (const byte of octets.querySelectorAll('[data-byte]'))
      byte.classList.toggle('lit', byte.dataset.byte >= from && byte.dataset.byte < from + length);
    for (const fold of octets.querySelectorAll('[data-zeros]')) {
      const [low, high] = fold.dataset.zeros.split(' ').map(Number);
      fold.classList.toggle('lit', length > 0 && from < high && low < from + length);
    }
    const goal = scroll ? octets.querySelector('.lit') : null;
    if (goal) octets.scrollTop += goal.getBoundingClientRect().top - octets.getBoundingClientRect().top - 40;
  };
  const fieldFor = (number) => {
    const field = fields.querySelector(`[data-item="${number}"]`);
    const shut = field?.closest('details:not([open])');
    return shut && shut.firstElementChild !== field ? shut.firstElementChild : field;
  };
  let pinned = null;
  const fieldOf = (event) => event.target.closest?.('.field');
  fields.addEventListener('pointerover', (event) => fieldOf(event) && mark(fieldOf(event), false));
  fields.addEventListener('pointerleave', () => mark(pinned, false));
  fields.addEventListener('focusin', (event) => fieldOf(event) && mark(fieldOf(event), true));
  fields.addEventListener('click', (event) => {
    pinned = fieldOf(event) ?? pinned;
    if (pinned) mark(pinned, true);
  });
  octets.addEventListener('pointerover', (event) => {
    const { byte } = event.target.dataset;
    if (byte !== undefined && owner[byte] >= 0) mark(fieldFor(owner[byte]), false);
  });
  octets.addEventListener('pointerleave', () => mark(pinned, false));
  octets.addEventListener('click', (event) => {
    const { byte } = event.target.dataset;
    if (byte === undefined || owner[byte] < 0) return;
    pinned = fieldFor(owner[byte]);
    pinned?.scrollIntoView({ block: 'nearest' });
  });
}

/** The innermost item that begins at, or holds, the place of each error. */
function blamed(items, errors) {
  const blame = new Map();
  for (const { offset, slug } of errors) {
    const holds = items.filter(
      (item) => item.offset <= offset && (offset < item.offset + item.length || item.offset === offset),
    );
    if (holds.length > 0) blame.set(holds.at(-1), slug);
  }
  return blame;
}

/** One message: its title, its fields, its bytes. `errors` are those of the checks whose offsets count in it. */
export function annotated(message, errors) {
  const bytes = fromHex(message.hex ?? '');
  const width = globalThis.matchMedia('(max-width: 560px)').matches ? 8 : 16;
  const owner = owners(message.items, bytes.length);
  const all = message.error ? [message.error, ...errors] : errors;
  const blame = blamed(message.items, all);
  const fault = all.length > 0 ? all[0].offset : -1;
  const fields = h(
    'ul.fields',
    { 'aria-label': 'Fields' },
    treeOf(message.items).children.map((node) => branch(node, blame)),
  );
  const octets = h(
    'div.octetbox',
    { tabindex: 0, role: 'group', 'aria-label': 'Bytes, in hexadecimal' },
    grid(bytes, width, owner, fault),
  );
  link(fields, octets, message.items, owner);
  const error = message.error
    ? h('p.wrong', null, `${message.error.text} (${message.error.clause}), at byte ${message.error.offset}.`)
    : null;
  return [h('p.muted', null, visible(message.title ?? message.kind, 200)), error, h('div.hex', null, fields, octets)];
}
