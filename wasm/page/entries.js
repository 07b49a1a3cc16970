// Exchanges as they stand in the evidence, of the lines of dump: {facts, request, response}.

import { fromHex, toBase64 } from './codings.js';

/** Of lines that name the exchange which they are part of. */
export function byEntry(messages) {
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

/** Of packets: the responses in their order, each with the request that has its nonce, or with the only one. */
export function byNonce(messages, links) {
  const requests = messages.filter((message) => message.kind === 'request');
  const others = messages.filter((message) => message.kind !== 'request');
  return links.map((link, i) => {
    const response = others[i];
    const leaf = link.steps?.find((step) => step.name === 'leaf')?.parts.at(-1)?.hex;
    const request =
      requests.length === 1 && others.length <= 1
        ? requests[0]
        : (requests.find((m) => nonceOf(m) !== undefined && [nonceOf(response), leaf].includes(nonceOf(m))) ??
          requests.find((m) => m.hex === leaf));
    return { facts: { index: link.index, publicKey: null, rand: null }, request, response };
  });
}

const base64Of = (message) => toBase64(fromHex(message.hex ?? ''));

/** What stands in a report of RFC 10049 (8.4.1) for them; `keyOf` knows keys that the evidence does not name. */
export const reportEntries = (exchanges, keyOf) =>
  exchanges
    .filter((x) => x.response)
    .map(({ facts, request, response }) => ({
      ...(facts.rand ? { rand: facts.rand } : {}),
      ...(facts.publicKey ?? keyOf(facts.index) ? { publicKey: facts.publicKey ?? keyOf(facts.index) } : {}),
      ...(request ? { request: base64Of(request) } : {}),
      response: base64Of(response),
    }));

/** Nothing is missing in it, but what never is there: the first rand. */
export const isComplete = (entries) => entries.every((x, i) => x.request && x.publicKey && (i === 0 || x.rand));
