// The module itself: no imports, exports that are listed, memory that ends, and its size.
//
// usage: node module_test.mjs MODULE LARGEST_GZIPPED
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';

const bytes = readFileSync(process.argv[2]);
const module = new WebAssembly.Module(bytes);
assert.deepEqual(WebAssembly.Module.imports(module), [], 'the module imports something');

/** Beside exports.txt: what a standalone module of Emscripten 3.1.6 always has. */
const ALWAYS = ['memory', '_initialize', '__indirect_function_table', 'stackSave', 'stackRestore',
  'stackAlloc'];
const listed = readFileSync(fileURLToPath(new URL('../exports.txt', import.meta.url)), 'utf8').trim().split('\n');
const wanted = [...listed.map((name) => name.replace(/^_/, '')), ...ALWAYS].sort();
const found = WebAssembly.Module.exports(module).map((entry) => entry.name).sort();
assert.deepEqual(found, wanted);

const declared = readFileSync(fileURLToPath(new URL('../abi.h', import.meta.url)), 'utf8').matchAll(/\b(rp_\w+)\(/g);
assert.deepEqual([...declared].map((match) => `_${match[1]}`).sort(), [...listed].sort(), 'abi.h and exports.txt differ');

const MiB = 1 << 20;
const exports = (arena) => {
  const instance = new WebAssembly.Instance(module);
  instance.exports._initialize();
  return { ...instance.exports, started: instance.exports.rp_start(arena) };
};
assert.equal(exports(MiB - 1).started, -1);
assert.equal(exports(256 * MiB + 1).started, -1);
assert.equal(exports(MiB).started, 0);
const whole = exports(256 * MiB);
assert.equal(whole.started, 0);
assert.equal(whole.rp_start(MiB), -1, 'started twice');
assert.throws(() => whole.memory.grow(16), RangeError, 'memory that could grow');

const gzipped = execFileSync('gzip', ['-9nc'], { input: bytes }).length;
console.log(`${bytes.length} bytes, ${gzipped} gzipped`);
assert.ok(gzipped <= Number(process.argv[3]), `more than ${process.argv[3]} bytes gzipped`);
