// Exchanges verified in bulk a second, from memory, beside two verifications by libsodium-wrappers for each, in the same
// rounds: the archives of tests/bench/bench_bulk.c, which write_archive writes. Prints medians and ranges of the
// ratios, for the engine "scalar" and for the module's best.
//
// usage: node bulk.mjs BENCH_MODULE WRITE_ARCHIVE [RESPONSES] [ROUNDS] [ARCHIVE, 1 to 4]     (build.sh -w -b makes the first)
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';

const [path, writer, responses = '100000', rounds = '5', only] = process.argv.slice(2);
const NUM = Number(responses);
const BATCH = 256;
const ARCHIVES = ['every key different', '10 servers, delegations of a day', 'the same, batches of 16 that share SREP',
  'hostile: new keys in each reply, every reply invalid'];

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {});
exports._initialize();
await sodium.ready;

/** The archive in batches, as bytes. */
function batchesOf(number) {
  const folder = mkdtempSync(join(tmpdir(), 'roughproof-bench-'));
  try {
    const name = join(folder, 'archive');
    const file = openSync(name, 'w');
    execFileSync(writer, [String(NUM), String(number)], { stdio: ['ignore', file, 'inherit'] });
    closeSync(file);
    return cut(readFileSync(name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function cut(bytes) {
  const batches = [];
  for (let at = 0; at < bytes.length;) {
    const begin = at;
    for (let i = 0; i < BATCH && at < bytes.length; i++) {
      at += 36 + bytes.readUInt16LE(at + 32) + bytes.readUInt16LE(at + 34);
    }
    batches.push(bytes.subarray(begin, at));
  }
  return batches;
}

/** Seconds of the processor, which others may use meanwhile. */
const used = () => process.cpuUsage().user / 1e6;

/** Seconds for a response; the bytes are put into the module's memory before the clock runs. */
function byBulk(batches, engine, wanted) {
  if (exports.bench_begin(engine) !== 1) {
    throw new Error('the module has no memory');
  }
  const room = new Uint8Array(exports.memory.buffer, exports.bench_room(), 1 << 20);
  let [valid, spent] = [0, 0];
  for (const batch of batches) {
    room.set(batch);
    const begin = used();
    valid += exports.bench_bulk(batch.length);
    spent += used() - begin;
  }
  if (valid !== wanted) {
    throw new Error(`${valid} are valid, not ${wanted}`);
  }
  return spent / NUM;
}

const signed = (() => {
  const { publicKey, privateKey } = sodium.crypto_sign_keypair();
  const message = new Uint8Array(126).fill(1);
  return { publicKey, message, signature: sodium.crypto_sign_detached(message, privateKey) };
})();

/** Seconds for two signatures. */
function bySodium() {
  const begin = used();
  for (let i = 0; i < 4096; i++) {
    if (!sodium.crypto_sign_verify_detached(signed.signature, signed.message, signed.publicKey)) {
      throw new Error('libsodium refused');
    }
  }
  return (2 * (used() - begin)) / 4096;
}

bySodium();
console.log(`${NUM} responses, ratio to two verifications by libsodium-wrappers each`);
for (const [i, name] of ARCHIVES.entries()) {
  if (only !== undefined && Number(only) !== i + 1) {
    continue;
  }
  const batches = batchesOf(i + 1);
  const wanted = i < 3 ? NUM : 0;
  for (const [engine, called] of ['scalar', 'best'].entries()) {
    const ratios = [];
    let took = 0;
    for (let round = 0; round < Number(rounds); round++) {
      const before = bySodium();
      took = byBulk(batches, engine, wanted);
      ratios.push((before + bySodium()) / 2 / took);
    }
    ratios.sort((a, b) => a - b);
    console.log(`${name.padEnd(54)} ${called.padEnd(8)} ${ratios[ratios.length >> 1].toFixed(2).padStart(6)} ` +
      `(${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)}) times; ${(1e6 * took).toFixed(1)} us`);
  }
}
