// Each sample: the verdict that it is a sample of, and what can be saved of it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { command, openSample, repository, SAMPLES, saved, title, withPage } from './browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'page-'));
after(() => rmSync(folder, { recursive: true }));

const EXPECTED = {
  chain: [
    'Valid',
    /^Valid: three servers that your list trusts agree that it was between 2026-10-01 11:59:57 and 12:00:08 UTC\.$/,
  ],
  malfeasance: ['Malfeasance', /^This proves that at least one of east\.example, south\.example and north\.example lied\.$/],
  tampered: ['Invalid', /^Invalid: 2 of 6 exchanges fail/],
  relabelled: ['Valid', /^Valid: two servers/],
  'appendix-b': ['Invalid', /^Invalid: 3 of 3 exchanges fail/],
  batch: ['Valid', /^Valid: alpha\.example, which your list trusts, stated that it was between/],
  stamp: ['Valid', /^Valid: this document existed before 2026-10-01 12:10:05 UTC, if at least one of three servers/],
};

test('every sample has its expectation', () =>
  assert.deepEqual(
    SAMPLES.map((s) => s.id),
    Object.keys(EXPECTED),
  ));

for (const sample of SAMPLES) {
  test(`sample ${sample.id}: verdict and story`, () =>
    withPage(async (page) => {
      const [word, sentence] = EXPECTED[sample.id];
      assert.equal(await openSample(page, sample.id), word);
      assert.match(await title(page), sentence);
      assert.equal(await page.textContent('.story p'), sample.story[0]);
      assert.match(
        await page.title(),
        sentence.source.startsWith('^') ? new RegExp(sentence.source.replace(/\$$/, '')) : sentence,
      );
    }));
}

/** What the command says of bytes under the name that they have on the page. */
function told(sample, bytes, name) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const document = sample.files.length > 1 ? ['--document', sample.files[0].path] : [];
  const lines = command('verify', '--json', '--servers', sample.servers, ...document, path);
  return lines.replaceAll(JSON.stringify(path), JSON.stringify(name));
}

for (const sample of SAMPLES) {
  test(`sample ${sample.id}: what is saved is what the command says`, () =>
    withPage(async (page) => {
      await openSample(page, sample.id);
      const verdict = await saved(page, 'Save verdict (JSON)');
      const report = await saved(page, 'Save as report');
      const { name, path, patch } = sample.files.at(-1);
      assert.equal(verdict.name, name.replace('.json', '.verdict.json'));
      assert.equal(verdict.bytes.toString(), told(sample, patch ? report.bytes : repository(path), name));
      assert.equal(JSON.parse(told(sample, report.bytes, name)).verdict, JSON.parse(verdict.bytes).verdict);
      if (patch) return;
      const own = JSON.parse(repository(path));
      const pairs = (entries) =>
        entries.map(({ rand, publicKey, request, response }) => ({ rand, publicKey, request, response }));
      assert.deepEqual(pairs(JSON.parse(report.bytes).responses), pairs(own.responses ?? [own]));
    }));
}

test('the story of Appendix B: accepted on demand, it proves what it was printed for', () =>
  withPage(async (page) => {
    await openSample(page, 'appendix-b');
    assert.match(await page.textContent('.panel .diagnosis'), /verifies with the drafts' spelling/);
    await page.click('.panel button:has-text("accepting the drafts")');
    await page.waitForSelector('.verdict.proof');
    assert.match(await title(page), /at least one of Appendix B, server A/);
    assert.equal(await page.locator('.violations li').count(), 2);
    await page.click('button:has-text("by the RFC")');
    await page.waitForSelector('.verdict.bad');
  }));

test('the timeline draws what is evidence, joins what contradicts, and marks what is not comparable', () =>
  withPage(async (page) => {
    await openSample(page, 'malfeasance');
    assert.equal(await page.locator('.timeline rect.bar').count(), 6);
    assert.equal(await page.locator('.timeline .contradiction').count(), 4);
    assert.equal(await page.locator('.links tbody tr').count(), 6);
    await openSample(page, 'relabelled');
    await page.waitForSelector('.timeline rect.unit');
    assert.equal(await page.locator('.timeline rect.bar').count(), 2);
    assert.match(await page.textContent('.links'), /unit not trusted/);
    await openSample(page, 'tampered');
    await page.waitForSelector('.timeline .link.broken', { state: 'attached' });
    assert.match(await page.textContent('.panel'), /Exchange 2 of 6/);
  }));

test('the Merkle path leads from the leaf to the root', () =>
  withPage(async (page) => {
    await openSample(page, 'batch');
    assert.equal(await page.locator('.merkle .node').count(), 7);
    assert.equal(await page.locator('.merkle .node.root').count(), 1);
    assert.match(await page.getAttribute('.merkle', 'aria-label'), /joined with 3 hashes of PATH, leads to the root/);
  }));

test('bytes and fields find one another, and nested messages fold', () =>
  withPage(async (page) => {
    await openSample(page, 'chain');
    const midpoint = page.locator('.fields .field', { hasText: 'MIDP' }).locator('visible=true').first();
    await midpoint.hover();
    assert.equal(await page.locator('.octetbox .byte.lit').count(), 8);
    await page.locator('.octetbox [data-byte="68"]').hover();
    assert.match(await page.textContent('.fields .field.lit'), /^SIG64 bytes/);
    assert.equal(await page.locator('.octetbox .byte.lit').count(), 64);
    const srep = page.locator('.fields summary', { hasText: 'SREP' });
    await srep.click();
    assert.equal(await midpoint.isVisible(), false);
    await page.locator('.octetbox [data-byte="216"]').hover();
    assert.match(await page.textContent('.fields .field.lit'), /^SREP/);
  }));
