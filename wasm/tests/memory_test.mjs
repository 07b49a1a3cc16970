// Memory stays flat over many verifications.
//
// usage: node memory_test.mjs PACKAGE [TIMES]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

const [folder, times = '3000'] = process.argv.slice(2);
const { loadSync } = await import(pathToFileURL(join(resolve(folder), 'roughproof.js')));
const samples = fileURLToPath(new URL('../../corpus/samples/', import.meta.url));
const read = (name) => readFileSync(samples + name);

/** Every instance's memory, since the package shows none. */
const memories = [];
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memories.push(this.exports.memory);
  }
};
const roughproof = loadSync({ wasm: readFileSync(join(folder, 'roughproof.wasm')), arena: 1 << 20 });
WebAssembly.Instance = Instance;
assert.equal(memories.length, 1);

const given = { servers: read('servers.json') };
const one = readFileSync(fileURLToPath(new URL('../../corpus/verdicts/valid/rfc/exchange.json', import.meta.url)));
const reports = [read('malfeasance.json'), read('google-response.bin'), ...Array(8).fill(one)];
const first = reports.map((report) => roughproof.verifyReport(report, given).json);
assert.ok(first[0].includes('"verdict":"malfeasance"'));
const size = memories[0].buffer.byteLength;
let heap = 0;
for (let i = 0; i < Number(times); i++) {
  const { json } = roughproof.verifyReport(reports[i % reports.length], given);
  assert.equal(json, first[i % reports.length]);
  if (i === Math.floor(Number(times) / 2)) {
    globalThis.gc?.();
    heap = process.memoryUsage().heapUsed;
  }
}
globalThis.gc?.();
const grown = process.memoryUsage().heapUsed - heap;
assert.equal(memories[0].buffer.byteLength, size, 'the memory of the module grew');
assert.ok(globalThis.gc === undefined || grown < 1 << 20, `the heap grew by ${grown} bytes in the second half`);
console.log(`${times} verifications, ${size} bytes of memory`);
