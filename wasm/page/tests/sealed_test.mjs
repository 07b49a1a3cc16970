// The page is sealed: it works from a file and from any host, asks for nothing, and runs nothing but itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { openSample, PAGE, SAMPLES, withPage } from './browser.mjs';

test('from a file, without a network, all samples', () => withPage(async (page, context) => {
  assert.ok(PAGE.startsWith('file:'));
  await context.setOffline(true);
  for (const { id } of SAMPLES) {
    await openSample(page, id);
    await page.waitForFunction((title) => document.querySelector('.story h3')?.textContent.includes(title), SAMPLES.find((s) => s.id === id).title);
  }
  assert.equal(await page.isVisible('#problem'), false);
}));

test('served as a static file: one request, and no other', async () => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(readFileSync(process.env.PAGE));
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const url = `http://127.0.0.1:${server.address().port}/tools/roughproof.html`;
  try {
    await withPage(async (page) => {
      assert.equal(await openSample(page, 'malfeasance'), 'Malfeasance');
    }, { url });
  } finally {
    server.close();
  }
  assert.deepEqual(asked, ['/tools/roughproof.html']);
});

/** What a script that got in would try. Each attempt says whether it was stopped. */
const attempts = () => Promise.all([
  ['fetch', () => fetch('https://example.com/')],
  ['image', () => new Promise((good, bad) => { Object.assign(new Image(), { onload: good, onerror: bad, src: 'https://example.com/x.png' }); })],
  ['inline script', () => new Promise((good, bad) => {
    const script = document.createElement('script');
    script.append('globalThis.ran = true');
    document.body.append(script);
    setTimeout(() => (globalThis.ran ? good() : bad()), 50);
  })],
  ['markup', async () => { document.body.insertAdjacentHTML('beforeend', '<p>x</p>'); }],
  ['eval', async () => Function('return 1')()],
  ['worker of another policy', async () => new Worker('blob:nothing')],
].map(([name, run]) => run().then(() => `${name} worked`, () => null).catch(() => null)));

test('what gets in runs nothing and sends nothing', () => withPage(async (page, _, faults) => {
  const worked = (await page.evaluate(attempts)).filter(Boolean);
  assert.deepEqual(worked, []);
  assert.ok(faults.some((fault) => /^policy: connect-src/.test(fault)), faults.join('\n'));
  assert.deepEqual(faults.filter((fault) => fault.startsWith('request:')), []);
  faults.length = 0; // these were meant to fail
}));

test('nothing is kept', () => withPage(async (page, context) => {
  await openSample(page, 'chain');
  const kept = await context.storageState({ indexedDB: true }).catch(() => context.storageState());
  assert.deepEqual(kept, { cookies: [], origins: [] });
}));
