// The interface of the package: what it takes, what it returns, and what it throws.
//
// usage: node api_test.mjs PACKAGE
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';

const folder = resolve(process.argv[2]);
const script = pathToFileURL(join(folder, 'roughproof.js'));
const { load, loadSync, microseconds } = await import(script);
const samples = fileURLToPath(new URL('../../corpus/samples/', import.meta.url));
const read = (name) => readFileSync(samples + name);
const wasm = readFileSync(join(folder, 'roughproof.wasm'));
const roughproof = await load();
const KEY = 'SLxnutCIPhc04+Y0CTcdnuFGydBn+QTh4FowFoc0Q1Y=';
const servers = read('servers.json');

const TESTS = {
  async loading() {
    assert.equal(roughproof.arena, 64 << 20);
    const module = new WebAssembly.Module(wasm);
    const ways = [await load({ wasm }), await load({ wasm: module, arena: 1 << 20 }), loadSync({ wasm }),
      loadSync({ wasm: module }), await load({ wasm: Promise.resolve(new Response(wasm)) }),
      await load({ wasm: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) })];
    for (const way of ways) {
      assert.equal(way.verifyReport(read('chain.json'), { servers }).status, 0);
    }
    for (const arena of [0, 1.5, -1, (1 << 20) - 1, (256 << 20) + 1, '1048576', NaN]) {
      await assert.rejects(load({ arena }), TypeError);
    }
    await assert.rejects(load({ wasm: 'roughproof.wasm' }), TypeError);
    await assert.rejects(load({ wasms: wasm }), TypeError);
    await assert.rejects(load({ wasm: new Response('', { status: 404 }) }), /404/);
    assert.throws(() => loadSync(), TypeError);
  },

  worker() {
    const source = `import { load } from ${JSON.stringify(script.href)};
      import { parentPort, workerData } from 'node:worker_threads';
      const { results } = (await load()).verifyReport(workerData.report, { servers: workerData.servers });
      parentPort.postMessage(results);`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`),
      { workerData: { report: read('malfeasance.json'), servers } });
    return new Promise((done, fail) => {
      worker.once('error', fail);
      worker.once('message', ([report]) => done(assert.equal(report.verdict, 'malfeasance')));
    });
  },

  reports() {
    const { status, results: [report], json } = roughproof.verifyReport(read('malfeasance.json'),
      { servers, source: 'report <b>', statements: true, explain: true });
    assert.equal(status, 4);
    assert.equal(report.source, 'report <b>');
    assert.equal(report.links.length, 6);
    assert.deepEqual(report.suspects, [['east.example']]);
    const [link] = report.links;
    assert.equal(link.midpoint, '2026-10-01T12:00:00Z');
    assert.equal(link.midpointMicros, 1790856000000000n);
    assert.deepEqual(link.intervalMicros, [1790855997000000n, 1790856003000000n]);
    assert.equal(link.steps[0].operation, 'ed25519');
    assert.equal(report.violations[0].beforeMicros, microseconds(report.violations[0].before));
    assert.equal(report.statements[0].kind, 'verdict');
    assert.match(report.statements[0].text, /^malfeasance: at least one server lied/);
    assert.equal(link.statements.filter(({ kind }) => kind === 'check').length, 8);
    const [again] = JSON.parse(`[${json}]`);
    assert.equal(again.violations.length, report.violations.length);
    const text = roughproof.verifyReport(read('chain.json').toString());
    assert.equal(text.status, 5);
    assert.equal(text.results[0].trusted, false);
    assert.equal(roughproof.verifyReport(read('chain.json'), { trustEmbedded: true }).status, 0);
    assert.equal(roughproof.verifyReport(read('chain.json'), { servers: [servers, servers.toString()] }).status, 0);
  },

  exchanges() {
    const bin = (name) => new Uint8Array(read(`rfc10049-${name}.bin`));
    const { status, results: [exchange] } = roughproof.verifyExchange({ request: bin('request'),
      response: bin('response'), publicKey: 'FnDyLV/68ephhLdFJbdEGCdkVvpXDaVe5PYvRDdlOOY=', acceptDraftContext: true });
    assert.deepEqual([status, exchange.verdict, exchange.standing], [0, 'valid', 'trusted']);
    const other = roughproof.verifyExchange({ response: bin('response'), publicKey: KEY });
    assert.deepEqual([other.status, other.results[0].missing], [1, ['request']]);
    const view = new Uint8Array([0, 0, ...bin('response'), 0]).subarray(2, -1);
    assert.equal(roughproof.verifyExchange({ response: view, publicKey: KEY }).json, other.json);
    const shared = new Uint8Array(new SharedArrayBuffer(view.length));
    shared.set(view);
    assert.equal(roughproof.verifyExchange({ response: shared, publicKey: KEY }).json, other.json);
  },

  dumps() {
    const { results: [message] } = roughproof.dump(read('rfc10049-response.bin'), { items: true, servers });
    assert.equal(message.title, 'response of RFC 10049, packet of 416 bytes');
    const srep = message.tags.find(({ tag }) => tag === 'SREP');
    assert.equal(typeof srep.tags.find(({ tag }) => tag === 'MIDP').value.raw, 'bigint');
    assert.ok(message.items.some(({ path, meaning }) => path === 'SREP.MIDP' && meaning.startsWith('2026-03-16T')));
    const covered = new Set(message.items.flatMap(({ offset, length }) => [...Array(length).keys()].map((i) => offset + i)));
    assert.equal(covered.size, 416);
    const list = roughproof.dump(servers);
    assert.deepEqual(list.results.slice(1).map(({ name }) => name), ['north.example', 'east.example', 'south.example']);
    assert.equal(roughproof.dump('').results[0].error.slug, 'message-short');
    assert.equal(roughproof.dump('{"responses":[').results[0].error.slug, 'json-truncated');
    const zeros = roughproof.dump('00 zz', { input: 'hex' });
    assert.deepEqual([zeros.status, zeros.complaints, zeros.results], [1, ['offset 0x3: not hex'], []]);
  },

  parts() {
    const said = ({ narrowed, narrowedMicros, run, statements, ...own }) => own; // without what the others do to it
    const bytes = ({ hex, items, exchange }) => ({ hex, items, exchange });
    for (const name of ['chain.json', 'malfeasance.json', 'google-chain.json']) {
      const options = { servers, explain: true, statements: true };
      const { links } = roughproof.verifyReport(read(name), options).results[0];
      const messages = roughproof.dump(read(name), { items: true }).results;
      links.forEach((link, i) => {
        const before = Math.min(i, 1);
        const [part] = roughproof.verifyReport(read(name), { ...options, from: i - before, count: 1 + before }).results;
        assert.equal(part.links.length, 1 + before);
        assert.deepEqual(said(part.links.at(-1)), said(link));
        const dumped = roughproof.dump(read(name), { items: true, from: i, count: 1 }).results;
        assert.deepEqual(dumped.map(bytes), messages.filter(({ exchange }) => exchange.index === i).map(bytes));
      });
      assert.equal(roughproof.verifyReport(read(name), { from: 2 }).results[0].links.length, Math.max(0, links.length - 2));
    }
    const packets = Buffer.concat([read('rfc10049-request.bin'), read('rfc10049-response.bin')]);
    assert.deepEqual(roughproof.dump(packets, { count: 1 }).results.map(({ kind, exchange }) => [kind, exchange.index]),
      [['request', 0], ['response', 0]]);
    assert.deepEqual(roughproof.dump(packets, { from: 1, count: 1 }).results, []);
    assert.equal(roughproof.dump(servers, { from: 1, count: 1 }).json, roughproof.dump(servers).json);
  },

  progress() {
    const { responses } = JSON.parse(read('chain.json'));
    const many = Array.from({ length: 1000 }, (_, i) => responses[i % responses.length]);
    const report = JSON.stringify({ responses: many });
    const seen = [];
    const onProgress = (...values) => seen.push(values);
    assert.equal(roughproof.verifyReport(report, { servers, onProgress }).json, roughproof.verifyReport(report, { servers }).json);
    assert.deepEqual(seen[0], [0, 1000]);
    assert.ok(seen.length > 3 && seen.at(-1)[0] > 500, `${seen}`);
    assert.ok(seen.every(([done, all], i) => all === 1000 && done <= all && (i === 0 || done > seen[i - 1][0])), `${seen}`);
    for (const again of [() => roughproof.dump(''), () => roughproof.verifyReport(report), () => roughproof.makeRequest()]) {
      assert.throws(() => roughproof.verifyReport(report, { onProgress: again }), TypeError);
    }
    const enough = () => { throw new RangeError('enough'); };
    assert.throws(() => roughproof.verifyReport(report, { onProgress: enough }), RangeError);
    assert.throws(() => roughproof.verifyReport(report, { onProgress: 1 }), TypeError);
    assert.equal(roughproof.verifyReport(read('chain.json'), { servers }).status, 0); // whatever was given up
  },

  steps() {
    const small = loadSync({ wasm });
    const seen = [];
    const onProgress = (...values) => seen.push(values);
    const { responses } = JSON.parse(read('chain.json'));
    const many = Array.from({ length: 40 }, (_, i) => responses[i % responses.length]);
    const lines = many.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    small.verifyReport(JSON.stringify({ responses: many }), { onProgress });
    assert.deepEqual(seen.splice(0), [0, 8, 16, 24, 32, 40].map((done) => [done, 40]));
    assert.equal(small.verifyReport(lines, { onProgress }).json, small.verifyReport(lines).json);
    assert.deepEqual(seen.splice(0), [0, 16, 32].map((done) => [done, 40]));
    const [request, response] = ['request', 'response'].map((name) => Buffer.concat(Array(20).fill(read(`rfc10049-${name}.bin`))));
    assert.equal(small.verifyExchange({ request, response, onProgress }).results.length, 20);
    assert.deepEqual(seen, [[0, 20], [16, 20]]);
  },

  async documents() {
    const stamped = new TextEncoder().encode('a document');
    const hash = createHash('sha256').update(stamped).digest();
    const pieces = [stamped.subarray(0, 3), new Uint8Array(0), stamped.subarray(3)];
    const seen = [];
    const many = [stamped, new Blob([stamped]), new Blob([stamped]).stream(), pieces,
      (async function* later() { yield* pieces; })()];
    for (const document of many) {
      assert.deepEqual(Buffer.from(await roughproof.hashDocument(document, { onProgress: (n) => seen.push(n) })), hash);
    }
    assert.equal(seen.at(-1), stamped.length);
    const large = new Uint8Array(3 << 20).fill(97);
    const small = await load({ arena: 1 << 20 });
    assert.deepEqual(Buffer.from(await small.hashDocument([large])), createHash('sha256').update(large).digest());
    // A chain whose first nonce is that hash.
    const { results: [chain] } = roughproof.verifyReport(read('chain.json'), { servers });
    const none = await roughproof.verifyDocument(stamped, read('chain.json'), { servers });
    assert.deepEqual([none.status, none.results[0].document.error.slug], [1, 'document-mismatch']);
    assert.equal(none.results[0].document.sha256, hash.toString('hex'));
    assert.equal(chain.document, null);
    const nonce = Buffer.from(roughproof.dump(read('chain.json')).results[0].tags.find(({ tag }) => tag === 'NONC').hex, 'hex');
    const good = roughproof.verifyDocumentHash(nonce, read('chain.json'), { servers });
    assert.deepEqual([good.status, good.results[0].document.error], [0, null]);
    assert.equal(good.results[0].document.beforeMicros, microseconds(good.results[0].document.before));
    for (let i = 0; i < 20; i++) { // a hash that fails or is given up is closed
      await assert.rejects(roughproof.hashDocument(['text']), TypeError);
      await assert.rejects(roughproof.hashDocument([stamped], { signal: AbortSignal.abort() }), { name: 'AbortError' });
    }
    const both = await Promise.all([roughproof.hashDocument(new Blob([stamped]).stream()), roughproof.hashDocument(pieces)]);
    assert.deepEqual(both.map((one) => Buffer.from(one)), [hash, hash]);
  },

  requests() {
    const { results: [made] } = roughproof.makeRequest({ publicKey: KEY });
    assert.equal(made.bytes.length, 1036);
    assert.equal(Buffer.from(made.bytes).toString('base64'), made.request);
    assert.notEqual(made.nonce, roughproof.makeRequest().results[0].nonce);
    const after = new Uint8Array(read('rfc10049-response.bin'));
    const chained = roughproof.makeRequest({ after }).results[0];
    assert.equal(Buffer.from(chained.rand, 'base64').length, 32);
    const none = roughproof.makeRequest({ after: new Uint8Array(8) });
    assert.deepEqual([none.status, none.results, none.complaints.length], [1, [], 1]);
    const nonce = new Uint8Array(32);
    for (const options of [{ size: 10 }, { size: 1e9 }, { size: '1' }, { nonce: new Uint8Array(31) }, { nonce: 'n' },
      { versions: ['none'] }, { versions: [-1] }, { versions: ['google', 'rfc10049'] }, { versions: [7] },
      { versions: ['google'], publicKey: KEY }, { nonce, after }, { rand: nonce }, { random: nonce }]) {
      assert.throws(() => roughproof.makeRequest(options), TypeError, JSON.stringify(options));
    }
  },

  misuse() {
    for (const input of [undefined, null, 5, {}, [1, 2]]) {
      assert.throws(() => roughproof.dump(input), TypeError);
      assert.throws(() => roughproof.verifyReport(input), TypeError);
      assert.throws(() => roughproof.verifyExchange({ response: input }), TypeError);
    }
    const options = { servers: 5, publicKeys: ['AA=='], trustEmbedded: 1, keyGrace: -1, maxRadius: NaN, nonce: new Uint8Array(3),
      explain: 'yes', statements: 0, source: 'a\0b', input: 'octal', as: 'frame', treatVersionAs: 2 ** 32, from: -1,
      count: 2 ** 32, verbose: true,
      acceptDraftContext: 'x' };
    for (const [name, value] of Object.entries(options)) {
      assert.throws(() => roughproof.verifyReport('{}', { [name]: value }), TypeError, name);
    }
    assert.throws(() => roughproof.verifyReport('{}', 'options'), TypeError);
    assert.throws(() => roughproof.verifyExchange(), TypeError);
    assert.throws(() => roughproof.verifyDocumentHash(new Uint8Array(31), '{}'), TypeError);
    assert.throws(() => roughproof.verifyExchange({ response: '', publicKey: 'A'.repeat(43) }), TypeError);
    assert.equal(roughproof.verifyReport(read('chain.json'), { servers }).status, 0);
  },

  async smallArena() {
    const small = await load({ arena: 1 << 20 });
    const large = small.dump(new Uint8Array(2 << 20));
    assert.deepEqual([large.status, large.results, large.json], [3, [], '']);
    assert.match(large.complaints[0], /^out of memory/);
    const line = `${JSON.stringify(JSON.parse(read('chain.json')).responses[0])}\n`;
    assert.equal(small.dump(line.repeat(10)).results.length, 20);
    assert.equal(small.dump(line.repeat(400)).status, 3);
    assert.equal(small.verifyReport(read('chain.json'), { servers }).status, 0);
  },

  times() {
    assert.equal(microseconds('1970-01-01T00:00:00Z'), 0n);
    assert.equal(microseconds('1969-12-31T23:59:59.999999Z'), -1n);
    assert.equal(microseconds('+584554051223-11-09T07:00:15Z'), 18446744073709551615000000n);
    assert.equal(microseconds('2026-03-16+99999999999us'), null);
    for (let i = 0, state = 1; i < 5000; i++) {
      state = (state * 48271) % 0x7fffffff;
      const date = new Date((state - 0x40000000) * 50000);
      assert.equal(microseconds(date.toISOString().replace(/\.(\d+)Z/, '.$1000Z')), BigInt(date.getTime()) * 1000n);
    }
  },
};

for (const [name, test] of Object.entries(TESTS)) {
  try {
    await test();
  } catch (error) {
    console.log(`${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}
console.log(`${Object.keys(TESTS).length} tests`);
