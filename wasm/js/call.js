// One call of the module (wasm/abi.h): inputs and options in, an answer out.
import { lines, texts } from './results.js';
import { bytesOf, choice, code, flag, inputOf, keyOf, micros, misuse, nameOf } from './values.js';

const FULL = -2;
const MORE = 16;
export const ROLES = { source: 1, servers: 2, key: 3, nonce: 4, request: 5, document: 6 };
const OPTIONS = { coding: 1, form: 2, explain: 3, statements: 4, items: 5, trustEmbedded: 6, acceptDraftContext: 7,
  treatVersionAs: 8, maxRadius: 9, keyGrace: 10, from: 13, count: 14 };
const CODINGS = ['auto', 'raw', 'hex', 'base64'];
const FORMS = ['auto', 'packet', 'message'];
const CHANNELS = { 1: 'json', 2: 'extra', 3: 'complaints', 4: 'bytes' };

/** What each option is in the module. */
const SETTERS = {
  input: (call, v) => call.set(OPTIONS.coding, choice(v, CODINGS, 'input')),
  from: (call, v) => call.set(OPTIONS.from, code(v, 'from')),
  count: (call, v) => call.set(OPTIONS.count, code(v, 'count')),
  as: (call, v) => call.set(OPTIONS.form, choice(v, FORMS, 'as')),
  explain: (call, v) => call.set(OPTIONS.explain, flag(v, 'explain')),
  statements: (call, v) => call.set(OPTIONS.statements, flag(v, 'statements')),
  items: (call, v) => call.set(OPTIONS.items, flag(v, 'items')),
  trustEmbedded: (call, v) => call.set(OPTIONS.trustEmbedded, flag(v, 'trustEmbedded')),
  acceptDraftContext: (call, v) => call.set(OPTIONS.acceptDraftContext, flag(v, 'acceptDraftContext')),
  treatVersionAs: (call, v) => call.set(OPTIONS.treatVersionAs, code(v, 'treatVersionAs')),
  maxRadius: (call, v) => call.set(OPTIONS.maxRadius, micros(v, 'maxRadius')),
  keyGrace: (call, v) => call.set(OPTIONS.keyGrace, micros(v, 'keyGrace')),
  source: (call, v) => call.use(ROLES.source, nameOf(v), 'source'),
  servers: (call, v) => each(v, (list) => call.use(ROLES.servers, inputOf(list, 'servers'), 'servers')),
  publicKeys: (call, v) => each(v, (key) => call.use(ROLES.key, keyOf(key, 'publicKeys'), 'publicKeys')),
  publicKey: (call, v) => call.use(ROLES.key, keyOf(v, 'publicKey'), 'publicKey'),
  nonce: (call, v) => call.use(ROLES.nonce, bytesOf(v, 'nonce'), 'nonce'),
  request: (call, v) => call.use(ROLES.request, inputOf(v, 'request'), 'request'),
};

function each(value, take) {
  (Array.isArray(value) ? value : [value]).forEach(take);
}

/** The arena could not hold all of it. */
class Full extends Error {}

/** One call of the module, from rp_reset on. */
export class Call {
  constructor(module) {
    this.module = module;
    module.rp_reset();
  }

  view(at, len) {
    return new Uint8Array(this.module.memory.buffer, at >>> 0, len);
  }

  input(bytes) {
    const handle = this.module.rp_input(bytes.length);
    if (handle < 0) {
      throw new Full();
    }
    this.view(this.module.rp_input_data(handle), bytes.length).set(bytes);
    return handle;
  }

  use(role, bytes, what) {
    const result = this.module.rp_use(role, this.input(bytes));
    return result === -1 ? misuse(`${what} is not what it must be`) : result;
  }

  set(option, value) {
    const result = this.module.rp_set(option, value);
    return result === -1 ? misuse('an option is out of range') : result;
  }

  apply(options, names) {
    for (const key of names) {
      if (options[key] !== undefined) {
        SETTERS[key](this, options[key]);
      }
    }
  }

  /** At once, or in steps for who wants to know how far it is. */
  verify(input, onProgress) {
    if (onProgress === undefined) {
      return this.module.rp_verify(input);
    }
    let result = this.module.rp_verify_begin(input);
    while (result === MORE) {
      onProgress(this.module.rp_verify_done(), this.module.rp_verify_all());
      result = this.module.rp_verify_step();
    }
    return result;
  }

  /** What the module answers, by channel: texts, but for `bytes`. */
  answer() {
    const parts = { json: [], extra: [], complaints: [], bytes: [] };
    for (let channel; (channel = this.module.rp_output_next()) !== 0;) {
      parts[CHANNELS[channel]].push(this.view(this.module.rp_output_data(), this.module.rp_output_len()));
    }
    const decoder = new TextDecoder();
    const text = (views) => views.map((view) => decoder.decode(view)).join('');
    return { json: text(parts.json), extra: text(parts.extra), complaints: text(parts.complaints),
      bytes: parts.bytes.map((view) => view.slice()) };
  }
}

function full(module) {
  return { status: 3, json: '', results: [], complaints: [`out of memory: the arena has ${module.arena} bytes`] };
}

/** Runs a call: too little memory is a result as well. */
export function outcome(module, make) {
  if (module.busy) {
    misuse('onProgress may not call it');
  }
  module.busy = true;
  try {
    const call = new Call(module.exports);
    const status = make(call);
    if (status === FULL) {
      return full(module);
    }
    const answer = call.answer();
    return { status, json: answer.json, results: lines(answer.json, answer.extra), complaints: texts(answer.complaints) };
  } catch (error) {
    if (error instanceof Full) {
      return full(module);
    }
    throw error;
  } finally {
    module.busy = false;
  }
}
