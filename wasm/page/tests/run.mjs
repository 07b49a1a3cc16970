// Runs one of the tests here, or says why it cannot and exits with 77.
//
// usage: run.mjs NAME PAGE.html PROGRAM
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [name, page, program] = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(77);
}

if (!existsSync(page)) skip(`${page} is not built`);
if (name !== 'sources') {
  if (!chromium) skip('no Chromium on this machine');
  if (!existsSync(here('./node_modules/playwright-core'))) skip('no playwright-core: npm ci in wasm/page/tests installs it');
}
const env = { ...process.env, PAGE: resolve(page), PROGRAM: resolve(program), CHROMIUM: chromium ?? '' };
const done = spawnSync(process.execPath, ['--test', here(`./${name}_test.mjs`)], { stdio: 'inherit', env });
process.exit(done.status ?? 1);
