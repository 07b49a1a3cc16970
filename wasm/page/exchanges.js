// The exchanges: table and timeline of a part of them, the way to the others, and the panel of the one that is chosen.

import { h } from './dom.js';
import { exchangePanel } from './exchange.js';
import { contradictions, linksTable } from './links.js';
import { linksOf, problemsOf, reportOf } from './outcome.js';
import { overview } from './overview.js';
import { placesOfAll, timeline } from './timeline.js';
import { plural } from './words.js';

const PART = 50; // exchanges in the table and the timeline

/** The position of the exchange that is shown first. */
export function firstShown({ outcome, assumed }) {
  const judged = assumed ?? outcome;
  return reportOf(judged)?.violations[0]?.earlier ?? problemsOf(judged)[0] ?? 0;
}

/** As if the keys were the servers' own, but for what is trusted. */
function drawn({ outcome, assumed }) {
  const links = linksOf(outcome);
  return linksOf(assumed ?? outcome).map((x, i) => ({ ...x, trusted: links[i].trusted }));
}

const button = (text, onclick) => h('button.small', { type: 'button', onclick }, text);

/** The way through many exchanges: {element, show(positions, from)}; `turn(by)` and `filter(on)` are called. */
function pager({ problems, turn, filter, nextProblem }) {
  const said = h('span.which', { role: 'status' });
  const [back, on] = [button('Earlier', () => turn(-1)), button('Later', () => turn(1))];
  const box = h('input', { type: 'checkbox', id: 'only-problems', onchange: () => filter(box.checked) });
  const ofProblems =
    problems.length === 0
      ? h('span.muted', null, 'None has a problem.')
      : [
          h('label', null, box, ` Only the ${plural(problems.length, 'exchange')} with a problem`),
          button('Next problem', nextProblem),
        ];
  const show = (positions, from, filtered) => {
    const to = Math.min(positions.length, from + PART);
    said.textContent = `${from + 1}\u2013${to} of ${positions.length}${filtered ? ' with a problem' : ''}`;
    back.disabled = from === 0;
    on.disabled = to === positions.length;
    box.checked = filtered;
  };
  return { element: h('div.pager', { role: 'group', 'aria-label': 'Exchanges shown' }, back, said, on, ofProblems), show };
}

/** Which exchanges are shown: all of them part by part, or those with a problem. `show` is called with each change. */
function makeParts(all, problems, show) {
  let [positions, from] = [all, 0];
  const at = (place) => {
    from = place - (place % PART);
    show(positions, from, positions === problems);
  };
  return {
    turn: (by) => at(from + by * PART),
    filter: (on, position) => {
      positions = on ? problems : all;
      at(Math.max(0, positions.findIndex((p) => p >= position)));
    },
    /** The part that has it; if it is filtered out, of all. */
    reach: (position) => {
      if (!positions.includes(position)) positions = all;
      const place = positions.indexOf(position);
      if (place < from || place >= from + PART) at(place);
      else show(positions, from, positions === problems);
    },
  };
}

/** Null if there are none. `accept` judges again with the drafts' spelling. */
export function exchangesSection(model, accept) {
  const links = linksOf(model.outcome);
  if (links.length === 0) return null;
  const report = reportOf(model.assumed ?? model.outcome);
  const problems = problemsOf(model.assumed ?? model.outcome);
  const panel = h('section.panel', { 'aria-label': 'The chosen exchange' });
  const line = timeline({ links: drawn(model), violations: report?.violations ?? [], onSelect: (i) => select(i, false) });
  const table = linksTable(links, (i) => select(i, true));
  let chosen = firstShown(model);
  const nextProblem = () => select(problems.find((p) => p > chosen) ?? problems[0], true);
  const whole = overview({
    count: links.length,
    places: links.length > PART ? placesOfAll(drawn(model)) : [],
    problems,
    onSelect: (i) => select(i, false),
  });
  const way = pager({
    problems,
    turn: (by) => parts.turn(by),
    filter: (on) => parts.filter(on, chosen),
    nextProblem,
  });
  const parts = makeParts([...links.keys()], problems, (positions, from, filtered) => {
    const part = positions.slice(from, from + PART);
    way.show(positions, from, filtered);
    whole.show(part[0], part.at(-1));
    line.show(part, chosen);
    table.show(part, chosen, { from, of: positions.length });
  });
  function fill(found) {
    const { index } = links[chosen];
    panel.replaceChildren(
      ...exchangePanel({
        exchange: { ...found?.exchange, ...links[chosen] },
        pending: found ? found.failure : 'Reading it\u2026',
        count: links.length,
        position: chosen,
        accept,
        messages: found?.messages ?? [],
        move: (by) => select(chosen + by, true),
        nextProblem: links.length > PART && problems.length > 0 ? nextProblem : null,
      }),
    );
    panel.setAttribute('aria-busy', String(found === undefined));
    return index;
  }
  async function select(position, focus) {
    chosen = position;
    parts.reach(position);
    const index = fill(model.details.known(links[position].index));
    if (focus) panel.querySelector('h3').focus({ preventScroll: false });
    if (model.details.known(index)) return;
    const found = await model.details.load(index).catch(({ message }) => ({ failure: `That did not work: ${message}` }));
    if (chosen !== position) return;
    const focused = panel.contains(document.activeElement);
    fill(found);
    if (focused) panel.querySelector('h3').focus({ preventScroll: true });
  }
  select(chosen, false);
  const supposed = model.assumed !== null;
  const title = h('h3', null, links.length > 1 ? 'What was stated, in the order of receipt' : 'What was stated');
  const note = supposed ? h('p.muted', null, 'Drawn as if the keys were the servers\u2019 own.') : null;
  return [
    h(
      'section.stated',
      null,
      title,
      note,
      links.length > PART ? [way.element, whole.element] : null,
      h(links.length > PART ? 'div.beside.long' : 'div.beside', null, line.element, table.element),
    ),
    contradictions(report, supposed),
    panel,
  ];
}
