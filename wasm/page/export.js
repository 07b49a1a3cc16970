// What can be taken away: the verdict as the command line's JSON, and the evidence as a report of RFC 10049 (8.4.1).

import { h } from './dom.js';

/** `file` is a Blob. */
export function save(file, name) {
  const url = URL.createObjectURL(file);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
