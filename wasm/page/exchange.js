// One exchange: what it proves, each check with its clause, the diagnosis, the Merkle path and the bytes.

import { annotated } from './bytes.js';
import { h, icon } from './dom.js';
import { merkle } from './merkle.js';
import { duration, isKey, nameElement, prose, readable, readableAfter, visible } from './words.js';

const MARKS = {
  passed: ['good', 'passed'],
  failed: ['bad', 'failed'],
  lacking: ['open', 'lacking'],
  'not-applicable': ['none', 'not asked for'],
  unverified: ['none', 'not reached'],
};
const VERDICTS = { valid: 'good', invalid: 'bad', malformed: 'bad', incomplete: 'open' };
const LINKS = {
  first: 'the first one',
  proved: 'proved: made from the response before',
  missing: 'nothing links it to the one before',
  broken: 'broken: it was not made from the response before',
};
const STANDINGS = { trusted: 'trusted', embedded: 'embedded: it came with the evidence', unknown: 'unknown' };

export const pill = (tone, text) => h(`span.pill.${tone}`, null, icon(tone), text);

/** `brief` where there is little room. */
export function verdictPill(exchange, brief = false) {
  const strange = exchange.verdict === 'valid' && !exchange.trusted;
  return strange
    ? pill('keys', brief ? 'key not recognised' : 'valid, key not recognised')
    : pill(VERDICTS[exchange.verdict], exchange.verdict);
}

function facts(exchange) {
  const { publicKey, keyId, version, interval } = exchange;
  const rows = [
    ['Stated', interval ? [`${readable(exchange.midpoint)}, give or take ${duration(exchange.radius)}`] : null],
    ['Interval', interval ? [`after ${readable(interval[0])}, before ${readableAfter(interval[1], interval[0])}`] : null],
    ['Server', keyId !== null && !isKey(keyId) ? [nameElement(keyId, 160)] : null],
    ['Key', publicKey ? [h('code', null, publicKey), ` ${STANDINGS[exchange.standing]}`] : ['none']],
    ['Version', version ? [version.name ?? `0x${version.code.toString(16)}`] : null],
    ['Link', exchange.link ? [LINKS[exchange.link]] : null],
    [
      'Identifier',
      exchange.id !== null
        ? [
            visible(
              JSON.stringify(exchange.id, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
              120,
            ),
          ]
        : null,
    ],
  ];
  return h(
    'dl.facts',
    null,
    rows.filter(([, value]) => value).map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
  );
}

/** The sentence of the C core without the clause, which has a column of its own. */
function sentenceOf(exchange, check) {
  const said = exchange.statements?.find((line) => line.kind === 'check' && line.label.trim() === check.name);
  const text = said?.text ?? check.error?.text ?? '';
  const clause = check.error?.clause ?? check.clause;
  return text.endsWith(` (${clause})`) ? text.slice(0, -clause.length - 3) : text;
}

function checkRow(exchange, check) {
  const [tone, word] = MARKS[check.outcome];
  return h(
    `li.check.${tone}`,
    null,
    pill(tone, word),
    h('span.check-name', null, check.name),
    h('span.check-text', null, prose(sentenceOf(exchange, check))),
    h('span.clause', null, check.error?.clause ?? check.clause),
  );
}

function checks(exchange) {
  if (exchange.checks.length === 0)
    return h('p', null, 'It was refused before any check: ', exchange.error?.text ?? 'not readable', '.');
  return h(
    'ol.checks',
    null,
    exchange.checks.map((check) => checkRow(exchange, check)),
  );
}

/** `accept` is offered where the drafts' spelling would make it pass. */
function diagnosis(exchange, accept) {
  if (exchange.diagnosis.length === 0) {
    const failed = exchange.checks.some((check) => check.outcome === 'failed');
    return failed ? [h('p.muted', null, 'Nothing that is known to be deployed explains this.')] : [];
  }
  const lines = exchange.diagnosis.map((d) =>
    h(
      'li',
      null,
      h('strong', null, d.match ? 'This explains it' : 'Seen in the bytes'),
      ` (${d.check}): ${d.text} `,
      h('span.clause', null, d.source),
    ),
  );
  const draft = exchange.diagnosis.some((d) => d.slug === 'context-draft' && d.match);
  return [
    h('ul.diagnosis', null, lines),
    draft && accept
      ? h('p', null, h('button', { type: 'button', onclick: accept }, 'Judge again, accepting the drafts\u2019 spelling'))
      : null,
  ];
}

function remarks(exchange) {
  if (exchange.remarks.length === 0) return null;
  return h(
    'section',
    null,
    h('h4', null, 'Remarks'),
    h(
      'ul.remarks',
      null,
      exchange.remarks.map((r) =>
        h(
          'li',
          null,
          r.tag ? h('code', null, visible(r.tag)) : null,
          r.tag ? ' ' : '',
          r.text,
          ' ',
          h('span.clause', null, r.clause),
        ),
      ),
    ),
  );
}

/** Two panels, response and request, chosen by buttons. */
function bytesPanel(exchange, messages) {
  if (messages.length === 0) return [h('p.muted', null, 'There are no bytes that could be shown as a message.')];
  const panel = h('div');
  const buttons = messages.map((message) =>
    h(
      'button.small',
      { type: 'button', 'aria-pressed': 'false', onclick: () => show(message) },
      message.kind === 'message' ? 'message' : message.kind,
    ),
  );
  function show(message) {
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(messages[i] === message)));
    const errors = exchange.checks.map((check) => check.error).filter((e) => e && e.subject === message.kind);
    panel.replaceChildren(...annotated(message, errors).filter(Boolean));
  }
  show(messages.find((message) => message.kind === 'response') ?? messages[0]);
  return [messages.length > 1 ? h('div.choice', { role: 'group', 'aria-label': 'Which message' }, buttons) : null, panel];
}

const section = (title, ...content) => h('section', null, h('h4', null, title), content);

function stepsOf({ count, position, move, nextProblem }) {
  if (count < 2) return null;
  return h(
    'div.steps',
    null,
    h('button.small', { type: 'button', disabled: position === 0, onclick: () => move(-1) }, 'Previous'),
    h('button.small', { type: 'button', disabled: position === count - 1, onclick: () => move(1) }, 'Next'),
    nextProblem ? h('button.small', { type: 'button', onclick: nextProblem }, 'Next problem') : null,
  );
}

/**
 * `move(by)` goes to the next or the one before, `nextProblem()` to the next one that has a problem; `accept` judges
 * again with the drafts' spelling. While only the verdict is known, `pending` says so.
 */
export function exchangePanel(view) {
  const { exchange, count, messages, accept, pending } = view;
  const title = count > 1 ? `Exchange ${exchange.index + 1} of ${count}` : 'The exchange';
  const head = h(
    'div.panel-head',
    null,
    h('h3', { tabindex: -1 }, title, ' ', h('span.of', null, nameElement(exchange.keyId))),
    verdictPill(exchange),
    stepsOf(view),
  );
  const body = pending ? [h('p.muted', null, visible(pending, 300))] : inFull(exchange, messages, accept);
  return [head, ...body].filter(Boolean);
}

function inFull(exchange, messages, accept) {
  const failing = exchange.verdict !== 'valid' && diagnosis(exchange, accept);
  return [
    h('p.proves', null, 'It proves: ', prose(exchange.proves)),
    exchange.doesNotProve ? h('p.muted', null, 'But ', prose(exchange.doesNotProve)) : null,
    facts(exchange),
    section(`Checks`, checks(exchange)),
    failing && failing.length > 0 ? section('Diagnosis', failing) : null,
    remarks(exchange),
    section('Merkle path', merkle(exchange.steps)),
    section('Bytes', bytesPanel(exchange, messages)),
  ];
}
