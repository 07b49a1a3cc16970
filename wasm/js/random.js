// Random bytes of the machine.
let source = globalThis.crypto;

/** Node 18 has them in a module only; the name is no literal, so that bundlers for the web leave it alone. */
const MODULE = 'node:crypto';

export async function prepareRandom() {
  if (source === undefined && typeof process !== 'undefined') {
    source = (await import(/* webpackIgnore: true */ /* @vite-ignore */ MODULE)).webcrypto;
  }
}

export function randomBytes(len) {
  if (source === undefined) {
    throw new Error('roughproof: no random numbers here: give a nonce, or use load');
  }
  return source.getRandomValues(new Uint8Array(len));
}
