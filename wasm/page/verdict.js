// The first thing that is seen: the verdict in a sentence, what it proves and what not, and whose keys it rests on.

import { h, icon } from './dom.js';
import { linksOf, reportOf } from './outcome.js';
import { headline } from './sentence.js';
import { capital, plural, prose, visible } from './words.js';

function factsLine({ outcome, evidence }, trusted) {
  const report = reportOf(outcome);
  const links = linksOf(outcome);
  const order =
    !report || links.length < 2
      ? null
      : links.every((x, i) => i === 0 || x.link === 'proved')
        ? 'order proved'
        : 'order not proved throughout';
  const facts = [
    h('bdi', null, visible(evidence.name)),
    report?.format ? visible(report.format) : null,
    links.length > 0 ? plural(links.length, 'exchange') : null,
    order,
    h('span', null, 'trusting ', trusted),
  ];
  return h(
    'p.about',
    null,
    facts.filter(Boolean).map((fact) => h('span.fact', null, fact)),
  );
}

/** The sentences of the C core: of a report its own, of a lone exchange that one's. */
function sentences(outcome) {
  const told = reportOf(outcome) ?? (outcome.results.length === 1 ? outcome.results[0] : null);
  if (!told) return null;
  const limits = told.doesNotProve
    ? h('div', null, h('dt', null, 'What it does not prove'), h('dd', null, prose(capital(told.doesNotProve))))
    : null;
  return h(
    'dl.meaning',
    null,
    h('div', null, h('dt', null, 'What it proves'), h('dd', null, prose(capital(told.proves)))),
    limits,
  );
}

function statementLine(line) {
  return h(
    'div',
    null,
    h('span.statement-label', null, line.mark || line.label.trim() || line.kind),
    ' ',
    line.mark ? `${line.label.trim()} ` : '',
    line.text,
  );
}

/** What the command line prints for the same bytes, in its words. */
function inItsWords(outcome) {
  const told = reportOf(outcome) ?? outcome.results[0];
  if (!told?.statements) return null;
  return h(
    'details',
    null,
    h('summary', null, 'In the words of the command line'),
    h('div.statements', { tabindex: 0, role: 'group', 'aria-label': 'Statements' }, told.statements.map(statementLine)),
  );
}

const unknownKeys = (outcome) => outcome.status === 5 || linksOf(outcome).some((x) => x.missing?.includes('key'));

/** What the reader can do about keys that are not recognised. */
function offer(outcome, offers) {
  if (!unknownKeys(outcome) || offers.length === 0) return null;
  const buttons = offers.map(({ title, act }) => h('button', { type: 'button', onclick: act }, title));
  return h(
    'div.offer',
    null,
    h('p', null, 'A signature proves something only under a key that you have a reason to trust. Trust:'),
    h('div.buttons', null, buttons),
  );
}

/** One cause that explains all that failed, if there is one, and the way to judge without it. */
function explained(outcome, accept) {
  const failed = linksOf(outcome).filter((x) => x.verdict === 'invalid');
  const causes = failed[0]?.diagnosis.filter((d) => d.match) ?? [];
  const cause = causes.find(({ slug }) => failed.every((x) => x.diagnosis.some((d) => d.match && d.slug === slug)));
  if (!cause) return null;
  const button =
    cause.slug === 'context-draft' && accept
      ? h('button.small', { type: 'button', onclick: accept }, 'Judge again, accepting the drafts\u2019 spelling')
      : null;
  return [
    h('p.line', null, `What explains it: ${cause.text} (${cause.source}).`),
    button ? h('div.buttons.after', null, button) : null,
  ];
}

/** `offers` are {title, act}; `exports` likewise; `accept` judges again with the drafts' spelling, where it is not yet. */
export function verdictPanel(model, { trusted, offers, exports, notes, accept }) {
  const { tone, word, title, lines } = headline(model);
  return h(
    `section.verdict.${tone}`,
    { 'aria-labelledby': 'verdict-title' },
    h('p.word', null, icon(tone), word),
    h(
      'h2',
      { id: 'verdict-title', tabindex: -1 },
      title.flat(Infinity).map((part) => (typeof part === 'string' ? prose(part) : part)),
    ),
    lines.map((line) => h('p.line', null, line)),
    explained(model.outcome, accept),
    notes.map((note) => h('p.note', null, note)),
    factsLine(model, trusted),
    offer(model.outcome, offers),
    sentences(model.outcome),
    complaints(model.outcome),
    h(
      'div.buttons',
      null,
      exports.map(({ title: text, act }) => h('button.small', { type: 'button', onclick: act }, text)),
    ),
    inItsWords(model.outcome),
  );
}

function complaints({ complaints: all }) {
  return all.map((text) => h('p.note', null, visible(text, 300)));
}
