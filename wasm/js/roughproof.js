// Roughtime evidence: what bytes say, and what they prove. See roughproof.d.ts for the interface. All that is known of
// the protocol is in the module.
import { outcome, ROLES } from './call.js';
import { hashDocument } from './document.js';
import { prepareRandom } from './random.js';
import { makeRequest } from './request.js';
import { bytesOf, inputOf, keyOf, misuse, optionsOf, progressOf } from './values.js';
import { hasVectors } from './vectors.js';

export { microseconds } from './results.js';

const MiB = 1024 * 1024;
const READ = ['source', 'input', 'as', 'from', 'count', 'servers'];
const JUDGE = [...READ, 'publicKeys', 'trustEmbedded', 'keyGrace', 'acceptDraftContext', 'treatVersionAs', 'maxRadius',
  'nonce', 'explain', 'statements'];
const WATCHED = [...JUDGE, 'onProgress'];

class Roughproof {
  #module;

  constructor(exports, arena) {
    this.#module = { exports, arena };
  }

  get arena() {
    return this.#module.arena;
  }

  dump(input, options) {
    const names = [...READ, 'items'];
    const bytes = inputOf(input, 'input');
    return outcome(this.#module, (call) => {
      call.apply(optionsOf(options, names), names);
      return this.#module.exports.rp_dump(call.input(bytes));
    });
  }

  /** By options of these names, and what else `prepare` puts into the call. */
  #verify(bytes, options, names, prepare) {
    const onProgress = progressOf(options.onProgress);
    return outcome(this.#module, (call) => {
      call.apply(options, names);
      prepare?.(call);
      return call.verify(call.input(bytes), onProgress);
    });
  }

  verifyExchange(exchange) {
    const names = [...JUDGE, 'publicKey', 'request'];
    const options = optionsOf(exchange ?? misuse('an exchange is wanted'), [...names, 'response', 'onProgress']);
    return this.#verify(inputOf(options.response, 'response'), options, names);
  }

  verifyReport(report, options) {
    return this.#verify(inputOf(report, 'report'), optionsOf(options, WATCHED), JUDGE);
  }

  verifyDocumentHash(hash, stamp, options) {
    const digest = keyOf(bytesOf(hash, 'sha256'), 'sha256');
    return this.#verify(inputOf(stamp, 'stamp'), optionsOf(options, WATCHED), JUDGE,
      (call) => call.use(ROLES.document, digest, 'sha256'));
  }

  async hashDocument(document, options) {
    return hashDocument(this.#module.exports, document, optionsOf(options, ['onProgress', 'signal']));
  }

  async verifyDocument(document, stamp, options) {
    const { onProgress, signal, ...rest } = optionsOf(options, [...JUDGE, 'onProgress', 'signal']);
    const bytes = inputOf(stamp, 'stamp').slice(); // the caller may write to it meanwhile
    return this.verifyDocumentHash(await this.hashDocument(document, { onProgress, signal }), bytes, rest);
  }

  makeRequest(options) {
    return makeRequest(this.#module, options);
  }
}

function start(instance, arena = 64 * MiB) {
  const { exports } = instance;
  if (!Number.isInteger(arena) || arena < MiB || arena > 256 * MiB) {
    misuse('arena must be a number of bytes from 1 MiB to 256 MiB');
  }
  exports._initialize?.();
  if (exports.rp_start(arena) !== 0) {
    throw new RangeError(`roughproof: no memory for an arena of ${arena} bytes`);
  }
  return new Roughproof(exports, arena);
}

/** Node does not fetch files. The name is no literal, so that bundlers for the web leave the import alone. */
const FILES = 'node:fs/promises';

async function fetchFrom(url) {
  const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  if (url.protocol !== 'file:' || !isNode) {
    return fetch(url);
  }
  const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ FILES);
  return readFile(url);
}

async function compile(source) {
  const wasm = await source;
  if (wasm instanceof WebAssembly.Module) {
    return wasm;
  }
  if (typeof Response !== 'undefined' && wasm instanceof Response) {
    if (!wasm.ok) {
      throw new Error(`roughproof: ${wasm.url}: ${wasm.status} ${wasm.statusText}`);
    }
    return WebAssembly.compile(await wasm.arrayBuffer());
  }
  return WebAssembly.compile(bytesOf(wasm, 'wasm'));
}

/** The wide module where it can run and is there, whatever a server says instead of it; else the small one. */
async function compileOwn() {
  if (hasVectors()) {
    try {
      return await compile(fetchFrom(new URL('./roughproof-simd.wasm', import.meta.url)));
    } catch {
      // the small one says what is wrong
    }
  }
  return compile(fetchFrom(new URL('./roughproof.wasm', import.meta.url)));
}

export async function load(options) {
  const { wasm, arena } = optionsOf(options, ['wasm', 'arena']);
  const module = await (wasm === undefined || wasm === null ? compileOwn() : compile(wasm));
  await prepareRandom();
  return start(await WebAssembly.instantiate(module, {}), arena);
}

export function loadSync(options) {
  const { wasm, arena } = optionsOf(options ?? misuse('loadSync needs { wasm }'), ['wasm', 'arena']);
  const module = wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module(bytesOf(wasm, 'wasm'));
  return start(new WebAssembly.Instance(module, {}), arena);
}
