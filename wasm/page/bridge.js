// The page's end of the worker: each task is a promise.

import { hasVectors } from '../js/vectors.js';
import { fromBase64 } from './codings.js';
import { byId } from './dom.js';

const waiting = new Map();
let worker = null;
let ready = null;
let scriptURL = null;
let count = 0;
let stopped = false; // given up before the worker was asked

/** Of a worker made of text in this page: nothing is loaded from anywhere. */
function makeURL() {
  const policy = globalThis.trustedTypes?.createPolicy('roughproof-worker', { createScriptURL: (url) => url });
  const url = URL.createObjectURL(new Blob([byId('worker').textContent], { type: 'text/javascript' }));
  return policy ? policy.createScriptURL(url) : url;
}

function receive({ data: { id, progress, result, failure } }) {
  const { resolve, reject, onProgress } = waiting.get(id);
  if (progress !== undefined) {
    onProgress?.(progress);
    return;
  }
  waiting.delete(id);
  if (failure) reject(Object.assign(new Error(failure.message), { name: failure.name }));
  else resolve(result);
}

function send(task, args, onProgress) {
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject, onProgress });
    worker.postMessage({ id, task, args });
  });
}

function rejectAll(error) {
  const all = [...waiting.values()];
  waiting.clear();
  for (const { reject } of all) reject(error);
}

/** Resolves when the module is ready. */
export function startWorker() {
  scriptURL ??= makeURL();
  worker = new Worker(scriptURL);
  worker.onmessage = receive;
  worker.onerror = (event) => rejectAll(new Error(event.message ?? 'the worker failed'));
  ready = send('start', { wasm: fromBase64(byId(hasVectors() ? 'wasm-simd' : 'wasm').textContent.trim()) });
  return ready;
}

const abortError = () => new DOMException('given up', 'AbortError');

export async function ask(task, args, onProgress) {
  await ready;
  if (stopped) throw abortError();
  return send(task, args, onProgress);
}

/** Ends all tasks, whatever they are at, and has those fail that come before `goOn`: with an AbortError. */
export function giveUp() {
  stopped = true;
  worker.terminate();
  rejectAll(abortError());
  startWorker().catch(() => {}); // the next task says why
}

export function goOn() {
  stopped = false;
}
