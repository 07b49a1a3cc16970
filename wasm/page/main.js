// The page: what was opened, whom the reader trusts, and the verdict that follows.

import { ask, goOn, startWorker } from './bridge.js';
import { toHex } from './codings.js';
import { byId, h } from './dom.js';
import { makeDetails } from './details.js';
import { exchangesSection, firstShown } from './exchanges.js';
import { save } from './export.js';
import { bytesOf, filesOf, sort } from './intake.js';
import { linksOf, reportOf, together } from './outcome.js';
import { problem, say, working } from './progress.js';
import { headlineText } from './sentence.js';
import { entry, serverTable, trustedBy, trustOptions, trustPanel } from './trust.js';
import { verdictPanel } from './verdict.js';
import { listen, toggle } from './ways.js';
import { capital, plural, size, visible } from './words.js';

const data = JSON.parse(byId('data').textContent);

/** All that the reader decided. `evidence` is what is judged; `trust` is in the order in which it is shown. */
const state = { evidence: null, sample: null, trust: [], acceptDraftContext: false, notes: [] };
let turn = 0;

/** Runs one action; what goes wrong, or is given up, is told, and nothing else changes. */
async function attempt(action) {
  const before = { ...state, trust: [...state.trust] };
  problem(null);
  goOn();
  try {
    await action();
  } catch (error) {
    Object.assign(state, before);
    if (error.name === 'AbortError') givenUp();
    else problem(`That did not work: ${visible(error.message, 300)}`);
  } finally {
    working(null);
  }
}

function givenUp() {
  say('Given up.');
  byId('choose').focus();
}

// What was opened.

function addLists(lists) {
  for (const { name, bytes, results } of lists) {
    state.trust.push(entry({ title: name, note: 'opened by you', on: true, servers: bytes, results }));
  }
}

const addKeys = (keys) =>
  keys.forEach(({ name, key }) =>
    state.trust.push(entry({ title: name, note: 'a key opened by you', on: true, keys: [key] })),
  );

async function hashed(document) {
  const text = `Hashing ${visible(document.name)}`;
  working(text, 0, document.size);
  const sha256 = await ask('hashDocument', { blob: document }, ({ done }) =>
    working(`${text}: ${size(done)} of ${size(document.size)}`, done, document.size),
  );
  return { sha256, document };
}

/** Begins with new evidence; what was trusted of a sample is no longer. */
function begin(evidence, { sample = null, notes = [] } = {}) {
  Object.assign(state, { evidence, sample, notes, acceptDraftContext: false });
  state.trust = state.trust.filter((e) => !e.sample);
  if (sample)
    state.trust.push(
      entry({
        title: `Servers of the sample \u201c${sample.title}\u201d`,
        note: 'made for this page',
        on: true,
        servers: bytesOf(sample.servers),
        sample: true,
      }),
    );
}

async function readLists() {
  for (const e of state.trust) {
    if (e.results === null && e.servers !== null) e.results = (await ask('inspect', { bytes: e.servers })).results;
  }
}

/** Judges what is new: {evidence}, and `document` if it was stamped. */
async function judgeNew({ evidence, document }, from) {
  const stamped = document ? await hashed(document) : {};
  begin({ ...evidence, ...stamped }, from);
  await judge();
}

/** Files from wherever they come. */
async function take(files, sample = null) {
  working('Reading', 0, 0);
  const found = await sort(files);
  addLists(found.lists);
  addKeys(found.keys);
  if (found.evidence) await judgeNew(found, { sample, notes: found.note ? [found.note] : [] });
  else if (found.waiting) problem(found.note);
  else if (state.evidence) await judge();
  else if (found.lists.length + found.keys.length > 0) showTrustAlone(found);
}

const open = (files, sample) => attempt(() => take([...files], sample));

// The verdict.

/** The outcomes that the worker hands over, put together again. */
async function askToJudge(args, title) {
  const links = { outcome: [], assumed: [] };
  const titles = { outcome: title, assumed: 'Judging as if the keys were the servers\u2019 own' };
  const { outcome, assumed } = await ask('judge', args, ({ which, links: more, done, all }) => {
    if (more) links[which].push(...more);
    working(`${more ? 'Taking over the verdicts' : titles[which]}: ${done} of ${all}`, done, all);
  });
  return { outcome: together(outcome, links.outcome), assumed: assumed && together(assumed, links.assumed) };
}

/** Of what takes its time. */
const lengthNote = ({ bytes }) => (bytes?.length > 1e6 ? `, ${size(bytes.length)}` : '');

async function judge() {
  turn += 1;
  const mine = turn;
  const title = `Judging ${visible(state.evidence.name)}${lengthNote(state.evidence)}`;
  working(title, 0, 0);
  await readLists();
  const args = plain({ evidence: state.evidence, options: options() });
  const judged = await askToJudge(args, title);
  if (judged.outcome.status === 3) throw new Error(judged.outcome.complaints.join('; '));
  const model = { ...judged, ...args, evidence: state.evidence, details: makeDetails(args) };
  const first = linksOf(model.outcome)[firstShown(model)];
  if (first) await model.details.load(first.index);
  if (mine === turn) show(model);
}

const options = () => ({
  ...trustOptions(state.trust),
  acceptDraftContext: state.acceptDraftContext,
  source: state.evidence.name.replaceAll('\0', '\uFFFD'),
});

/** Without the document, which the worker has hashed already. */
function plain({ evidence, options: all }) {
  const { document, ...rest } = evidence;
  return { evidence: rest, options: all };
}

function again(change) {
  return attempt(async () => {
    change();
    await judge();
  });
}

/** Judges again with the drafts' spelling; null where that was done. */
const acceptDrafts = () =>
  state.acceptDraftContext
    ? null
    : () =>
        again(() => {
          state.acceptDraftContext = true;
        });

function offers() {
  const off = state.trust
    .filter((e) => !e.on)
    .map((e) => ({
      title: e.title,
      act: () =>
        again(() => {
          e.on = true;
        }),
    }));
  return [...off, { title: 'A list or key of mine\u2026', act: () => byId('list-file').click() }];
}

/** The evidence as a report. Packets do not name the keys that were found for them. */
async function saveReport({ evidence, outcome }, name) {
  const links = linksOf(outcome);
  const keys = new Map(reportOf(outcome) ? [] : links.map(({ index, publicKey }) => [index, publicKey]));
  const args = plain({ evidence, options: options() });
  const { file, complete } = await ask('report', { ...args, keys }, ({ done }) =>
    working(`Writing the report: ${done} of ${links.length}`, done, links.length),
  );
  save(file, name);
  if (!complete) problem('Saved with what is there: not every exchange has a request, a key and a rand.');
}

function exportsFor(model) {
  const links = linksOf(model.outcome);
  const stem =
    visible(model.evidence.name)
      .replace(/\.\w+$/, '')
      .replace(/[^\w.-]+/g, '-') || 'evidence';
  const verdict = async () => {
    const title = 'Writing the verdict';
    working(title, 0, 0);
    const args = plain({ evidence: model.evidence, options: options() });
    save(await ask('verdictJson', args, ({ done, all }) => working(`${title}: ${done} of ${all}`, done, all)), `${stem}.verdict.json`);
  };
  const buttons = [{ title: 'Save verdict (JSON)', act: () => attempt(verdict) }];
  const hasResponse = ({ index }) => model.details.known(index)?.messages.some((m) => m.kind !== 'request');
  if (links.length > 1 || links.some(hasResponse)) {
    const act = () => attempt(() => saveReport(model, `${stem}.report.json`));
    buttons.push({ title: 'Save as report of RFC 10049', act });
  }
  return buttons;
}

function story() {
  if (!state.sample) return null;
  return h(
    'section.story',
    { 'aria-labelledby': 'story-title' },
    h('h3', { id: 'story-title' }, `About this sample: ${state.sample.title}`),
    state.sample.story.map((text) => h('p', null, text)),
  );
}

function notesOf() {
  const draft = state.acceptDraftContext
    ? [
        h(
          'span',
          null,
          'The drafts\u2019 spelling is accepted. ',
          h(
            'button.small',
            {
              type: 'button',
              onclick: () =>
                again(() => {
                  state.acceptDraftContext = false;
                }),
            },
            'Judge by the RFC\u2019s letter',
          ),
        ),
      ]
    : [];
  const { document, sha256 } = state.evidence;
  const stamped = document
    ? [
        `Document: ${visible(document.name)}, ${size(document.size)}, SHA-256 ${toHex(sha256)}`,
      ]
    : [];
  return [...state.notes, ...stamped, ...draft];
}

function show(model) {
  const result = byId('result');
  byId('intake').classList.add('small-intake');
  toggle(null);
  result.replaceChildren(
    ...[
      verdictPanel(model, {
        trusted: trustedBy(state.trust),
        offers: offers(),
        exports: exportsFor(model),
        notes: notesOf(),
        accept: acceptDrafts(),
      }),
      story(),
      exchangesSection(model, acceptDrafts()),
      h(
        'section.whom',
        { 'aria-labelledby': 'keys-title' },
        h('h3', { id: 'keys-title' }, 'Whom you trust'),
        trustPanel(
          state.trust,
          (e, on) =>
            again(() => {
              e.on = on;
            }),
          () => byId('list-file').click(),
        ),
      ),
      h('p', null, h('button', { type: 'button', onclick: startOver }, 'Open something else')),
    ]
      .flat()
      .filter(Boolean),
  );
  document.title = `${headlineText(model)} \u2013 Roughproof`;
  say(headlineText(model));
  byId('verdict-title').focus({ preventScroll: true });
  byId('verdict-title').closest('section').scrollIntoView({ block: 'start' });
}

/** A server list or a key without evidence. */
function showTrustAlone({ lists, keys }) {
  const what = [
    lists.length > 0 ? plural(lists.length, 'server list') : '',
    keys.length > 0 ? plural(keys.length, 'key') : '',
  ]
    .filter(Boolean)
    .join(' and ');
  const title = `${capital(what)}: it is used to judge what you open next.`;
  byId('result').replaceChildren(
    h(
      'section.verdict.none',
      { 'aria-labelledby': 'verdict-title' },
      h('p.word', null, 'Trusted'),
      h('h2', { id: 'verdict-title', tabindex: -1 }, title),
      lists.map((list) => [
        h('p.about', null, h('bdi', null, visible(list.name))),
        serverTable(list.results),
        listRemarks(list.results),
      ]),
    ),
  );
  say(title);
  byId('verdict-title').focus();
}

function listRemarks(results) {
  const told = results
    .flatMap((line) => [
      ...(line.remarks ?? line.list?.remarks ?? []),
      line.error,
      ...(line.keys ?? []).map((k) => k.error),
      ...(line.addresses ?? []).map((a) => a.error),
    ])
    .filter(Boolean);
  return told.length === 0
    ? null
    : h(
        'ul.remarks',
        null,
        told.map((r) => h('li', null, r.text, ' ', h('span.clause', null, r.clause))),
      );
}

function startOver() {
  byId('result').replaceChildren();
  byId('intake').classList.remove('small-intake');
  Object.assign(state, { evidence: null, sample: null, notes: [] });
  document.title = 'Roughproof';
  problem(null);
  byId('choose').focus();
  globalThis.scrollTo(0, 0);
}

function sampleButton(sample) {
  return h(
    'li',
    null,
    h(
      'button.sample',
      { type: 'button', 'data-sample': sample.id, onclick: () => open(filesOf(sample), sample) },
      h('strong', null, sample.title),
      h('span', null, sample.line),
    ),
  );
}

async function start() {
  const { date, text } = data.publicServers;
  state.trust = [
    entry({
      title: `Public servers, as published by ${date}`,
      note: 'keys that their operators and clients had published by then; nobody was asked since',
      servers: bytesOf(text),
    }),
  ];
  byId('sample-list').replaceChildren(...data.samples.map(sampleButton));
  listen(open, (read) => attempt(async () => judgeNew(await read())));
  await startWorker();
  document.documentElement.dataset.ready = 'true';
}

attempt(start);
