// The command, and what the module must say in its place.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const RANK = [0, 5, 1, 4, 3, 2];

/** What the command's main answer, complaints and exit status are. */
export function native(program, args) {
  const done = spawnSync(program, args, { maxBuffer: 1 << 30 });
  if (done.error) {
    throw done.error;
  }
  return { json: done.stdout.toString(), complaints: done.stderr.toString(), status: done.status };
}

/** The module's answers for these files, one after the other, as the command would give them. */
export function together(files, answer) {
  const all = { json: '', complaints: '', status: 0 };
  for (const file of files) {
    const one = answer(readFileSync(file), file);
    all.json += one.json;
    all.complaints += one.complaints.map((why) => `roughproof: ${file}: ${why}\n`).join('');
    all.status = RANK.indexOf(one.status) > RANK.indexOf(all.status) ? one.status : all.status;
  }
  return all;
}

/** In what they differ, or null. */
export function difference(a, b) {
  for (const key of ['status', 'complaints', 'json']) {
    if (a[key] !== b[key]) {
      return `${key}:\n  native ${excerpt(a[key], b[key])}\n  module ${excerpt(b[key], a[key])}`;
    }
  }
  return null;
}

function excerpt(text, other) {
  if (typeof text !== 'string') {
    return text;
  }
  let at = 0;
  while (at < text.length && text[at] === other[at]) {
    at++;
  }
  return `at ${at}: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 120))}`;
}
