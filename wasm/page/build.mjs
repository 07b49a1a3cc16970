#!/usr/bin/env node
// Makes the page: one HTML file that holds everything, and whose Content-Security-Policy allows just that.
//
// usage: build.mjs MODULE.wasm WIDE_MODULE.wasm OUTPUT.html
//
// The scripts of this folder become one inline script, those of the worker another text, from which the page makes a
// worker of its own (a file:// page may load neither modules nor workers). Nothing is minified: what runs can be read.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../..');
const IMPORT = /^import\s+\{([^}]*)\}\s+from\s+'(\.[^']+)';\n/gm;
const REEXPORT = /^export\s+\{([^}]*)\}\s+from\s+'(\.[^']+)';\n/gm;
const EXPORT = /^export\s+((?:async\s+)?(?:function|const|let|class)\s+(\w+))/gm;

/** The scripts in the order in which they need one another, the entry last. */
function inOrder(entry, found = new Set()) {
  const source = readFileSync(entry, 'utf8');
  for (const [, , path] of [...source.matchAll(IMPORT), ...source.matchAll(REEXPORT)]) {
    const needed = resolve(dirname(entry), path);
    if (!found.has(needed)) inOrder(needed, found);
  }
  found.add(entry);
  return found;
}

/** One file as a function that is called once and returns its exports, in the place of a module. */
function wrapped(path, nameOf) {
  const exported = [];
  const from = (names, other) => `const {${names.replaceAll(' as ', ': ')}} = ${nameOf(resolve(dirname(path), other))};\n`;
  const source = readFileSync(path, 'utf8')
    .replace(IMPORT, (_, names, other) => from(names, other))
    .replace(REEXPORT, (_, names, other) => {
      exported.push(...names.split(',').map((name) => name.trim()));
      return from(names, other);
    })
    .replace(EXPORT, (_, declaration, name) => {
      exported.push(name);
      return declaration;
    })
    .replaceAll('import.meta.url', 'location.href');
  const left = source.match(/^(import|export)\b.*/m);
  if (left) throw new Error(`${path}: cannot bundle "${left[0]}"`);
  return `// ${relative(ROOT, path)}\nconst ${nameOf(path)} = (() => {\n${source}\nreturn { ${exported.join(', ')} };\n})();\n`;
}

/** One classic script of all files that the entry needs. */
function bundle(entry) {
  const nameOf = (path) => `in_${relative(ROOT, path).replace(/\W/g, '_')}`;
  const parts = [...inOrder(entry)].map((path) => wrapped(path, nameOf));
  return inElement(`'use strict';\n${parts.join('\n')}`);
}

/** Text that may stand inside <script>: the few sequences that would end or change it must not be there. */
function inElement(text) {
  const bad = text.match(/<\/script|<script|<!--/i);
  if (bad) throw new Error(`"${bad[0]}" cannot stand inside a script element`);
  return text;
}

const asData = (value) => inElement(JSON.stringify(value).replaceAll('<', '\\u003c'));
const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A report with bytes of one response written over, as somebody who tampers would. */
function patched(bytes, { entry, offset, hex }) {
  const report = JSON.parse(bytes);
  const response = Buffer.from(report.responses[entry].response, 'base64');
  Buffer.from(hex, 'hex').copy(response, offset);
  report.responses[entry].response = response.toString('base64');
  return Buffer.from(JSON.stringify(report));
}

function sampleFile({ name, path, patch }) {
  const bytes = readFileSync(join(ROOT, path));
  return { name, base64: (patch ? patched(bytes, patch) : bytes).toString('base64') };
}

function samples() {
  return JSON.parse(readFileSync(join(HERE, 'samples.json'), 'utf8')).map((sample) => ({
    ...sample,
    files: sample.files.map(sampleFile),
    servers: readFileSync(join(ROOT, sample.servers), 'utf8'),
  }));
}

/** The list of public servers, with its date, which is in its name. */
function publicServers() {
  const date = '2026-04-25';
  return { date, text: readFileSync(join(HERE, `servers-${date}.json`), 'utf8') };
}

function build(wasmPath, widePath, outPath) {
  const script = bundle(join(HERE, 'main.js'));
  const style = inElement(readFileSync(join(HERE, 'style.css'), 'utf8'));
  const policy = [
    "default-src 'none'",
    `script-src ${sha256(script)} 'wasm-unsafe-eval'`,
    `style-src ${sha256(style)}`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types roughproof-worker',
  ].join('; ');
  const parts = {
    POLICY: policy,
    STYLE: style,
    SCRIPT: script,
    WORKER: bundle(join(HERE, 'worker.js')),
    WASM: readFileSync(wasmPath).toString('base64'),
    WIDE: readFileSync(widePath).toString('base64'),
    DATA: asData({ samples: samples(), publicServers: publicServers() }),
  };
  const page = readFileSync(join(HERE, 'index.html'), 'utf8').replace(/@([A-Z]+)@/g, (_, name) => parts[name]);
  writeFileSync(outPath, page);
}

const [wasmPath, widePath, outPath] = process.argv.slice(2);
if (!outPath) {
  console.error('usage: build.mjs MODULE.wasm WIDE_MODULE.wasm OUTPUT.html');
  process.exit(2);
}
build(wasmPath, widePath, outPath);
