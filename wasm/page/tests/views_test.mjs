// Light and dark, phone to desktop: nothing is cut off, and everything can be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSample, SAMPLES, withPage } from './browser.mjs';

const WIDTHS = [320, 390, 768, 1280, 1920];

test('no width scrolls sideways, with any sample', async () => {
  for (const width of WIDTHS) {
    await withPage(
      async (page) => {
        const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        assert.ok(await fits(), `${width}`);
        for (const { id } of SAMPLES) {
          await openSample(page, id);
          await page.waitForFunction(
            (title) => document.querySelector('.story h3')?.textContent.includes(title),
            SAMPLES.find((s) => s.id === id).title,
          );
          assert.ok(await fits(), `${id} at ${width}`);
        }
      },
      { viewport: { width, height: 800 } },
    );
  }
});

test('on a phone controls are large enough, and the table reads as a list', () =>
  withPage(
    async (page) => {
      await openSample(page, 'malfeasance');
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button:not(.field):not(.choose):not(.fold)')]
          .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 32)
          .map((e) => e.textContent),
      );
      assert.deepEqual(small, []);
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.links tr td')).display), 'block');
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  ));

/** Text and what is behind it: the lowest contrast of all that is seen, by the formula of WCAG 2. */
const lowestContrast = (page) =>
  page.evaluate(() => {
    const rgba = (color) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
        willReadFrequently: true,
      });
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].map((n) => n / 255);
    };
    const over = (top, below) => top.slice(0, 3).map((n, i) => n * top[3] + below[i] * (1 - top[3]));
    const luminance = (rgb) =>
      rgb
        .map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4))
        .reduce((sum, n, i) => sum + n * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (e) => {
      const layers = [];
      for (let at = e; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
      return layers.reverse().reduce((below, top) => over(top, below), [1, 1, 1]);
    };
    let lowest = { ratio: 99 };
    for (const e of document.querySelectorAll('body *:not(svg *)')) {
      const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
      if (!own || !e.offsetParent || e.closest(':disabled, .sr, .skip')) continue;
      const back = behind(e);
      const [a, b] = [luminance(over(rgba(getComputedStyle(e).color), back)), luminance(back)];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < lowest.ratio) lowest = { ratio, text: e.textContent.slice(0, 40), what: e.className };
    }
    return lowest;
  });

for (const colorScheme of ['light', 'dark']) {
  test(`${colorScheme}: the background fits, and all text has the contrast of WCAG AA`, () =>
    withPage(
      async (page) => {
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
        assert.equal(Math.max(...paper) < 60, colorScheme === 'dark');
        for (const id of ['malfeasance', 'tampered', 'appendix-b', 'stamp']) {
          await openSample(page, id);
          await page.waitForTimeout(100);
          const lowest = await lowestContrast(page);
          assert.ok(lowest.ratio >= 4.5, `${id}: ${JSON.stringify(lowest)}`);
        }
      },
      { colorScheme },
    ));
}

test('no meaning by colour alone: each verdict and check has a word and a sign', () =>
  withPage(async (page) => {
    for (const id of ['chain', 'tampered']) {
      await openSample(page, id);
      const bare = await page.evaluate(
        () =>
          [...document.querySelectorAll('.pill, .verdict .word')].filter(
            (e) => !e.querySelector('svg') || !e.textContent.trim(),
          ).length,
      );
      assert.equal(bare, 0);
    }
  }));

test('reduced motion and forced colours break nothing', () =>
  withPage(
    async (page) => {
      await openSample(page, 'malfeasance');
    },
    { reducedMotion: 'reduce', forcedColors: 'active' },
  ));
