// How times, names and numbers are written on the page.

import { h } from './dom.js';

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{M}{3,}/gu;
const escapeOf = (text) => Array.from(text, (c) => `\\u{${c.codePointAt(0).toString(16)}}`).join('');

/** A stranger's text with everything spelled out that would not be seen, or would change how the rest is seen. */
export function visible(text, most = 64) {
  const all = Array.from(String(text));
  const shown = all.slice(0, most).join('').replace(HIDDEN, escapeOf);
  return all.length > most ? `${shown}\u2026` : shown;
}

export const isKey = (text) => /^[A-Za-z0-9+/]{43}=$/.test(text);
export const shortKey = (key) => `${key.slice(0, 8)}\u2026${key.slice(-5)}`;

/** The plain text of a server's name, or of its key in want of one. */
export function nameOf(keyId, most = 40) {
  if (keyId === null || keyId === undefined) return 'unknown server';
  return isKey(keyId) ? `key ${shortKey(keyId)}` : visible(keyId, most);
}

/** In little room: of a key its beginning. */
export const briefly = (keyId, most) => (isKey(keyId ?? '') ? `key ${keyId.slice(0, 8)}\u2026` : nameOf(keyId, most));

/** The same as an element: what is inside cannot reorder what is around it. */
export const nameElement = (keyId, most) => h(isKey(keyId ?? '') ? 'bdi.day' : 'bdi', null, nameOf(keyId, most));

/** "a, b and c" */
export function listOf(words) {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export const plural = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
export const counted = (number, one, many = `${one}s`) => `${SMALL[number] ?? number} ${number === 1 ? one : many}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** "2026-10-01 12:00:05 UTC" */
export function readable(time) {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/.exec(time ?? '');
  return parts ? `${parts[1]} ${parts[2]} UTC` : String(time ?? 'unknown');
}

const TIMESTAMP = /([+-]?\d{4,}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?|[A-Za-z0-9+/]{43}=)/;

/** A sentence of the C core: times in it do not break across lines, and keys may. */
export function prose(text) {
  return text
    .split(TIMESTAMP)
    .map((part, i) =>
      i % 2 === 0
        ? part
        : isKey(part)
          ? h('code', null, part)
          : h(part.includes('T') ? 'span.unbroken' : 'span.day', null, part),
    );
}

/** Without what `other` says as well: the second of two times of one day is told by the time of the day. */
export function readableAfter(time, other) {
  const same = time?.slice(0, 11) === other?.slice(0, 11);
  return same ? readable(time).replace(/^\S+ /, '') : readable(time);
}

/** "23 h 59 min 53 s" */
export function duration(seconds) {
  const units = [
    ['d', 86400],
    ['h', 3600],
    ['min', 60],
  ];
  let left = Math.abs(seconds);
  const words = [];
  for (const [unit, size] of units) {
    const number = Math.floor(left / size);
    if (number > 0) words.push(`${number} ${unit}`);
    left -= number * size;
  }
  const rest = Number(left.toFixed(6));
  if (rest > 0 || words.length === 0) words.push(`${rest} s`);
  return words.slice(0, 3).join(' ');
}

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB'];
export function size(bytes) {
  let [number, unit] = [bytes, 0];
  while (number >= 1000 && unit < SIZES.length - 1) [number, unit] = [number / 1000, unit + 1];
  return unit === 0 ? plural(bytes, 'byte') : `${number.toFixed(number < 10 ? 1 : 0)} ${SIZES[unit]}`;
}
