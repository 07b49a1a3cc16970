// The worker: it holds the module, so that the page stays responsive whatever it is given to judge.
//
// Each message in is {id, task, args}; out go any number of {id, progress}, then {id, result} or {id, failure}.

import { load } from '../js/roughproof.js';

let roughproof = null;
let cancel = null;

/** What a file is, told by the C readers: 'list', 'report', 'messages' or 'unknown'. */
function inspect({ bytes }) {
  const { results, complaints } = roughproof.dump(bytes);
  const kind = results.some((line) => line.list)
    ? 'list'
    : results.some((line) => line.exchange)
      ? 'report'
      : results.some((line) => line.kind !== undefined && line.error === null)
        ? 'messages'
        : 'unknown';
  return { kind, roles: results.map((line) => line.kind), results, complaints };
}

function verify(evidence, options) {
  if (evidence.kind === 'exchange') {
    const { response, request, publicKey } = evidence;
    return roughproof.verifyExchange({ response, request, publicKey, ...options });
  }
  if (evidence.sha256) return roughproof.verifyDocumentHash(evidence.sha256, evidence.bytes, options);
  return roughproof.verifyReport(evidence.bytes, options);
}

/** Every message of the evidence, with every byte labelled. */
function messagesOf(evidence) {
  const inputs = evidence.kind === 'exchange' ? [evidence.request, evidence.response] : [evidence.bytes];
  return inputs.filter(Boolean).flatMap((bytes) => roughproof.dump(bytes, { items: true }).results);
}

/**
 * The verdict, and, where it is good but for its keys, what it would be if they were those of the servers. Without a
 * list everything is under embedded keys, so that is looked at as well.
 */
function judge({ evidence, options }) {
  const full = { ...options, explain: true, statements: true };
  const outcome = verify(evidence, full);
  const assumed = outcome.status === 5 ? verify(evidence, { ...full, trustEmbedded: true }) : null;
  return { outcome, assumed, messages: messagesOf(evidence) };
}

/** The lines that the command line prints with --json. */
const verdictJson = ({ evidence, options }) => verify(evidence, options).json;

async function hashDocument({ blob }, onProgress) {
  cancel = new AbortController();
  try {
    return await roughproof.hashDocument(blob, { onProgress, signal: cancel.signal });
  } finally {
    cancel = null;
  }
}

async function start({ wasm }) {
  roughproof = await load({ wasm });
}

const tasks = { start, inspect, judge, verdictJson, hashDocument, cancel: () => cancel?.abort() };

self.onmessage = async ({ data: { id, task, args } }) => {
  try {
    const result = await tasks[task](args, (progress) => self.postMessage({ id, progress }));
    self.postMessage({ id, result });
  } catch (error) {
    self.postMessage({ id, failure: { name: error.name, message: error.message } });
  }
};
