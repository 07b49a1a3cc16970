// What can be seen without a browser: strangers' text never becomes markup, and the policy is the one that was promised.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = new URL('../', import.meta.url);
const page = readFileSync(process.env.PAGE, 'utf8');
const sources = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));
const MARKUP =
  /\b((inner|outer)HTML|insertAdjacentHTML|setHTML\w*|parseFromString|createContextualFragment|srcdoc|document\.write|eval|Function)\b/;
const NETWORK =
  /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|localStorage|sessionStorage|indexedDB|cookie)\b/;

test('no source makes markup of text, or reaches for a network or a store', () => {
  assert.ok(sources.length > 10);
  for (const name of sources) {
    const source = readFileSync(new URL(name, FOLDER), 'utf8');
    assert.equal(source.match(MARKUP)?.[0], undefined, name);
    assert.equal(source.match(NETWORK)?.[0], undefined, name);
  }
});

test('the page has no inline handlers, inline styles or addresses to load from', () => {
  const markup = page.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '');
  assert.doesNotMatch(markup, /\son\w+=/i);
  assert.doesNotMatch(markup, /\sstyle=/i);
  assert.doesNotMatch(markup, /\s(src|action)=|url\(|@import/i);
  assert.doesNotMatch(markup, /\shref="(?!#)/i);
});

test('the policy allows this script, this style and nothing else', () => {
  const policy = new Map(
    page
      .match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)[1]
      .split('; ')
      .map((part) => {
        const [name, ...values] = part.split(' ');
        return [name, values];
      }),
  );
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const script = page.match(/<script>([\s\S]*?)<\/script>/)[1];
  const style = page.match(/<style>([\s\S]*?)<\/style>/)[1];
  assert.deepEqual(Object.fromEntries(policy), {
    'default-src': ["'none'"],
    'script-src': [hash(script), "'wasm-unsafe-eval'"],
    'style-src': [hash(style)],
    'worker-src': ['blob:'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['roughproof-worker'],
  });
});

test('what is kept in the page is the script, the worker and the module', () => {
  const kinds = [...page.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes.trim());
  assert.deepEqual(kinds, [
    'type="text/plain" id="wasm"',
    'type="text/plain" id="wasm-simd"',
    'type="application/json" id="data"',
    'type="text/plain" id="worker"',
    '',
  ]);
  const wasm = Buffer.from(page.match(/id="wasm">([^<]*)</)[1], 'base64');
  assert.equal(wasm.subarray(0, 4).toString('latin1'), '\0asm');
});
