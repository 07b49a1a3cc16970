// From the lines of JSON that the module writes to results: 64-bit integers and microseconds as BigInt.

const TIME = /^([+-]?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?Z$/;

/** Days since 1970 of any date, also far beyond what Date can hold: years begin in March, so that leap days come last. */
function days(year, month, day) {
  const y = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + ofYear - 719468;
}

/** Microseconds since 1970; null for what is no moment of any day. */
export function microseconds(time) {
  const match = TIME.exec(time);
  if (match === null) {
    return null;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const seconds = BigInt(days(year, month, day)) * 86400n + BigInt(hour * 3600 + minute * 60 + second);
  return seconds * 1000000n + BigInt(match[7] ?? 0);
}

/** The members that are times, or intervals of two, in the objects that have them. */
const TIMES = ['midpoint', 'interval', 'narrowed', 'after', 'before', 'documentBefore'];

function microsOf(value) {
  return value === null ? null : Array.isArray(value) ? value.map(microseconds) : microseconds(value);
}

function addMicros(object) {
  for (const name of TIMES) {
    if (object[name] !== undefined) {
      object[`${name}Micros`] = microsOf(object[name]);
    }
  }
}

function exchange(object) {
  addMicros(object);
}

function report(object) {
  object.links.forEach(exchange);
  object.violations.forEach(addMicros);
  object.servers.forEach(addMicros);
  if (object.document !== null) {
    addMicros(object.document);
  }
}

/** `raw` of a time has 64 bits. */
function message(object) {
  for (const tag of object.tags) {
    if (typeof tag.value?.utc !== 'undefined') {
      tag.value.raw = BigInt(tag.value.raw);
    }
    if (tag.tags !== undefined) {
      message(tag);
    }
  }
}

function refine(object) {
  if (object.links !== undefined) {
    report(object);
  } else if (object.checks !== undefined) {
    exchange(object);
  } else if (object.tags !== undefined) {
    message(object);
  }
  return object;
}

function extend(object, extra) {
  if (extra === null || extra === undefined) {
    return object;
  }
  const { links, ...rest } = extra;
  links?.forEach((more, i) => Object.assign(object.links[i], more));
  return Object.assign(object, rest);
}

/** Lines without their ends. */
export function texts(text) {
  return text.split('\n').slice(0, -1);
}

/** The objects of `json`, with what the lines of `extra` say beside them. */
export function lines(json, extra) {
  const extras = texts(extra);
  return texts(json).map((line, i) => extend(refine(JSON.parse(line)), extras[i] && JSON.parse(extras[i])));
}
