// Ed25519 signatures verified a second: this module, libsodium-wrappers and @noble/curves, in turn and in one run; and
// whole exchanges, of two signatures each, through the package.
//
// usage: node bench.mjs BENCH_MODULE PACKAGE [SECONDS]      (build.sh -b makes the first)
import { readFileSync } from 'node:fs';
import { generateKeyPairSync, sign } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import sodium from 'libsodium-wrappers';

const [path, folder, seconds = '1'] = process.argv.slice(2);
const ROUNDS = 5;
const NUM = 64;
const LEN = 128; // about what SREP and DELE have, with their contexts

const signed = Array.from({ length: NUM }, (_, i) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const message = new Uint8Array(LEN).fill(i);
  return { key: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)), message,
    signature: new Uint8Array(sign(null, message, privateKey)) };
});

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {});
exports._initialize();
const put = (at, bytes) => new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
const [keyAt, signatureAt, messageAt] = [exports.bench_key(), exports.bench_signature(), exports.bench_message()];
await sodium.ready;

const WAYS = {
  roughproof({ key, signature, message }) {
    put(keyAt, key);
    put(signatureAt, signature);
    put(messageAt, message);
    return exports.bench_verify(message.length) === 1;
  },
  'libsodium-wrappers': ({ key, signature, message }) => sodium.crypto_sign_verify_detached(signature, message, key),
  '@noble/curves': ({ key, signature, message }) => ed25519.verify(signature, message, key),
};

/** Seconds of the processor, which others may use meanwhile. */
const used = () => process.cpuUsage().user / 1e6;

/** How often in a second. */
function rate(run, length) {
  const begin = used();
  let num = 0;
  while (used() - begin < length) {
    for (let i = 0; i < 16; i++) {
      run(num++ % NUM);
    }
  }
  return num / (used() - begin);
}

const best = Object.fromEntries(Object.keys(WAYS).map((name) => [name, 0]));
for (const verify of Object.values(WAYS)) {
  const altered = { ...signed[0], message: new Uint8Array(LEN).fill(255) };
  if (!signed.every(verify) || verify(altered)) {
    throw new Error('a library does not verify');
  }
  rate((i) => verify(signed[i]), Number(seconds));
}
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, verify] of Object.entries(WAYS)) {
    best[name] = Math.max(best[name], rate((i) => verify(signed[i]), Number(seconds)));
  }
}
for (const [name, value] of Object.entries(best)) {
  console.log(`${name.padEnd(20)} ${value.toFixed(0).padStart(8)} signatures/s   ${(best.roughproof / value).toFixed(2)}`);
}

const { load } = await import(pathToFileURL(join(resolve(folder), 'roughproof.js')));
const roughproof = await load();
const corpus = fileURLToPath(new URL('../../corpus/', import.meta.url));
const line = `${readFileSync(`${corpus}verdicts/valid/rfc/exchange.json`, 'utf8').trim()}\n`;
const lines = line.repeat(100);
const exchanges = rate(() => roughproof.verifyReport(lines, { trustEmbedded: true }), Number(seconds)) * 100;
console.log(`${'exchanges'.padEnd(20)} ${exchanges.toFixed(0).padStart(8)} a second, as lines of NDJSON, with their JSON`);
