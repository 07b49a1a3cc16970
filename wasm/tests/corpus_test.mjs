// Every file of the corpus through the command and through the module: the same lines, byte for byte, the same complaints and
// the same exit status.
//
// usage: node corpus_test.mjs PROGRAM PACKAGE [MODULE]
import { readdirSync, readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { difference, native, together } from './native.mjs';

const [program, folder, module] = process.argv.slice(2).map((path) => resolve(path));
const { load } = await import(pathToFileURL(join(folder, 'roughproof.js')));
const roughproof = await load(module ? { wasm: readFileSync(module) } : {});
process.chdir(join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..'));

const SERVERS = 'corpus/samples/servers.json';
const servers = readFileSync(SERVERS);
/** Other files than the module reads: captures and gzip take a library. */
const CAPTURE = /\.pcap(ng)?$/;
const isGzip = (path) => readFileSync(path).subarray(0, 2).equals(Buffer.of(0x1f, 0x8b));

function* walk(path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) {
      yield* walk(join(path, entry.name));
    } else if (!CAPTURE.test(entry.name) && !isGzip(join(path, entry.name))) {
      yield join(path, entry.name);
    }
  }
}

const WAYS = [
  ['dump --json', (bytes, source) => roughproof.dump(bytes, { source })],
  [`dump --json --servers ${SERVERS}`, (bytes, source) => roughproof.dump(bytes, { source, servers, items: true })],
  ['dump --json --input raw --as packet', (bytes, source) => roughproof.dump(bytes, { source, input: 'raw', as: 'packet' })],
  ['dump --json --input hex', (bytes, source) => roughproof.dump(bytes, { source, input: 'hex' })],
  ['dump --json --input base64 --as message',
    (bytes, source) => roughproof.dump(bytes, { source, input: 'base64', as: 'message' })],
  ['verify --json', (bytes, source) => roughproof.verifyReport(bytes, { source })],
  [`verify --json --explain --servers ${SERVERS}`,
    (bytes, source) => roughproof.verifyReport(bytes, { source, servers, explain: true, statements: true })],
  [`verify --json --servers ${SERVERS}`, // in steps
    (bytes, source) => roughproof.verifyReport(bytes, { source, servers, onProgress() {} })],
  ['verify --json --trust-embedded --accept-draft-context --treat-version-as 1 --max-radius 2500ms --key-grace 1w',
    (bytes, source) => roughproof.verifyReport(bytes, { source, trustEmbedded: true, acceptDraftContext: true,
      treatVersionAs: 1, maxRadius: 2.5, keyGrace: 604800 })],
];
const BATCH = 100;
const failures = [];
let compared = 0;

function compare(args, files, answer) {
  const differs = difference(native(program, [...args, ...files]), together(files, answer));
  compared += files.length;
  if (differs !== null) {
    failures.push(`${args.join(' ')} ${files.join(' ')}: ${differs}`);
  }
  return differs === null;
}

/** Many files at once; where they differ, one by one. */
function compareAll(args, files, answer) {
  for (let i = 0; i < files.length; i += BATCH) {
    const batch = files.slice(i, i + BATCH);
    if (difference(native(program, [...args, ...batch]), together(batch, answer)) !== null) {
      batch.forEach((file) => compare(args, [file], answer));
    } else {
      compared += batch.length;
    }
  }
}

const all = [...walk('corpus')];
for (const [words, answer] of WAYS) {
  compareAll(words.split(' '), all, answer);
}

/** Vectors of verdicts say whom to trust. */
function compareVerdict(path, work) {
  const options = JSON.parse(readFileSync(join(path, 'options.json')));
  const list = { servers: options.trusted.map((row) => ({ name: row.name, version: 1, publicKeyType: 'ed25519',
    publicKey: row.publicKey, validFrom: row.from ?? undefined, validUntil: row.until ?? undefined, addresses: [] })) };
  const args = ['verify', '--json', '--explain'];
  const given = { explain: true };
  const add = (words, name, value) => {
    args.push(...words);
    given[name] = value;
  };
  if (options.trusted.length > 0) {
    writeFileSync(join(work, 'list.json'), JSON.stringify(list));
    add(['--servers', join(work, 'list.json')], 'servers', JSON.stringify(list));
  }
  if (options.trustEmbedded) {
    add(['--trust-embedded'], 'trustEmbedded', true);
  }
  if (options.acceptDraftContext) {
    add(['--accept-draft-context'], 'acceptDraftContext', true);
  }
  if (options.graceSeconds) {
    add(['--key-grace', `${options.graceSeconds}`], 'keyGrace', options.graceSeconds);
  }
  if (options.treatVersionAs) {
    add(['--treat-version-as', `${options.treatVersionAs}`], 'treatVersionAs', options.treatVersionAs);
  }
  if (options.maxRadiusMicros !== null) {
    add(['--max-radius', `${options.maxRadiusMicros}us`], 'maxRadius', options.maxRadiusMicros / 1e6);
  }
  const file = readdirSync(path).find((name) => /^(exchange|report)\./.test(name));
  const text = readFileSync(join(path, file));
  const quiet = (source) => ({ ...roughproof.verifyReport(text, { ...given, source }), complaints: [] });
  const expected = { ...native(program, [...args, join(path, file)]), complaints: '' }; // the list has remarks of its own
  const differs = difference(expected, together([join(path, file)], (bytes, source) => quiet(source)));
  compared++;
  if (differs !== null) {
    failures.push(`${args.join(' ')} ${path}: ${differs}`);
  }
}

const work = mkdtempSync(join(tmpdir(), 'roughproof-'));
for (const kind of readdirSync('corpus/verdicts')) {
  for (const name of readdirSync(join('corpus/verdicts', kind))) {
    compareVerdict(join('corpus/verdicts', kind, name), work);
  }
}

// Requests and responses apart, keys, documents.
const KEY = 'SLxnutCIPhc04+Y0CTcdnuFGydBn+QTh4FowFoc0Q1Y=';
const packets = all.filter((file) => /\.(bin|b64|hex)$/.test(file));
const REQUEST = 'corpus/samples/rfc10049-request.bin';
const request = readFileSync(REQUEST);
compareAll(['verify', '--json', '--key', KEY, '--request', REQUEST], packets,
  (bytes, source) => roughproof.verifyExchange({ response: bytes, request, publicKey: KEY, source }));
compareAll(['verify', '--json', '--key', KEY, '--nonce', '00'.repeat(32)], packets,
  (bytes, source) => roughproof.verifyExchange({ response: bytes, nonce: new Uint8Array(32), publicKey: KEY, source }));
const DOCUMENT = 'corpus/README.md';
const hash = await roughproof.hashDocument(readFileSync(DOCUMENT));
compareAll(['verify', '--json', '--servers', SERVERS, '--document', DOCUMENT], all.filter((file) => file.endsWith('.json')),
  (bytes, source) => roughproof.verifyDocumentHash(hash, bytes, { servers, source }));

// A line of NDJSON that is longer than any may be, between others.
const line = readFileSync('corpus/verdicts/valid/rfc/exchange.json', 'utf8').trim();
const long = join(work, 'long.ndjson');
writeFileSync(long, `${line}\n{"response":"${'A'.repeat(1 << 20)}"}\n${line}\n\n${line}`);
compare(['verify', '--json'], [long], (bytes, source) => roughproof.verifyReport(bytes, { source }));

// Requests that follow from options alone.
function compareRequest(words, options) {
  const differs = difference(native(program, ['mkreq', '--format', 'json', ...words]),
    { ...roughproof.makeRequest(options), complaints: '' });
  compared++;
  if (differs !== null) {
    failures.push(`mkreq ${words.join(' ')}: ${differs}`);
  }
}
const nonce = new Uint8Array(32).fill(7);
const hex = '07'.repeat(32);
compareRequest(['--nonce', hex], { nonce });
compareRequest(['--nonce', hex, '--key', KEY, '--size', '508'], { nonce, publicKey: KEY, size: 508 });
compareRequest(['--nonce', hex.repeat(2), '--version', 'google'],
  { nonce: new Uint8Array(64).fill(7), versions: ['google'] });
compareRequest(['--nonce', hex, '--version', '0x8000000c', '--version', 'draft-11'], { nonce, versions: [0x8000000c, 'draft-11'] });
compareRequest(['--rand', hex, '--after', 'corpus/samples/rfc10049-response.bin'],
  { rand: nonce, after: readFileSync('corpus/samples/rfc10049-response.bin') });

rmSync(work, { recursive: true });
failures.forEach((failure) => console.log(failure));
console.log(`${compared} comparisons, ${failures.length} differ`);
process.exitCode = failures.length > 0 || compared < 10000 ? 1 : 0;
