// The page is sealed: it works from a file and from any host, asks for nothing, and runs nothing but itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { openSample, PAGE, SAMPLES, withPage } from './browser.mjs';

test('from a file, without a network, all samples', () =>
  withPage(async (page, context) => {
    assert.ok(PAGE.startsWith('file:'));
    await context.setOffline(true);
    for (const { id } of SAMPLES) {
      await openSample(page, id);
      await page.waitForFunction(
        (title) => document.querySelector('.story h3')?.textContent.includes(title),
        SAMPLES.find((s) => s.id === id).title,
      );
    }
    assert.equal(await page.isVisible('#problem'), false);
  }));

/** A server that notes what it is asked. */
async function listening(body) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'access-control-allow-origin': '*' });
    response.end(readFileSync(process.env.PAGE));
  });
  await new Promise((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  try {
    await body(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
    server.closeAllConnections?.();
  }
  return asked;
}

test('served as a static file: one request, and no other', async () => {
  const asked = await listening((host) =>
    withPage(
      async (page) => {
        assert.equal(await openSample(page, 'malfeasance'), 'Malfeasance');
      },
      { url: `${host}tools/roughproof.html` },
    ),
  );
  assert.deepEqual(asked, ['/tools/roughproof.html']);
});

/** What a script that got in would try. Each attempt says whether it was stopped. */
const attempts = (there) =>
  Promise.all(
    [
      ['fetch', () => fetch(there)],
      [
        'image',
        () =>
          new Promise((good, bad) => {
            Object.assign(new Image(), { onload: good, onerror: bad, src: `${there}x.png` });
          }),
      ],
      [
        'inline script',
        () =>
          new Promise((good, bad) => {
            const script = document.createElement('script');
            script.append('globalThis.ran = true');
            document.body.append(script);
            setTimeout(() => (globalThis.ran ? good() : bad()), 50);
          }),
      ],
      [
        'markup',
        async () => {
          document.body.insertAdjacentHTML('beforeend', '<p>x</p>');
        },
      ],
      [
        'eval',
        () =>
          new Promise((good, bad) => {
            // later, when what the test itself may do is over
            setTimeout(() => {
              try {
                good(Function('return 1')());
              } catch (error) {
                bad(error);
              }
            });
          }),
      ],
      ['worker of another policy', async () => new Worker('blob:nothing')],
    ].map(([name, run]) =>
      run()
        .then(
          () => `${name} worked`,
          () => null,
        )
        .catch(() => null),
    ),
  );

test('what gets in runs nothing and sends nothing', async () => {
  const asked = await listening((host) =>
    withPage(async (page, _, faults) => {
      assert.deepEqual((await page.evaluate(attempts, host)).filter(Boolean), []);
      for (const directive of ['connect-src', 'img-src', 'require-trusted-types-for']) {
        assert.ok(
          faults.some((fault) => fault.startsWith(`policy: ${directive}`)),
          `${directive}: ${faults.join('\n')}`,
        );
      }
      faults.length = 0; // these were meant to fail
    }),
  );
  assert.deepEqual(asked, []);
});

test('nothing is kept', () =>
  withPage(async (page, context) => {
    await openSample(page, 'chain');
    const kept = await context.storageState({ indexedDB: true }).catch(() => context.storageState());
    assert.deepEqual(kept, { cookies: [], origins: [] });
  }));
