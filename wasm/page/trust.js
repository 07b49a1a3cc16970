// Whom the reader trusts: the built-in list of public servers, a sample's own, lists and keys that were opened.

import { h } from './dom.js';
import { plural, visible } from './words.js';

let number = 0;

/** A list or key that can be trusted: {id, title, note, on, servers: bytes or text, keys, results}. */
export function entry(fields) {
  number += 1;
  return { id: `trust-${number}`, on: false, servers: null, keys: [], results: null, ...fields };
}

/** What the judge is told. */
export function trustOptions(entries) {
  const on = entries.filter((e) => e.on);
  return { servers: on.filter((e) => e.servers !== null).map((e) => e.servers), publicKeys: on.flatMap((e) => e.keys) };
}

const named = (server) => server.name !== undefined;

/** The servers of a list as the C reader understood them. */
export function serverTable(results) {
  const rows = results
    .filter(named)
    .flatMap((server) =>
      (server.keys ?? []).map((key, i) =>
        h(
          'tr',
          null,
          h('th', { scope: 'row' }, i === 0 ? h('bdi', null, server.name === null ? 'refused' : visible(server.name)) : ''),
          h('td', null, h('code', null, key.publicKey ?? 'none')),
          h(
            'td',
            null,
            i > 0
              ? ''
              : (server.addresses ?? []).map((a) =>
                  h('div', null, a.host ? `${a.protocol} ${visible(a.host)}:${a.port}` : 'refused'),
                ),
          ),
        ),
      ),
    );
  const head = h(
    'thead',
    null,
    h(
      'tr',
      null,
      ['Server', 'Long-term key', 'Addresses'].map((t) => h('th', { scope: 'col' }, t)),
    ),
  );
  return h(
    'div.scroll',
    { tabindex: 0, role: 'group', 'aria-label': 'Servers' },
    h('table.plain', null, head, h('tbody', null, rows)),
  );
}

const count = (e) => (e.results ? plural(e.results.filter(named).length, 'server') : plural(e.keys.length, 'key'));

function row(e, change) {
  const box = h('input', { type: 'checkbox', id: e.id, 'aria-describedby': `${e.id}-note` });
  box.checked = e.on;
  box.addEventListener('change', () => change(e, box.checked));
  const inside = e.results
    ? serverTable(e.results)
    : h(
        'p',
        null,
        e.keys.map((key) => h('code', null, key)),
      );
  return h(
    'li',
    null,
    h(
      'div.trust-row',
      null,
      box,
      h('label', { for: e.id }, h('bdi', null, visible(e.title))),
      h('span.muted', { id: `${e.id}-note` }, e.note ?? ''),
    ),
    h('details', null, h('summary', null, count(e)), inside),
  );
}

/** `change(entry, on)` is called when one is taken or left; `open` when another list shall be chosen. */
export function trustPanel(entries, change, open) {
  return [
    h(
      'ul.trust',
      null,
      entries.map((e) => row(e, change)),
    ),
    h('p', null, h('button.small', { type: 'button', onclick: open }, 'Open a list or a key\u2026')),
  ];
}

/** "Sample servers" or "no list", for the line below the verdict. */
export function trustedBy(entries) {
  const on = entries.filter((e) => e.on).map((e) => visible(e.title));
  return on.length === 0 ? 'no list' : on.join(', ');
}
