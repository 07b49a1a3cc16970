// The public collections of hard Ed25519 signatures through the engine of two lanes: in each lane, beside a good one, by
// combs and without, the result is that of the verification of one signature. Exit 77 where no collection is there.
//
// usage: node lanes_test.mjs BENCH_MODULE FOLDER      (build.sh -w -b makes the first)
import { existsSync, readFileSync } from 'node:fs';
import { generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import assert from 'node:assert/strict';

const [path, folder] = process.argv.slice(2);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {});
exports._initialize();
assert.equal(exports.bench_has_lanes(), 1, 'the best engine is another');

const put = (at, bytes) => new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);

function give({ key, signature, message }) {
  put(exports.bench_key(), key);
  put(exports.bench_signature(), signature);
  put(exports.bench_message(), message);
  return message.length;
}

const hex = (text) => Buffer.from(text, 'hex');
const COLLECTIONS = {
  'wycheproof_ed25519_test.json': ({ testGroups }) => testGroups.flatMap(({ publicKey, tests }) =>
    tests.map(({ sig, msg }) => ({ key: hex(publicKey.pk), signature: hex(sig), message: hex(msg) }))),
  'speccheck-cases.json': (rows) => rows.map((row) =>
    ({ key: hex(row.pub_key), signature: hex(row.signature), message: hex(row.message) })),
  'cctv-ed25519vectors.json': (rows) => rows.map((row) =>
    ({ key: hex(row.key), signature: hex(row.sig), message: Buffer.from(row.msg) })),
};

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const message = Buffer.from('a good one');
const good = { key: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), message,
  signature: sign(null, message, privateKey) };
exports.bench_keep(give(good));

const counts = { alone: 0, keyed: 0, valid: 0 };

function check(vector, name) {
  const len = give(vector);
  const expected = exports.bench_verify(len);
  counts.valid += expected === 1;
  for (const lane of [0, 1]) {
    assert.equal(exports.bench_lane(len, lane, 0), expected, `${name}, lane ${lane}`);
    const keyed = exports.bench_lane(len, lane, 1);
    assert.ok(keyed === expected || keyed === -1, `${name}, lane ${lane}, by comb: ${keyed}, not ${expected}`);
    counts.alone++;
    counts.keyed += keyed === expected;
  }
}

check(good, 'a good one');
assert.deepEqual(counts, { alone: 2, keyed: 2, valid: 1 });
let missing = 0;
for (const [file, read] of Object.entries(COLLECTIONS)) {
  if (!existsSync(join(folder, file))) {
    console.log(`skipped: ${file} is not there`);
    missing++;
    continue;
  }
  const vectors = read(JSON.parse(readFileSync(join(folder, file)))).filter(({ signature }) => signature.length === 64);
  assert.ok(vectors.length > 10, `${file} has ${vectors.length} signatures`);
  vectors.forEach((vector, i) => check(vector, `${file} ${i}`));
}
console.log(`${counts.alone} by the equation, ${counts.keyed} by combs, of ${counts.valid} valid signatures`);
process.exit(missing > 0 ? 77 : 0);
