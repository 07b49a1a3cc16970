// What is happening, and what went wrong.

import { byId } from './dom.js';

/** To who listens. */
export function say(text) {
  byId('status').textContent = text;
}

/** What is being done, and how far it is; null for nothing. */
export function working(text, done, all) {
  byId('working').hidden = text === null;
  if (text === null) return;
  byId('working-text').textContent = text;
  const bar = byId('progress');
  if (all > 0) [bar.max, bar.value] = [all, done];
  else bar.removeAttribute('value');
}

/** What did not work; null for nothing. */
export function problem(text) {
  byId('problem').hidden = text === null;
  byId('problem').textContent = text ?? '';
}
