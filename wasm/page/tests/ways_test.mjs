// Every way in: dropping, choosing, pasting, the forms; and every kind of thing that can be opened.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, test } from 'node:test';
import { command, drop, file, forget, repository, title, verdict, withPage } from './browser.mjs';

const S = 'corpus/samples';
const report = file(`${S}/malfeasance.json`);
const chain = file(`${S}/chain.json`);
const servers = file(`${S}/servers.json`);
const RESPONSE = repository(`${S}/rfc10049-response.bin`);
const REQUEST = repository(`${S}/rfc10049-request.bin`);
const KEY = 'FnDyLV/68ephhLdFJbdEGCdkVvpXDaVe5PYvRDdlOOY=';
const packet = (name, buffer) => ({ name, buffer, mimeType: 'application/octet-stream' });

test('a dropped report without a list: keys not recognised, and what it would prove', () =>
  withPage(async (page) => {
    await drop(page, [report]);
    assert.equal(await verdict(page), 'Keys not recognised');
    assert.match(await title(page), /^Keys not recognised: /);
    assert.match(
      await page.textContent('.verdict .line'),
      /If the keys in it are the servers\u2019 own: this would prove that at least one of/,
    );
    assert.match(await page.textContent('.offer'), /Public servers, as published by \d{4}-\d\d-\d\d/);
  }));

test('the built-in list does not know these keys; a dropped list does, and judges again', () =>
  withPage(async (page) => {
    await drop(page, [report]);
    await verdict(page);
    await forget(page)
      .then(() => drop(page, [report]))
      .then(() => verdict(page));
    await page.click('.offer button >> nth=0');
    await page.waitForSelector('.verdict .about:has-text("Public servers")');
    assert.equal(await verdict(page), 'Keys not recognised');
    await drop(page, [servers]);
    assert.equal(await verdict(page), 'Malfeasance');
    await page.uncheck('.trust-row:has-text("servers.json") input');
    await page.waitForSelector('.verdict.keys');
  }));

test('what gzip packed is unpacked; what only looks so is refused, not lost', () =>
  withPage(async (page) => {
    const packed = gzipSync(chain.buffer);
    await drop(page, [servers, { ...chain, name: 'chain.json.gz', buffer: packed }]);
    assert.equal(await verdict(page), 'Valid');
    await drop(page, [{ ...chain, name: 'cut.gz', buffer: packed.subarray(0, packed.length - 9) }]);
    await page.waitForFunction(() => !document.querySelector('.verdict')?.textContent.includes('Valid'));
  }));

test('report and list together', () =>
  withPage(async (page) => {
    await drop(page, [servers, chain]);
    assert.equal(await verdict(page), 'Valid');
  }));

test('chosen files', () =>
  withPage(async (page) => {
    await page.setInputFiles('#files', [chain, servers]);
    assert.equal(await verdict(page), 'Valid');
  }));

test('a list alone is shown, and used for what is opened next', () =>
  withPage(async (page) => {
    await drop(page, [servers]);
    assert.match(await title(page), /^1 server list: it is used/);
    assert.match(await page.textContent('.plain'), /north\.example/);
    await drop(page, [chain]);
    assert.equal(await verdict(page), 'Valid');
  }));

const paste = (page, text) =>
  page.evaluate((said) => {
    const data = new DataTransfer();
    data.setData('text/plain', said);
    document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData: data }));
  }, text);

test('pasted anywhere: a report, hex, base64, a hex dump', () =>
  withPage(async (page) => {
    await paste(page, chain.buffer.toString());
    assert.equal(await verdict(page), 'Keys not recognised');
    const old = repository(`${S}/google-response.bin`);
    const hex = old.toString('hex');
    for (const text of [hex, hex.match(/../g).join(' '), old.toString('base64')]) {
      await forget(page);
      await paste(page, text);
      assert.equal(await verdict(page), 'Incomplete');
      assert.match(await title(page), /the request and the long-term key of the server are missing/);
    }
  }));

test('pasted into the field', () =>
  withPage(async (page) => {
    await page.click('#paste-open');
    await page.fill('#paste-text', chain.buffer.toString());
    await page.click('#paste-go');
    assert.equal(await verdict(page), 'Keys not recognised');
  }));

test('dropped text', () =>
  withPage(async (page) => {
    await drop(page, [], chain.buffer.toString());
    assert.equal(await verdict(page), 'Keys not recognised');
  }));

test('one exchange by its form: response, request and key', () =>
  withPage(async (page) => {
    await page.click('#exchange-open');
    await page.fill('#exchange-request', REQUEST.toString('hex'));
    await page.setInputFiles('#exchange-response-file', [packet('response.bin', RESPONSE)]);
    await page.fill('#exchange-key', KEY);
    await page.click('#exchange-go');
    assert.equal(await verdict(page), 'Invalid');
    assert.match(await page.textContent('.diagnosis'), /drafts' spelling/);
    await page.click('.panel button:has-text("accepting")');
    await page.waitForSelector('.verdict.good');
    assert.equal(await page.locator('.choice button').count(), 2);
  }));

test('the form says what is wrong with a key, and what is lacking', () =>
  withPage(async (page) => {
    await page.click('#exchange-open');
    await page.click('#exchange-go');
    await page.waitForSelector('#problem:has-text("there is no response")');
    await page.fill('#exchange-response', RESPONSE.toString('base64'));
    await page.fill('#exchange-key', 'short');
    await page.click('#exchange-go');
    await page.waitForSelector('#problem:has-text("a key has 32 bytes")');
  }));

test('request and response as two files, and both in one', () =>
  withPage(async (page) => {
    const { request, response } = JSON.parse(chain.buffer).responses[0];
    await drop(page, [packet('a', Buffer.from(response, 'base64')), packet('b', Buffer.from(request, 'base64'))]);
    assert.equal(await verdict(page), 'Incomplete');
    assert.match(await title(page), /but the long-term key of the server is missing/);
    await drop(page, [packet('both.bin', Buffer.concat([REQUEST, RESPONSE])), packet('key.txt', Buffer.from(`${KEY}\n`))]);
    assert.equal(await verdict(page), 'Invalid');
    assert.equal(await page.locator('.choice button').count(), 2);
  }));

test('NDJSON: each line for itself', () =>
  withPage(async (page) => {
    const lines = Buffer.from(command('convert', '--to', 'ndjson', `${S}/chain.json`));
    await drop(page, [packet('chain.ndjson', lines), servers]);
    assert.equal(await verdict(page), 'Valid');
    assert.match(await title(page), /six exchanges under keys that your list trusts, each for itself/);
    assert.equal(await page.locator('.links tbody tr').count(), 6);
  }));

test('exchanges that nothing links: no agreement is claimed', () =>
  withPage(async (page) => {
    await drop(page, [file('corpus/verdicts/valid/unlinked-set/report.json'), file('wasm/page/samples/servers.json')]);
    assert.equal(await verdict(page), 'Valid');
    assert.match(await title(page), /^Valid: three servers that your list trusts, none of which contradicts another\.$/);
    assert.match(await page.textContent('.verdict .line'), /there are 3 runs, and between them no order is proved/);
  }));

test('an old chain file', () =>
  withPage(async (page) => {
    await drop(page, [file(`${S}/google-chain.json`)]);
    assert.equal(await verdict(page), 'Keys not recognised');
    assert.match(await page.textContent('.links'), /2018-10-29/);
  }));

test('a document with its stamp, dropped together, whichever comes first', () =>
  withPage(async (page) => {
    const [document, stamp] = [file('wasm/page/samples/document.txt'), file('wasm/page/samples/stamp.json')];
    await drop(page, [stamp, document, servers]);
    assert.match(await title(page), /^Valid: this document existed before/);
    await drop(page, [document, stamp]);
    await verdict(page);
    assert.match(await page.textContent('.verdict'), new RegExp(createHash('sha256').update(document.buffer).digest('hex')));
  }));

test('a large document is hashed in pieces, with progress, and is not the one', () =>
  withPage(async (page) => {
    const large = Buffer.alloc(45_000_000, 'roughly ');
    const folder = mkdtempSync(join(tmpdir(), 'page-'));
    after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'large.iso'), large);
    await page.click('#document-open');
    await page.setInputFiles('#document-file', join(folder, 'large.iso'));
    await page.setInputFiles('#document-stamp', [file('wasm/page/samples/stamp.json')]);
    await page.evaluate(() => {
      globalThis.seen = new Set();
      new MutationObserver(() => globalThis.seen.add(document.getElementById('working-text').textContent)).observe(
        document.getElementById('working-text'),
        { childList: true },
      );
    });
    await page.click('#document-go');
    assert.equal(await verdict(page), 'Invalid');
    assert.match(await title(page), /this is not the document that was stamped/);
    assert.match(await page.textContent('.verdict'), new RegExp(createHash('sha256').update(large).digest('hex')));
    const seen = await page.evaluate(() => [...globalThis.seen].filter((text) => / of 45 MB/.test(text)));
    assert.ok(seen.length > 2, seen.join());
  }));

test('bytes that are no evidence, and a file that is empty', () =>
  withPage(async (page) => {
    await drop(page, [packet('photo.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]))]);
    assert.equal(await verdict(page), 'Not readable');
    await drop(page, [packet('empty', Buffer.alloc(0))]);
    assert.equal(await verdict(page), 'Not readable');
  }));

test('a truncated packet: where it breaks', () =>
  withPage(async (page) => {
    await drop(page, [file(`${S}/truncated.bin`)]);
    assert.equal(await verdict(page), 'Not readable');
    assert.match(await title(page), /the length field promises more bytes than there are/);
    assert.equal(await page.locator('.octetbox .byte.fault').count(), 1);
  }));

test('opening something else begins anew', () =>
  withPage(async (page) => {
    await drop(page, [chain]);
    await verdict(page);
    await page.click('button:has-text("Open something else")');
    assert.equal(await page.locator('#verdict-title').count(), 0);
    assert.ok(await page.isVisible('#samples-title'));
  }));
