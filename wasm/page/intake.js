// What was opened: files are sorted into evidence, documents, server lists and keys by what they hold, not by their names.

import { ask } from './bridge.js';
import { fromBase64 } from './codings.js';
import { size, visible } from './words.js';

/** Evidence is small; what is larger than this can only be a document. */
const MOST = 32 * 1000 * 1000;

/** Exactly 32 bytes, written as base64 or hexadecimal: a key. */
export function keyIn(text) {
  const word = text.trim();
  return /^[A-Za-z0-9+/]{43}=$/.test(word) || /^[0-9a-fA-F]{64}$/.test(word) ? word : null;
}

/** Bytes of a field for packets: text there is hex, base64 or whatever the C readers know. */
export const bytesOf = (text) => new TextEncoder().encode(text);

/** What gzip packed, if it is whole and no larger than evidence may be; null otherwise. */
async function unpack(bytes) {
  const parts = [];
  let length = 0;
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    for (let read = await reader.read(); !read.done && length <= MOST; read = await reader.read()) {
      parts.push(read.value);
      length += read.value.length;
    }
  } catch {
    return null;
  }
  return length > MOST ? null : new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The bytes of a file of evidence, unpacked: stamps are kept as gzip. */
export async function evidenceBytes(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
  return (packed && (await unpack(bytes))) || bytes;
}

async function inspect(file) {
  if (file.size > MOST) return { file, kind: 'unknown' };
  const bytes = await evidenceBytes(file);
  const key = bytes.length < 100 ? keyIn(new TextDecoder().decode(bytes)) : null;
  if (key) return { file, bytes, kind: 'key', key };
  try {
    const found = await ask('inspect', { bytes });
    return { file, bytes, ...found };
  } catch (error) {
    if (error.name !== 'RangeError') throw error;
    return { file, bytes, kind: 'unknown' };
  }
}

const only = (items, role) => items.length === 1 && items[0].roles.length === 1 && items[0].roles[0] === role;

/** One request and one response in two files. */
function asExchange(messages) {
  const [request, response] = ['request', 'response'].map((role) => messages.find((item) => only([item], role)));
  if (messages.length !== 2 || !request || !response) return null;
  return {
    kind: 'exchange',
    name: `${response.file.name} with ${request.file.name}`,
    request: request.bytes,
    response: response.bytes,
  };
}

const asReport = ({ file, bytes }) => ({ kind: 'report', name: file.name, bytes });

function evidenceOf(reports, messages, unknown) {
  const exchange = reports.length === 0 && unknown.length === 0 ? asExchange(messages) : null;
  if (exchange) return { evidence: exchange };
  const all = [...reports, ...messages, ...unknown];
  if (all.length === 0) return {};
  if (all.length === 1) {
    if (all[0].bytes) return { evidence: asReport(all[0]) };
    return {
      waiting: all[0].file,
      note:
        `${visible(all[0].file.name)} has ${size(all[0].file.size)}: that is a document, ` +
        'not evidence. Open it together with its stamp.',
    };
  }
  const stamp = reports.length === 1 ? reports[0] : null;
  const document = all.length === 2 ? all.find((item) => item !== stamp) : null;
  if (stamp && document) return { evidence: asReport(stamp), document: document.file };
  return {
    evidence: asReport(stamp ?? all.find((item) => item.bytes)),
    note:
      `Of ${all.length} files only the first is ` +
      'judged: open one report at a time, a request with its response, or a stamp with its document.',
  };
}

/**
 * Sorts files: `lists` and `keys` are to be trusted, `evidence` is to be judged, `document` was stamped by it, and
 * `note` says what was not understood.
 */
export async function sort(files) {
  const items = [];
  for (const file of files) items.push(await inspect(file));
  const of = (kind) => items.filter((item) => item.kind === kind);
  const lists = of('list').map(({ file, bytes, results }) => ({ name: file.name, bytes, results }));
  const keys = of('key').map(({ file, key }) => ({ name: file.name, key }));
  return { lists, keys, ...evidenceOf(of('report'), of('messages'), of('unknown')) };
}

/** A sample's files, as if they had been dropped. */
export const filesOf = (sample) => sample.files.map(({ name, base64 }) => new File([fromBase64(base64)], name));

export const textFile = (text, name) => new File([text], name, { type: 'text/plain' });
