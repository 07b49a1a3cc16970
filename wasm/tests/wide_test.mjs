// The wide module beside the small one: the same answers for many exchanges together, of all kinds and in any order; and
// which of them the package loads.
//
// usage: node wide_test.mjs PACKAGE
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'node:test';
import assert from 'node:assert/strict';

const folder = resolve(process.argv[2]);
const { load, loadSync } = await import(pathToFileURL(join(folder, 'roughproof.js')));
const small = loadSync({ wasm: readFileSync(join(folder, 'roughproof.wasm')) });
const wide = loadSync({ wasm: readFileSync(join(folder, 'roughproof-simd.wasm')) });
const corpus = fileURLToPath(new URL('../../corpus/', import.meta.url));

const lines = readdirSync(join(corpus, 'verdicts'), { recursive: true, withFileTypes: true })
  .filter(({ name }) => name === 'exchange.json')
  .map(({ parentPath, path, name }) => readFileSync(join(parentPath ?? path, name), 'utf8').trim());

let state = 1n;
function below(n) {
  state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
  return Number((state >> 33n) % BigInt(n));
}

const many = (num) => `${Array.from({ length: num }, () => lines[below(lines.length)]).join('\n')}\n`;

test('the same answers', () => {
  assert.ok(lines.length > 100, `${lines.length} exchanges`);
  const servers = readFileSync(join(corpus, 'samples/servers.json'));
  const kinds = new Set();
  for (const num of [15, 16, 17, 65, 300]) {
    const report = many(num);
    for (const options of [{ trustEmbedded: true }, { servers }, { trustEmbedded: true, explain: true }]) {
      const { json, results } = wide.verifyReport(report, options);
      assert.equal(json, small.verifyReport(report, options).json);
      results.forEach(({ verdict }) => kinds.add(verdict));
    }
  }
  assert.ok(kinds.size > 3, [...kinds].join(', '));
});

test('one key again and again, which is worth a table', () => {
  const line = readFileSync(join(corpus, 'verdicts/valid/rfc/exchange.json'), 'utf8').trim();
  const report = `${Array(500).fill(line).join('\n')}\n${many(100)}`;
  assert.equal(wide.verifyReport(report).json, small.verifyReport(report).json);
});

test('an arena too small for blocks', async () => {
  const tight = await load({ wasm: readFileSync(join(folder, 'roughproof-simd.wasm')), arena: 1 << 20 });
  const report = many(20);
  assert.equal(tight.verifyReport(report).json, small.verifyReport(report).json);
});

/** The size of the module that `load` takes. */
async function loaded(from) {
  const { compile } = WebAssembly;
  let size = 0;
  WebAssembly.compile = (bytes) => {
    size = bytes.byteLength;
    return compile(bytes);
  };
  const package_ = await import(`${pathToFileURL(join(from, 'roughproof.js'))}`);
  await package_.load();
  WebAssembly.compile = compile;
  return size;
}

test('the wide module where it can run and is there', async () => {
  const size = (name) => readFileSync(join(folder, name)).length;
  assert.equal(await loaded(folder), size('roughproof-simd.wasm'));
  const { validate } = WebAssembly;
  WebAssembly.validate = () => false;
  assert.equal(await loaded(folder), size('roughproof.wasm'));
  WebAssembly.validate = validate;
  const without = mkdtempSync(join(tmpdir(), 'roughproof-'));
  try {
    cpSync(folder, without, { recursive: true });
    rmSync(join(without, 'roughproof-simd.wasm'));
    assert.equal(await loaded(without), size('roughproof.wasm'));
  } finally {
    rmSync(without, { recursive: true });
  }
});
