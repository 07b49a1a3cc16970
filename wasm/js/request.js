// Requests, which take random numbers where the caller gives none.
import { outcome } from './call.js';
import { randomBytes } from './random.js';
import { bytesOf, code, keyOf, misuse, optionsOf } from './values.js';

const ROLES = { key: 3, version: 7, after: 8, random: 9 };
const OPTIONS = { offer: 11, size: 12 };
const REFUSED = -100;

/** What a client of today offers: RFC 10049 and drafts 14-19. */
const USUAL = ['rfc10049', 'draft-19'];

/** By enum rt_offer_result and enum rt_plan_result. */
const OFFERS = { 2: 'a request offers 32 versions at most',
  3: "Google's protocol and draft 00 share no request with another version",
  4: 'versions whose nonces differ in length share no request' };
const PLANS = { 2: 'no document defines a version offered', 3: 'nonce or rand has not the length of the version',
  4: 'requests of this version name no server', 5: 'publicKey must have 32 bytes',
  6: 'size is too small or too large, no multiple of four, or one that padding cannot reach' };

function refuse(words, result) {
  return result <= REFUSED ? misuse(words[REFUSED - result] ?? 'no such request can be made') : result;
}

function offer(call, version) {
  const isName = typeof version === 'string';
  refuse(OFFERS, isName ? call.use(ROLES.version, new TextEncoder().encode(version), `the version ${version}`)
    : call.set(OPTIONS.offer, code(version, 'a version')));
}

function randomOf(call, { nonce, rand }) {
  const given = nonce ?? rand;
  const len = call.module.rp_random_len();
  return given !== undefined ? bytesOf(given, 'nonce or rand')
    : randomBytes(Math.max(len, 0));
}

function agree({ nonce, after, rand }) {
  if (nonce !== undefined && after !== undefined) {
    misuse('a nonce leaves nothing to after');
  }
  if (rand !== undefined && after === undefined) {
    misuse('rand goes with after');
  }
}

function prepare(call, options) {
  (options.versions ?? USUAL).forEach((version) => offer(call, version));
  if (options.publicKey !== undefined) {
    call.use(ROLES.key, keyOf(options.publicKey, 'publicKey'), 'publicKey');
  }
  if (options.after !== undefined) {
    call.use(ROLES.after, bytesOf(options.after, 'after'), 'after');
  }
  if (options.size !== undefined) {
    call.set(OPTIONS.size, code(options.size, 'size'));
  }
  call.use(ROLES.random, randomOf(call, options), 'nonce');
}

export function makeRequest(module, given) {
  const options = optionsOf(given, ['versions', 'publicKey', 'nonce', 'after', 'rand', 'size']);
  agree(options);
  const made = outcome(module, (call) => {
    prepare(call, options);
    return refuse(PLANS, module.exports.rp_request());
  });
  for (const result of made.results) {
    result.bytes = Uint8Array.from(atob(result.request), (c) => c.charCodeAt(0));
  }
  return made;
}
