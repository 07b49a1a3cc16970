// The table beside the timeline, and the contradictions in words.

import { h } from './dom.js';
import { pill, verdictPill } from './exchange.js';
import { briefly, duration, nameElement, readable } from './words.js';

const LINKS = { first: 'first', proved: 'linked', missing: 'not linked', broken: 'broken link' };

function row({ link, position, at, select }) {
  const choose = h(
    'button.choose',
    { type: 'button', 'data-position': position, onclick: () => select(position) },
    `${link.index + 1}. `,
    h('bdi', null, briefly(link.keyId, 28)),
  );
  const unit = link.verdict === 'valid' && !link.evidence ? pill('open', 'unit not trusted') : null;
  return h(
    'tr',
    { 'data-position': position, 'aria-rowindex': at + 2 },
    h('th', { scope: 'row' }, choose),
    h(
      'td',
      { 'data-label': 'Stated' },
      link.midpoint
        ? [
            h(
              link.midpoint.length > 20 ? 'span.time.long' : 'span.time',
              null,
              readable(link.midpoint).replace(/ UTC$/, ''),
            ),
            h('span.radius', null, ` \u00b1 ${duration(link.radius)}`),
          ]
        : 'nothing',
    ),
    h('td', { 'data-label': 'Link' }, LINKS[link.link] ?? 'none'),
    h('td', { 'data-label': 'Verdict' }, verdictPill(link, true), unit),
  );
}

/** {element, show(positions, chosen, {from, of})}: a part of the rows, the first of which is number `from` of `of`. */
export function linksTable(links, select) {
  const titles = ['Exchange', 'Stated time, UTC', 'Link', 'Verdict'].map((t) => h('th', { scope: 'col' }, t));
  const head = h('thead', null, h('tr', { 'aria-rowindex': 1 }, titles));
  const body = h('tbody');
  const table = h('table.links', null, head, body);
  let shown = [];
  const fill = (positions, { from, of }) => {
    shown = positions;
    table.setAttribute('aria-rowcount', of + 1);
    body.replaceChildren(...positions.map((p, i) => row({ link: links[p], position: p, at: from + i, select })));
    table.parentElement?.scrollTo(0, 0);
  };
  const mark = (chosen) => {
    for (const tr of body.rows) {
      const isChosen = Number(tr.dataset.position) === chosen;
      tr.classList.toggle('selected', isChosen);
      tr.querySelector('.choose')[isChosen ? 'setAttribute' : 'removeAttribute']('aria-current', 'true');
    }
  };
  const show = (positions, chosen, place) => {
    if (String(positions) !== String(shown)) fill(positions, place);
    mark(chosen);
  };
  return { element: h('div.table-box', null, table), show };
}

/** Each pair of times that contradicts its order. */
export function contradictions(report, supposed) {
  if (!report || report.violations.length === 0) return null;
  const items = report.violations.map((v) =>
    h(
      'li',
      null,
      'Exchange ',
      `${v.earlier + 1}: `,
      nameElement(v.earlierKeyId),
      ` said after ${readable(v.after)}. Later, exchange ${v.later + 1}: `,
      nameElement(v.laterKeyId),
      ` said before ${readable(v.before)}. That goes back by ${duration(v.by)}.`,
    ),
  );
  return h(
    'section',
    null,
    h('h3', null, supposed ? 'What would contradict' : 'What contradicts'),
    h('ol.violations', null, items),
    report.moreViolations ? h('p.muted', null, 'There are more.') : null,
  );
}
