// An outcome of the module: one report, or exchanges that each stand for themselves.

export const reportOf = (outcome) => (outcome.results[0]?.links ? outcome.results[0] : null);
export const linksOf = (outcome) => reportOf(outcome)?.links ?? outcome.results;

/** What the page knows of every exchange; of the one that is looked at it asks for the rest. */
const KNOWN = ['index', 'verdict', 'trusted', 'standing', 'keyId', 'publicKey', 'evidence', 'midpoint', 'radius', 'interval',
  'intervalMicros', 'narrowed', 'link', 'error', 'missing', 'diagnosis'];

const brief = (exchange) => Object.fromEntries(KNOWN.map((name) => [name, exchange[name]]));

/** The outcome without its exchanges, and these, in brief; an exchange that is alone or the first is as it was. */
export function apart({ status, complaints, results }) {
  const [report, links] = [reportOf({ results }), linksOf({ results })];
  const head = report && { ...report, links: [] };
  return { head: { status, complaints, report: head }, links: links.map((x, i) => (report || i > 0 ? brief(x) : x)) };
}

/** The outcome again. */
export const together = ({ status, complaints, report }, links) => ({
  status,
  complaints,
  results: report ? [{ ...report, links }] : links,
});

/** Positions of exchanges that did not pass, that broke a link, or that contradict another, in their order. */
export function problemsOf(outcome) {
  const contrary = new Set(reportOf(outcome)?.violations.flatMap(({ earlier, later }) => [earlier, later]));
  return linksOf(outcome).flatMap((x, i) => (x.verdict !== 'valid' || x.link === 'broken' || contrary.has(i) ? [i] : []));
}
