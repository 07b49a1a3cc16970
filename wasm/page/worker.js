// The worker: it holds the module, so that the page stays responsive whatever it is given to judge.
//
// Each message in is {id, task, args}; out go any number of {id, progress}, then {id, result} or {id, failure}. Nothing
// is kept from one to the next but the module: who gives a task up ends the worker and starts another.

import { load } from '../js/roughproof.js';
import { byEntry, byNonce, isComplete, reportEntries } from './entries.js';
import { apart, linksOf } from './outcome.js';

const MiB = 1024 * 1024;
const USUAL = 64 * MiB;
const MOST = 256 * MiB;
const LARGE = 100_000; // bytes; no exchange has so many
const AT_ONCE = 500; // exchanges that are handed over, or read for saving
const PAUSE = 50; // milliseconds between two words on how far it is

let compiled = null;
let roughproof = null;

const enlarge = async () => {
  if (roughproof.arena !== MOST) roughproof = await load({ wasm: compiled, arena: MOST });
};

async function start({ wasm }) {
  compiled = await WebAssembly.compile(wasm);
  roughproof = await load({ wasm: compiled, arena: USUAL });
}

const isFull = ({ complaints }) => complaints.some((text) => text.startsWith('out of memory'));

/** Runs the module with the memory that so many bytes need: what is said of them can be as long, and longer. */
async function withRoom(length, run) {
  if (length > USUAL / 4) await enlarge();
  let outcome = run();
  if (isFull(outcome)) {
    await enlarge();
    outcome = run();
  }
  if (!isFull(outcome)) return outcome;
  const said = `to judge it takes more than the ${MOST / MiB} MiB of memory that the page may use`;
  throw new Error(`${said}. The command line has no such limit.`);
}

/** What a file is, told by the C readers, of a large one by its beginning: 'list', 'report', 'messages' or 'unknown'. */
async function inspect({ bytes }) {
  const options = bytes.length > LARGE ? { count: 1 } : {};
  const { results, complaints } = await withRoom(bytes.length, () => roughproof.dump(bytes, options));
  if (results.some((line) => line.list)) return { kind: 'list', roles: [], results, complaints };
  const sound = (line) => line.error === null && (line.exchange?.error ?? null) === null;
  const ofReport = (line) => line.exchange && (bytes.length <= LARGE || sound(line));
  const kind = results.some(ofReport) ? 'report' : results.some((line) => line.kind && sound(line)) ? 'messages' : 'unknown';
  return { kind, roles: results.map((line) => line.kind), complaints };
}

function verify(evidence, options) {
  if (evidence.kind === 'exchange') {
    const { response, request, publicKey } = evidence;
    return roughproof.verifyExchange({ response, request, publicKey, ...options });
  }
  if (evidence.sha256) return roughproof.verifyDocumentHash(evidence.sha256, evidence.bytes, options);
  return roughproof.verifyReport(evidence.bytes, options);
}

/** An option of the module: says how far it is, no more often than anybody could see. */
function watched(onProgress, which) {
  let next = 0;
  return (done, all) => {
    if (performance.now() < next) return;
    next = performance.now() + PAUSE;
    onProgress({ which, done, all });
  };
}

const lengthOf = ({ bytes, request, response }) => [bytes, request, response].reduce((sum, b) => sum + (b?.length ?? 0), 0);

/** Hands over an outcome piece by piece, so that the page never has much to take at a time. */
function handOver(outcome, which, onProgress) {
  const { head, links } = apart(outcome);
  for (let at = 0; at < links.length; at += AT_ONCE) {
    const more = links.slice(at, at + AT_ONCE);
    onProgress({ which, links: more, done: at + more.length, all: links.length });
  }
  return head;
}

/**
 * The verdict, and, where it is good but for its keys, what it would be if they were those of the servers. Without a
 * list everything is under embedded keys, so that is looked at as well.
 */
async function judge({ evidence, options }, onProgress) {
  const judged = async (which, more) => {
    const given = { ...options, statements: true, ...more };
    const run = () => verify(evidence, { ...given, onProgress: watched(onProgress, which) });
    return handOver(await withRoom(lengthOf(evidence), run), which, onProgress);
  };
  const outcome = await judged('outcome', {});
  return { outcome, assumed: outcome.status === 5 ? await judged('assumed', { trustEmbedded: true }) : null };
}

/** Exchanges from an index on with everything that is known of them, each byte labelled: {exchange, messages}. */
async function look({ evidence, options, from, count }) {
  const before = Math.min(from, 1); // to the one before the first is linked
  const part = { from: from - before, count: count + before };
  const full = { ...options, explain: true, statements: true, ...part };
  const all = linksOf(await withRoom(lengthOf(evidence), () => verify(evidence, full)));
  const messages = entriesOf(evidence, { from, count }, all);
  return all
    .filter(({ index }) => index >= from && index < from + count)
    .map((exchange) => {
      const { request, response } = messages.find(({ facts }) => facts.index === exchange.index) ?? {};
      return { exchange, messages: [response, request].filter((m) => m?.items) };
    });
}

const dumped = (bytes, part) => roughproof.dump(bytes, { items: true, ...part }).results;

/** The messages of an exchange are in two inputs, whatever their order is; all others are in one. */
function entriesOf(evidence, part, links) {
  if (evidence.kind !== 'exchange') return byEntry(dumped(evidence.bytes, part).filter((line) => line.exchange));
  return byNonce([evidence.request, evidence.response].filter(Boolean).flatMap((bytes) => dumped(bytes, {})), links);
}

const jsonFile = (parts) => new Blob(parts, { type: 'application/json' });

/** The lines that the command line prints with --json. */
async function verdictJson({ evidence, options }, onProgress) {
  const run = () => verify(evidence, { ...options, onProgress: watched(onProgress) });
  return jsonFile([(await withRoom(lengthOf(evidence), run)).json]);
}

/** The evidence as a report of RFC 10049, and whether anything is missing in it. `keys` has those that it does not name. */
async function report({ evidence, options, keys }, onProgress) {
  const entries = [];
  const add = (exchanges) => entries.push(...reportEntries(exchanges, (index) => keys.get(index)));
  const part = (from) => entriesOf(evidence, { from, count: AT_ONCE });
  if (evidence.kind === 'exchange') {
    add(entriesOf(evidence, {}, linksOf(verify(evidence, { ...options, explain: true }))));
  } else {
    for (let from = 0, some; (some = part(from)).length > 0; from += AT_ONCE) {
      add(some);
      onProgress({ done: from + some.length });
    }
  }
  return { file: jsonFile([JSON.stringify({ responses: entries }, null, 1), '\n']), complete: isComplete(entries) };
}

const hashDocument = ({ blob }, onProgress) => roughproof.hashDocument(blob, { onProgress: (done) => onProgress({ done }) });

const tasks = { start, inspect, judge, look, verdictJson, report, hashDocument };

self.onmessage = async ({ data: { id, task, args } }) => {
  try {
    const result = await tasks[task](args, (progress) => self.postMessage({ id, progress }));
    self.postMessage({ id, result });
  } catch (error) {
    self.postMessage({ id, failure: { name: error.name, message: error.message } });
  }
};
