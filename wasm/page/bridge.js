// The page's end of the worker: each task is a promise.

import { byId } from './dom.js';
import { fromBase64 } from './words.js';

const waiting = new Map();
let worker = null;
let count = 0;

/** A worker made of text in this page: nothing is loaded from anywhere. */
function makeWorker() {
  const policy = globalThis.trustedTypes?.createPolicy('roughproof-worker', { createScriptURL: (url) => url });
  const url = URL.createObjectURL(new Blob([byId('worker').textContent], { type: 'text/javascript' }));
  return new Worker(policy ? policy.createScriptURL(url) : url);
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

export function ask(task, args, onProgress) {
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject, onProgress });
    worker.postMessage({ id, task, args });
  });
}

/** Resolves when the module is ready. */
export function startWorker() {
  worker = makeWorker();
  worker.onmessage = receive;
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message ?? 'the worker failed'));
    waiting.clear();
  };
  return ask('start', { wasm: fromBase64(byId('wasm').textContent.trim()) });
}
