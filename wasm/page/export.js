// What can be taken away: the verdict as the command line's JSON, and the evidence as a report of RFC 10049 (8.4.1).

import { h } from './dom.js';
import { fromHex, toBase64 } from './words.js';

export function save(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** The exchanges of the messages, in their order: {facts, request, response}. */
export function exchangesOf(messages, links) {
  if (messages.some((message) => message.exchange)) return byEntry(messages);
  return links.map((link, i) => ({ facts: { publicKey: link.publicKey, rand: null }, ...pairOf(messages, link, i) }));
}

function byEntry(messages) {
  const found = new Map();
  for (const message of messages) {
    const { exchange } = message;
    const entry = found.get(exchange.index) ?? { facts: exchange };
    if (message.kind !== undefined) entry[exchange.role ?? message.kind] = message;
    found.set(exchange.index, entry);
  }
  return [...found.values()];
}

const nonceOf = (message) => message?.tags?.find(({ tag }) => tag === 'NONC')?.hex;

/** Packets of a file: the responses in their order, each with the request that has its nonce, or with the only one. */
function pairOf(messages, link, i) {
  const requests = messages.filter((message) => message.kind === 'request');
  const others = messages.filter((message) => message.kind !== 'request');
  const response = others[i];
  const leaf = link.steps?.find((step) => step.name === 'leaf')?.parts.at(-1)?.hex;
  const request =
    requests.length === 1 && others.length <= 1
      ? requests[0]
      : (requests.find((m) => nonceOf(m) !== undefined && [nonceOf(response), leaf].includes(nonceOf(m))) ??
        requests.find((m) => m.hex === leaf));
  return { request, response };
}

const base64Of = (message) => toBase64(fromHex(message.hex ?? ''));

/** A report of RFC 10049, and what is missing in it. */
export function normalised(exchanges) {
  const responses = exchanges
    .filter((x) => x.response)
    .map(({ facts, request, response }) => ({
      ...(facts.rand ? { rand: facts.rand } : {}),
      ...(facts.publicKey ? { publicKey: facts.publicKey } : {}),
      ...(request ? { request: base64Of(request) } : {}),
      response: base64Of(response),
    }));
  return `${JSON.stringify({ responses }, null, 1)}\n`;
}

export const complete = (exchanges) =>
  exchanges.length > 0 &&
  exchanges.every((x, i) => x.request && x.response && x.facts.publicKey && (i === 0 || x.facts.rand));
