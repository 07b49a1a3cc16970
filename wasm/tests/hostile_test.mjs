// Calls of the flat interface in any order, with any arguments: nothing traps, and memory does not grow.
//
// usage: node hostile_test.mjs MODULE [SEQUENCES [SEED]]
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';

const [path, sequences = '2000', seed = '1'] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(path));
const samples = fileURLToPath(new URL('../../corpus/samples/', import.meta.url));
const inputs = readdirSync(samples, { withFileTypes: true }).filter((entry) => entry.isFile())
  .map((entry) => readFileSync(samples + entry.name));

let state = BigInt(seed);
function below(n) {
  state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
  return Number((state >> 33n) % BigInt(n));
}

const one = (list) => list[below(list.length)];
/** Mostly what could be meant, sometimes anything. */
const number = () => one([below(4), below(16), below(16), 1, 2, -1, 0x7fffffff, -0x80000000, below(70000), below(2 ** 31)]);
const big = () => one([0n, 1n, 2n, BigInt(below(20)), 1n << 63n, (1n << 64n) - 1n, BigInt(below(2 ** 31)), 0x8000000cn]);

function start() {
  const { exports } = new WebAssembly.Instance(module);
  exports._initialize();
  return exports;
}

function fill(exports, handle, bytes) {
  const at = exports.rp_input_data(handle) >>> 0;
  if (at !== 0) {
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  }
}

/** An input of the samples, as it is or damaged. */
function put(exports) {
  const bytes = Uint8Array.from(one(inputs));
  for (let i = below(4); i > 1; i--) {
    bytes[below(bytes.length)] = below(256);
  }
  const part = below(3) === 0 ? bytes.subarray(0, one([32, 64, below(bytes.length)])) : bytes;
  const handle = exports.rp_input(part.length);
  if (handle > 0) {
    fill(exports, handle, part);
  }
}

const CALLS = {
  rp_start: (e) => e.rp_start(one([1 << 20, 1 << 24, number()])),
  rp_reset: (e) => below(4) === 0 && e.rp_reset(),
  rp_input: (e) => e.rp_input(number()),
  rp_input_data: (e) => e.rp_input_data(number()),
  rp_use: (e) => e.rp_use(number(), number()),
  rp_set: (e) => e.rp_set(number(), big()),
  rp_dump: (e) => e.rp_dump(number()),
  rp_verify: (e) => e.rp_verify(number()),
  rp_verify_begin: (e) => e.rp_verify_begin(number()),
  rp_verify_step: (e) => e.rp_verify_step(),
  rp_verify_done: (e) => e.rp_verify_done(),
  rp_verify_all: (e) => e.rp_verify_all(),
  rp_random_len: (e) => e.rp_random_len(),
  rp_request: (e) => e.rp_request(),
  rp_hash_begin: (e) => e.rp_hash_begin(),
  rp_hash_add: (e) => e.rp_hash_add(number(), number()),
  rp_hash_end: (e) => e.rp_hash_end(number()),
  rp_hash_drop: (e) => e.rp_hash_drop(number()),
  rp_output_next: (e) => e.rp_output_next(),
  rp_output_data: (e) => e.rp_output_data(),
  rp_output_len: (e) => e.rp_output_len(),
  put,
};
const names = Object.keys(CALLS);
const fresh = start();
assert.deepEqual(Object.keys(fresh).filter((name) => name.startsWith('rp_') && !(name in CALLS)), []);

let calls = 0;
let verdicts = 0;
for (let i = 0; i < Number(sequences); i++) {
  const exports = start();
  const log = [];
  if (below(10) > 0) {
    exports.rp_start(1 << one([20, 20, 21]));
  }
  const size = exports.memory.buffer.byteLength;
  try {
    for (let n = below(60); n > 0; n--) {
      const name = one([...names, 'put', 'put', 'rp_use', 'rp_set']);
      log.push(name);
      const result = CALLS[name](exports);
      verdicts += (name === 'rp_verify' || name === 'rp_dump') && result >= 0 ? 1 : 0;
      calls++;
    }
  } catch (error) {
    console.log(`sequence ${i} of seed ${seed}: ${log.join(' ')}: ${error}`);
    process.exitCode = 1;
  }
  assert.ok(exports.memory.buffer.byteLength === size || log.includes('rp_start'), 'memory grew between calls');
}
console.log(`${calls} calls, ${verdicts} inputs judged or shown`);
assert.ok(verdicts > Number(sequences) / 10, 'the test hardly looks at anything');
