// The verdict as one plain sentence. Everything in it is decided by the C core; this only says it to a reader.

import { linksOf, reportOf } from './outcome.js';
import { counted, listOf, nameElement, plural, readable, readableAfter } from './words.js';

const WORDS = {
  malfeasance: ['proof', 'Malfeasance'],
  valid: ['good', 'Valid'],
  invalid: ['bad', 'Invalid'],
  malformed: ['bad', 'Not readable'],
  incomplete: ['open', 'Incomplete'],
  none: ['none', 'Nothing to judge'],
};

/** Names joined as "a, b and c", each an element of its own. */
function namesJoined(ids) {
  if (ids.length > 4) return [`${ids.length} servers`];
  return ids.flatMap((id, i) => [i === 0 ? '' : i === ids.length - 1 ? ' and ' : ', ', nameElement(id)]);
}

const between = ([after, before]) => `between ${readable(after).replace(/ UTC$/, '')} and ${readableAfter(before, after)}`;

/** The stretch from the first answer's lower end to the last one's upper end, of those that count. */
function spanOf(links) {
  const counting = links.filter((x) => x.verdict === 'valid' && x.evidence && x.interval);
  if (counting.length === 0) return null;
  const first = counting[0].narrowed ?? counting[0].interval;
  const last = counting.at(-1).narrowed ?? counting.at(-1).interval;
  return [first[0], last[1]];
}

/** What would explain contradictions of which nobody is certainly guilty. */
function explanation({ suspects }) {
  if (suspects === null) return ['Too many servers contradict one another to tell which of them need have lied.'];
  if (suspects.length !== 1) return [`There are ${suspects.length} smallest sets of servers that would explain it.`];
  const [set] = suspects;
  return [namesJoined(set), ` alone would explain it: without ${set.length === 1 ? 'it' : 'them'} nothing contradicts.`];
}

function malfeasance(report) {
  const { certain, conflicts } = report;
  if (certain.length > 0) {
    const how = certain.length === 1 ? 'it contradicts itself.' : 'they contradict themselves.';
    return { title: ['This proves that ', namesJoined(certain), ' lied: ', how], lines: [] };
  }
  const involved = [...new Set(conflicts.flat())];
  const whom = involved.length > 4 ? ['server'] : ['of ', namesJoined(involved)];
  return { title: ['This proves that at least one ', whom, ' lied.'], lines: [explanation(report)] };
}

/** What servers agree on, where the order of all exchanges is proved; without that, no contradiction could show. */
function agreement(report, counting, trust) {
  const span = spanOf(report.links);
  const linked = report.runs === 1;
  if (counting.length === 0 || span === null) return ['Valid, but none of the times stated is evidence.'];
  if (counting.length === 1) {
    const said = linked ? `stated that it was ${between(span)}.` : 'does not contradict itself.';
    return ['Valid: ', nameElement(counting[0].keyId), `, which ${trust}, ${said}`];
  }
  const servers = `Valid: ${counted(counting.length, 'server')} that ${trust}`;
  return [linked ? `${servers} agree that it was ${between(span)}.` : `${servers}, none of which contradicts another.`];
}

function validReport(report, trust) {
  const counting = report.servers.filter((server) => server.counted > 0);
  if (report.document?.before) {
    const condition = `if at least one of ${counted(counting.length, 'server')} that ${trust} was honest.`;
    return { title: [`Valid: this document existed before ${readable(report.document.before)}, ${condition}`], lines: [] };
  }
  const unlinked = [[`Not all exchanges are linked: there are ${report.runs} runs, and between them no order is proved.`]];
  return { title: agreement(report, counting, trust), lines: report.runs > 1 ? unlinked : [] };
}

function invalidReport(links, document) {
  if (document?.error) {
    const mismatch = document.error.slug === 'document-mismatch';
    return {
      title: [mismatch ? 'Invalid: this is not the document that was stamped.' : `Invalid: ${document.error.text}.`],
      lines: [],
    };
  }
  const bad = links.filter((x) => x.verdict === 'invalid');
  const linked = links.filter((x) => x.link === 'broken');
  const first = bad[0] ?? linked[0];
  const lines = first?.error && links.length > 1 ? [[`Exchange ${first.index + 1}: ${first.error.text}.`]] : [];
  const title =
    bad.length === 0
      ? 'Invalid: a link of the chain is broken.'
      : links.length === 1
        ? `Invalid: ${bad[0].error.text}.`
        : `Invalid: ${bad.length} of ${links.length} exchanges fail their checks.`;
  return { title: [title], lines };
}

function incomplete(links) {
  const lacking = new Set(links.flatMap((x) => x.missing));
  const words = [
    ['request', 'the request'],
    ['key', 'the long-term key of the server'],
  ].filter(([name]) => lacking.has(name));
  const what = words.length > 0 ? listOf(words.map(([, text]) => text)) : 'something';
  return { title: [`Incomplete: nothing failed, but ${what} ${words.length > 1 ? 'are' : 'is'} missing.`], lines: [] };
}

function malformed(links) {
  const bad = links.filter((x) => x.verdict === 'malformed');
  const error = bad[0]?.error;
  if (!error) return { title: ['Not readable: these bytes are no Roughtime evidence.'], lines: [] };
  const where = links.length > 1 ? `${plural(bad.length, 'exchange')} of ${links.length} cannot be read: ` : '';
  return {
    title: [`Not readable: ${where}${error.text}.`],
    lines: [[`At byte ${error.offset} of the ${error.subject ?? 'file'} (${error.clause}).`]],
  };
}

function validExchange(exchange, trust) {
  const who = nameElement(exchange.keyId);
  if (!exchange.evidence)
    return { title: ['Valid: ', who, `, which ${trust}, signed this, but its time is no evidence.`], lines: [] };
  return { title: ['Valid: ', who, `, which ${trust}, stated that it was ${between(exchange.interval)}.`], lines: [] };
}

function severalExchanges(links, trust) {
  return { title: [`Valid: ${counted(links.length, 'exchange')} under keys that ${trust}, each for itself.`], lines: [] };
}

/** The gravest of several verdicts, in the order of the command line. */
const gravest = (links) =>
  ['malformed', 'invalid', 'incomplete', 'valid'].find((v) => links.some((x) => x.verdict === v)) ?? 'none';

const verdictOf = (outcome) => reportOf(outcome)?.verdict ?? gravest(linksOf(outcome));

/** `trust` completes "servers that ...". */
function said(outcome, trust) {
  const [report, links, verdict] = [reportOf(outcome), linksOf(outcome), verdictOf(outcome)];
  if (verdict === 'malfeasance') return malfeasance(report);
  if (verdict === 'invalid') return invalidReport(links, report?.document);
  if (verdict === 'incomplete') return incomplete(links);
  if (verdict === 'malformed') return malformed(links);
  if (verdict === 'none') return { title: ['Nothing to judge: there are no exchanges in it.'], lines: [] };
  if (report) return validReport(report, trust);
  return links.length === 1 ? validExchange(links[0], trust) : severalExchanges(links, trust);
}

/** What would follow if the keys were those of the servers. */
function supposed(assumed) {
  const { title } = said(assumed, 'signed this');
  const rest = title.map((part, i) =>
    i === 0 && typeof part === 'string'
      ? part
          .replace(/^This proves/, 'this would prove')
          .replace(/^Valid: /, '')
          .replace(/^Valid, but/, '')
      : part,
  );
  return ['If the keys in it are the servers\u2019 own: ', rest];
}

function unrecognised(outcome, assumed) {
  const links = linksOf(outcome);
  const strange = links.filter((x) => !x.trusted).length;
  const which = strange === links.length ? '' : ` in ${strange} of ${links.length} exchanges`;
  return {
    tone: 'keys',
    word: 'Keys not recognised',
    title: [`Keys not recognised${which}: the signatures are good, but nobody whom you trust vouches for the keys.`],
    lines: assumed ? [supposed(assumed)] : [],
  };
}

/** {tone, word, title, lines}: the sign, the verdict in a word, the sentence, and what else is worth a line. */
export function headline({ outcome, assumed }) {
  if (outcome.status === 5) return unrecognised(outcome, assumed);
  const [tone, word] = WORDS[verdictOf(outcome)];
  return { tone, word, ...said(outcome, 'your list trusts') };
}

/** The same for the title of the window and for announcements. */
export function headlineText(model) {
  return headline(model)
    .title.flat(Infinity)
    .map((part) => part.textContent ?? part)
    .join('');
}
