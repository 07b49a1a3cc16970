// Evidence by people who mean harm: altered bytes, names that are markup, that turn text around, or that never end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drop, file, repository, title, verdict, withPage } from './browser.mjs';

const chain = JSON.parse(repository('corpus/samples/chain.json'));
const list = JSON.parse(repository('corpus/samples/servers.json'));
const asFile = (name, value) => ({ name, buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });

function withNames(...names) {
  return asFile('list.json', { servers: list.servers.map((server, i) => ({ ...server, name: names[i % names.length] })) });
}

const MARKUP = '<img src=x onerror="document.title=1"><script>alert(1)</script>&amp;<b>';
const BIDI = 'good\u202Eelpmaxe.live\u2066\u200B\u0000\u0007\u001B[31m';
const LONG = 'very-long-'.repeat(25); // the C readers take names of up to 255 bytes
const ZALGO = `z${'\u0336\u0321\u035F'.repeat(40)}`;

/** Nothing of a stranger may become an element, and what is not seen is spelled out. */
async function sound(page) {
  assert.equal(await page.locator('main img, main script, main b, main iframe, main a, main style').count(), 0);
  const text = await page.evaluate(() => document.querySelector('main').innerText);
  assert.doesNotMatch(text, /[\u0000-\u0008\u000E-\u001F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
}

for (const [what, name] of Object.entries({ MARKUP, BIDI, LONG, ZALGO })) {
  test(`names in a list: ${what}`, () =>
    withPage(
      async (page) => {
        await drop(page, [withNames(name), file('corpus/samples/malfeasance.json')]);
        assert.equal(await verdict(page), 'Malfeasance');
        await sound(page);
        assert.ok((await title(page)).length < 400);
        await page.click('.trust summary >> nth=1');
        await page.click('.verdict summary');
        await sound(page);
      },
      { viewport: { width: 390, height: 800 } },
    ));

  test(`names of files: ${what}`, () =>
    withPage(async (page) => {
      await drop(page, [asFile(`${name.slice(0, 2000)}.json`, chain)]);
      assert.equal(await verdict(page), 'Keys not recognised');
      await sound(page);
      await drop(page, [asFile(name.slice(0, 2000), list)]);
      await verdict(page);
      await sound(page);
    }));

  test(`identifiers and stray members: ${what}`, () =>
    withPage(async (page) => {
      await drop(page, [
        asFile(
          'lines.ndjson',
          `${JSON.stringify({ id: { [name.slice(0, 900)]: name }, [name.slice(0, 900)]: name, ...chain.responses[0] })}\n`,
        ),
      ]);
      await verdict(page);
      await sound(page);
    }));
}

test('a name that is too long is refused, and that is told', () =>
  withPage(async (page) => {
    await drop(page, [withNames('very-long-'.repeat(1500)), file('corpus/samples/malfeasance.json')]);
    assert.equal(await verdict(page), 'Keys not recognised');
    assert.match(await page.textContent('.verdict'), /a string longer than was expected/);
    await sound(page);
  }));

test('a tampered response: which check failed, and the link that broke with it', () =>
  withPage(async (page) => {
    const altered = structuredClone(chain);
    const bytes = Buffer.from(altered.responses[2].response, 'base64');
    bytes[216] ^= 1;
    altered.responses[2].response = bytes.toString('base64');
    await drop(page, [asFile('altered.json', altered), file('corpus/samples/servers.json')]);
    assert.equal(await verdict(page), 'Invalid');
    assert.match(await page.textContent('.panel'), /Exchange 3 of 6/);
    const failed = await page.locator('.check.bad .check-name').allTextContents();
    assert.deepEqual(failed, ['signature']);
    assert.match(await page.textContent('.links tbody tr >> nth=3'), /broken link/);
    assert.ok((await page.locator('.fields .fault').count()) > 0);
  }));

/** Numbers that look random and are always the same. */
function* random(seed) {
  for (let x = seed; ;) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32;
  }
}

test('forty reports with bytes changed at random: always a verdict, never a failure', () =>
  withPage(async (page) => {
    const numbers = random(7);
    const below = (n) => Math.floor(numbers.next().value * n);
    const text = Buffer.from(JSON.stringify(chain));
    for (let i = 0; i < 40; i += 1) {
      let bytes;
      if (i % 2 === 0) {
        const altered = structuredClone(chain);
        const entry = altered.responses[below(6)];
        const member = ['response', 'request', 'publicKey', 'rand'][below(4)];
        const raw = Buffer.from(entry[member] ?? '', 'base64');
        for (let k = 0; k < 3 && raw.length > 0; k += 1) raw[below(raw.length)] = below(256);
        entry[member] = raw.subarray(0, below(4) === 0 ? below(raw.length) : raw.length).toString('base64');
        bytes = Buffer.from(JSON.stringify(altered));
      } else {
        bytes = Buffer.from(text);
        for (let k = 0; k < 4; k += 1) bytes[below(bytes.length)] = below(256);
        if (below(3) === 0) bytes = bytes.subarray(0, below(bytes.length));
      }
      await drop(page, [
        { name: `altered-${i}.json`, buffer: bytes },
        ...(i === 0 ? [file('corpus/samples/servers.json')] : []),
      ]);
      await verdict(page);
      assert.equal(await page.isVisible('#problem'), false, await page.textContent('#problem'));
      await sound(page);
    }
  }));

test('every reject vector is shown with its error', () =>
  withPage(async (page) => {
    const { readdirSync, existsSync } = await import('node:fs');
    const folder = new URL('../../../corpus/vectors/reject/', import.meta.url);
    const all = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/packet.bin`, folder)));
    const some = all.filter((_, i) => i % Math.ceil(all.length / 30) === 0);
    assert.ok(some.length > 10, `${all.length}`);
    for (const name of some) {
      await drop(page, [file(`corpus/vectors/reject/${name}/packet.bin`, name)]);
      assert.notEqual(await verdict(page), 'Valid');
      assert.equal(await page.isVisible('#problem'), false, `${name}: ${await page.textContent('#problem')}`);
    }
  }));
