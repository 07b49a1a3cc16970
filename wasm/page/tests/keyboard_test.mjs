// Without a pointer: everything can be reached, is named, and says what it did.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSample, verdict, withPage } from './browser.mjs';

const focused = (page) =>
  page.evaluate(() => {
    const { tagName, textContent, dataset, id } = document.activeElement;
    return { tagName, text: textContent.trim().slice(0, 80), sample: dataset.sample, id };
  });

/** Tabs until the focus is where `wanted` says, as a person would. */
async function tabTo(page, wanted, most = 120) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if (wanted(await focused(page))) return;
  }
  assert.fail('the keyboard does not reach it');
}

test('from the address bar to a verdict, and on to the bytes', () =>
  withPage(async (page) => {
    await tabTo(page, (at) => at.id === 'choose', 3);
    await tabTo(page, (at) => at.sample === 'malfeasance', 12);
    await page.keyboard.press('Enter');
    assert.equal(await verdict(page), 'Malfeasance');
    assert.equal((await focused(page)).id, 'verdict-title');
    assert.match(await page.textContent('#status'), /This proves that at least one of/);
    await tabTo(page, (at) => /^4\. /.test(at.text));
    await page.keyboard.press('Enter');
    assert.match((await focused(page)).text, /^Exchange 4 of 6/);
    await tabTo(page, (at) => at.tagName === 'BUTTON' && /^NONC/.test(at.text));
    assert.equal(await page.locator('.octetbox .byte.lit').count(), 32);
  }));

test('the first stop skips to the content', () =>
  withPage(async (page) => {
    await page.keyboard.press('Tab');
    assert.match((await focused(page)).text, /Skip to content/);
  }));

test('the timeline zooms, moves and shows all by keys', () =>
  withPage(async (page) => {
    await openSample(page, 'malfeasance');
    await page.focus('.stage');
    const bar = () => page.evaluate(() => document.querySelector('.timeline rect.bar').getAttribute('x'));
    const before = await bar();
    await page.keyboard.press('+');
    const zoomed = await bar();
    assert.notEqual(zoomed, before);
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await bar(), zoomed);
    await page.keyboard.press('0');
    assert.equal(await bar(), before);
  }));

test('forms open, take the focus, and close by the same key', () =>
  withPage(async (page) => {
    await page.focus('#exchange-open');
    await page.keyboard.press('Enter');
    assert.equal((await focused(page)).id, 'exchange-request');
    assert.equal(await page.getAttribute('#exchange-open', 'aria-expanded'), 'true');
    await page.focus('#exchange-open');
    await page.keyboard.press('Enter');
    assert.equal(await page.isVisible('#exchange'), false);
  }));

test('nested messages fold by keys', () =>
  withPage(async (page) => {
    await openSample(page, 'chain');
    const open = () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll('.fields summary')].find((s) => s.textContent.includes('SREP')).parentElement.open,
      );
    assert.equal(await open(), true);
    await page.locator('.fields summary', { hasText: 'SREP' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await open(), false);
  }));

/** What assistive technology would have no name for. */
const nameless = (page) =>
  page.evaluate(() => {
    const named = (e) =>
      (e.getAttribute('aria-label') ?? '').trim() !== '' ||
      e.getAttribute('aria-labelledby') !== null ||
      e.textContent.trim() !== '' ||
      (e.labels?.length ?? 0) > 0;
    const all = document.querySelectorAll(
      'button, input:not([hidden]), textarea, svg[role], [tabindex="0"], section, progress',
    );
    return [...all].filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 100));
  });

test('every control and region has a name, headings do not jump, tables have headers', () =>
  withPage(async (page) => {
    for (const id of ['chain', 'tampered', 'stamp']) {
      await openSample(page, id);
      await page.waitForFunction((sample) => document.querySelector('.story') && sample, id);
      assert.deepEqual(await nameless(page), []);
      const levels = await page.evaluate(() =>
        [...document.querySelectorAll('h1, h2, h3, h4')].map((e) => Number(e.tagName[1])),
      );
      levels.reduce((before, level) => {
        assert.ok(level <= before + 1, `h${level} after h${before}`);
        return level;
      }, 0);
      assert.equal(await page.locator('th:not([scope])').count(), 0);
      assert.equal(
        await page.evaluate(
          () =>
            new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size ===
            document.querySelectorAll('[id]').length,
        ),
        true,
      );
    }
  }));
