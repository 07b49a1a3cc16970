// The page in Chromium, watched: whatever it asks of a network, and whatever goes wrong in it, fails the test.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
export const PAGE = pathToFileURL(process.env.PAGE).href;
export const SAMPLES = JSON.parse(readFileSync(join(ROOT, 'wasm/page/samples.json'), 'utf8'));

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGS });
after(() => browser.close());

/** Runs `body` with a fresh page, and then asks whether anything was requested or went wrong. */
export async function withPage(body, { url = PAGE, ...options } = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  context.on('request', (request) => {
    const asked = request.url();
    if (asked !== url && !asked.startsWith('blob:')) faults.push(`request: ${asked.slice(0, 200)}`);
  });
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    ),
  );
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  try {
    await body(page, context, faults);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

export const repository = (path) => readFileSync(join(ROOT, path));
export const file = (path, name = path.split('/').at(-1)) => ({
  name,
  buffer: repository(path),
  mimeType: 'application/octet-stream',
});

/** What a change of size draws is drawn before the second frame from now begins. */
const drawn = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** The verdict in a word, once a new one is there and drawn. */
export async function verdict(page) {
  await page.waitForSelector('#verdict-title');
  await drawn(page);
  return (await page.textContent('.verdict .word')).trim();
}

export const title = async (page) => (await page.textContent('#verdict-title')).trim();

export async function openSample(page, id) {
  await forget(page);
  await page.click(`[data-sample="${id}"]`);
  return verdict(page);
}

/** Drops files as a person would, in the middle of the page. */
export async function drop(page, files, text = null) {
  await forget(page);
  const sent = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }));
  await page.evaluate(
    ({ sent: all, text: said }) => {
      const data = new DataTransfer();
      for (const { name, base64 } of all)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      if (said !== null) data.setData('text/plain', said);
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
      }
    },
    { sent, text },
  );
}

/** Takes the result away, so that the next one is known to be new. */
export const forget = (page) => page.evaluate(() => document.getElementById('result').replaceChildren());

/** What a button saves. */
export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`button:has-text("${button}")`)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const OPTIONS = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] };

/** What the command says; its exit status may be any. */
export function command(...args) {
  try {
    return execFileSync(process.env.PROGRAM, args, OPTIONS);
  } catch (error) {
    return error.stdout;
  }
}
