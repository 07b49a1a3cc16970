// Ten thousand exchanges: the page answers all the time, says how far it is, and finds what is wrong among them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { command, forget, openSample, repository, saved, title, verdict, withPage } from './browser.mjs';

const MANY = 10_000;
const STILL = 1000; // milliseconds that the page may not answer, on whatever machine; it takes a tenth of that
const WAIT = { timeout: 240_000 };
const chain = JSON.parse(repository('corpus/samples/chain.json')).responses;
const folder = mkdtempSync(join(tmpdir(), 'page-'));
after(() => rmSync(folder, { recursive: true }));

/** The samples again and again; those at `altered` have a bit changed, which also breaks the link behind. */
function report(length, altered = []) {
  const responses = Array.from({ length }, (_, i) => chain[i % chain.length]);
  for (const i of altered) {
    const bytes = Buffer.from(responses[i].response, 'base64');
    bytes[216] ^= 1;
    responses[i] = { ...responses[i], response: bytes.toString('base64') };
  }
  const path = join(folder, `${length}-${altered.length}.json`);
  writeFileSync(path, JSON.stringify({ responses }));
  return path;
}

/** Notes the longest time between two frames, and all that the page says of what it does. */
const watch = (page) =>
  page.evaluate(() => {
    const seen = { longest: 0, said: [], shares: new Set(), judged: new Set() };
    let last = performance.now();
    const tick = (now) => {
      seen.longest = Math.max(seen.longest, now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    const [text, bar] = ['working-text', 'progress'].map((id) => document.getElementById(id));
    new MutationObserver(() => {
      if (seen.said.at(-1) !== text.textContent) seen.said.push(text.textContent);
      if (bar.position >= 0) seen.shares.add(bar.position);
      const judged = /^Judging .*: (\d+) of 10000$/.exec(text.textContent);
      if (judged && bar.value === Number(judged[1]) && bar.max === 10_000) seen.judged.add(bar.value);
    }).observe(document.getElementById('working'), { subtree: true, childList: true, attributes: true });
    globalThis.seen = seen;
  });

const seen = (page) =>
  page.evaluate(() => ({ ...globalThis.seen, shares: [...globalThis.seen.shares], judged: [...globalThis.seen.judged] }));

async function open(page, path) {
  await page.setInputFiles('#files', path);
  await page.waitForSelector('#verdict-title', WAIT);
}

test('ten thousand exchanges: judged, shown in parts, and the page answers meanwhile', () =>
  withPage(async (page) => {
    await watch(page);
    await open(page, report(MANY, [4, 7123, 9998]));
    assert.equal(await verdict(page), 'Invalid');
    assert.equal(await title(page), 'Invalid: 6 of 10000 exchanges fail their checks.');
    const { longest, shares, judged } = await seen(page);
    assert.ok(longest < STILL, `${longest}`);
    assert.ok(judged.length > 5 && judged.at(-1) > 5000, `${judged}`); // while it judges, the bar moves
    assert.deepEqual(judged, [...judged].sort((a, b) => a - b));
    assert.ok(shares.length > judged.length, `${shares}`);
    assert.ok((await page.locator('main *').count()) < 6000);
    await page.click('.pager button:has-text("Next problem")');
    await page.click('.panel button:has-text("Next problem")');
    assert.match(await page.textContent('.panel h3'), /^Exchange 7124 of 10000/);
    await page.waitForSelector('.panel .check.bad .check-name:has-text("signature")', WAIT);
    assert.equal(await page.textContent('.which'), '7101\u20137150 of 10000');
    assert.match(await page.textContent('.links tr.selected'), /^7124\. .*invalid/);
    assert.equal(await page.locator('.timeline .band.selected[data-row="7123"]').count(), 1);
    assert.ok((await page.locator('.octetbox .byte').count()) > 300);
    const { width, height } = await page.locator('.overview').boundingBox();
    await page.locator('.overview').click({ position: { x: width / 2, y: height / 2 } });
    assert.match(await page.textContent('.which'), /^(4951|5001)\u2013/);
    await page.waitForSelector('.panel[aria-busy="false"]', WAIT);
    assert.ok((await seen(page)).longest < STILL, `${(await seen(page)).longest}`);
  }));

const numbers = (page) => page.evaluate(() => [...document.querySelectorAll('.links .choose')].map((e) => parseInt(e.textContent, 10)));

test('by keys and for screen readers: parts of the table say which rows they are, problems can be had alone', () =>
  withPage(async (page) => {
    await open(page, report(330, [7, 200]));
    const indices = () => page.evaluate(() => [...document.querySelectorAll('.links tbody tr')].map((tr) => tr.ariaRowIndex));
    assert.equal(await page.getAttribute('.links', 'aria-rowcount'), '331');
    assert.deepEqual(await numbers(page), Array.from({ length: 50 }, (_, i) => i + 1));
    assert.equal(await page.isDisabled('.pager button:has-text("Earlier")'), true);
    await page.focus('.pager button:has-text("Later")');
    await page.keyboard.press('Enter');
    assert.deepEqual([(await indices())[0], (await numbers(page))[0]], ['52', 51]);
    assert.equal(await page.textContent('[role="status"].which'), '51\u2013100 of 330');
    await page.check('#only-problems');
    assert.deepEqual(await numbers(page), [8, 9, 201, 202]);
    assert.equal(await page.locator('.timeline .band').count(), 4);
    await page.focus('.choose >> nth=2');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel[aria-busy="false"] h3:has-text("Exchange 201 of 330")', WAIT);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^Exchange 201 of 330/);
    await page.click('.panel button:text-is("Next")');
    await page.click('.panel button:text-is("Next")'); // has no problem: all are shown again
    assert.deepEqual([await numbers(page).then(([first]) => first), await page.isChecked('#only-problems')], [201, false]);
  }));

test('what is saved is all of it', () =>
  withPage(async (page) => {
    const path = report(700, [3]);
    await open(page, path);
    const told = command('verify', '--json', path).replaceAll(`"source":"${path}"`, '"source":"700-1.json"');
    const { bytes } = await saved(page, 'Save verdict (JSON)');
    assert.equal(bytes.toString(), told);
    assert.deepEqual(JSON.parse((await saved(page, 'Save as report')).bytes), JSON.parse(readFileSync(path)));
  }));

test('given up: nothing changes, and the page goes on', () =>
  withPage(async (page) => {
    await openSample(page, 'malfeasance');
    await page.setInputFiles('#files', report(MANY));
    await page.click('#cancel');
    await page.waitForSelector('#working', { state: 'hidden' });
    assert.equal(await verdict(page), 'Malfeasance');
    assert.equal(await page.isVisible('#problem'), false);
    await forget(page);
    assert.equal(await openSample(page, 'chain'), 'Valid');
  }));

test('what the memory of the page cannot hold is told', () =>
  withPage(async (page) => {
    const path = join(folder, 'empty.ndjson');
    writeFileSync(path, '{"response":""}\n'.repeat(600_000));
    await page.setInputFiles('#files', path);
    await page.waitForSelector('#problem:has-text("more than the 256 MiB of memory")', WAIT);
  }));
