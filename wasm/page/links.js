// The table beside the timeline, and the contradictions in words.

import { h } from './dom.js';
import { pill, verdictPill } from './exchange.js';
import { duration, nameElement, readable } from './words.js';

const MOST = 1000;
const LINKS = { first: 'first', proved: 'linked', missing: 'not linked', broken: 'broken link' };

function row(link, position, select) {
  const choose = h(
    'button.choose',
    { type: 'button', 'data-position': position, onclick: () => select(position) },
    `${link.index + 1}. `,
    nameElement(link.keyId, 28),
  );
  const unit = link.verdict === 'valid' && !link.evidence ? pill('open', 'unit not trusted') : null;
  return h(
    'tr',
    { 'data-position': position },
    h('th', { scope: 'row' }, choose),
    h(
      'td',
      { 'data-label': 'Stated' },
      link.midpoint
        ? [
            h('span.time', null, readable(link.midpoint).replace(/ UTC$/, '')),
            h('span.radius', null, ` \u00b1 ${duration(link.radius)}`),
          ]
        : 'nothing',
    ),
    h('td', { 'data-label': 'Link' }, LINKS[link.link] ?? 'none'),
    h('td', { 'data-label': 'Verdict' }, verdictPill(link), unit),
  );
}

/** {element, select(position)} */
export function linksTable(links, select) {
  const head = h(
    'thead',
    null,
    h(
      'tr',
      null,
      ['Exchange', 'Stated time, UTC', 'Link', 'Verdict'].map((t) => h('th', { scope: 'col' }, t)),
    ),
  );
  const body = h(
    'tbody',
    null,
    links.slice(0, MOST).map((link, i) => row(link, i, select)),
  );
  const more = links.length > MOST ? h('p.muted', null, `The first ${MOST} of ${links.length} exchanges.`) : null;
  const mark = (position) => {
    for (const tr of body.rows) tr.classList.toggle('selected', Number(tr.dataset.position) === position);
    for (const button of body.querySelectorAll('.choose')) {
      if (Number(button.dataset.position) === position) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  };
  return { element: h('div.table-box', null, h('table.links', null, head, body), more), select: mark };
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
