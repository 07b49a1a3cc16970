// Values of callers: what is no use is a TypeError that says so.

export function misuse(what) {
  throw new TypeError(`roughproof: ${what}`);
}

export function isView(value) {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer);
}

/** A view of the bytes of anything that has some. */
export function bytesOf(value, what) {
  if (!isView(value)) {
    misuse(`${what} must be a Uint8Array or ArrayBuffer`);
  }
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

export function inputOf(value, what) {
  return typeof value === 'string' ? new TextEncoder().encode(value) : bytesOf(value, what);
}

/** The 32 bytes of a key, also in base64 or hexadecimal digits. */
export function keyOf(value, what) {
  const key = typeof value === 'string' ? digits(value.trim(), what) : bytesOf(value, what);
  return key.length === 32 ? key : misuse(`${what} must have 32 bytes, not ${key.length}`);
}

function digits(text, what) {
  if (/^[0-9a-f]{64}$/i.test(text)) {
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  }
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) {
    misuse(`${what} is neither 32 bytes in base64 nor in hexadecimal digits`);
  }
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

export function micros(value, what) {
  const ok = typeof value === 'bigint' ? value >= 0n : Number.isFinite(value) && value >= 0;
  const exact = ok ? (typeof value === 'bigint' ? value * 1000000n : BigInt(Math.round(value * 1e6))) : -1n;
  return exact >= 0n && exact < 1n << 64n ? exact : misuse(`${what} must be a number of seconds, from 0 on`);
}

export function flag(value, what) {
  return typeof value === 'boolean' ? BigInt(value) : misuse(`${what} must be true or false`);
}

export function progressOf(value) {
  return value === undefined || typeof value === 'function' ? value : misuse('onProgress must be a function');
}

export function choice(value, names, what) {
  const index = names.indexOf(value);
  return index >= 0 ? BigInt(index) : misuse(`${what} must be one of ${names.join(', ')}`);
}

export function code(value, what) {
  const ok = Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
  return ok ? BigInt(value) : misuse(`${what} must be a number of 32 bits`);
}

/** An object of these names and no others. */
export function optionsOf(value, names) {
  if (value === undefined) {
    return {};
  }
  if (typeof value !== 'object' || value === null) {
    misuse('options must be an object');
  }
  for (const key of Object.keys(value)) {
    if (!names.includes(key)) {
      misuse(`there is no option ${key}`);
    }
  }
  return value;
}


/** A name for the answer to repeat. */
export function nameOf(value) {
  const ok = typeof value === 'string' && !value.includes('\0');
  return ok ? new TextEncoder().encode(value) : misuse('source must be a string without NUL');
}
