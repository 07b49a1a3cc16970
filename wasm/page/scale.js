// From time to place. Where evidence is days apart but seconds wide, a plain scale would show dots: long stretches in
// which nothing was stated are cut out, and the cut says how long it is.

const CUT = 0.14; // of the whole width, each
const MARGIN = 0.06;
const WORTH = 3; // a gap is cut if it is longer than this many times all intervals together

/** Stretches covered by intervals, in order; those that nearly touch are one. */
function blocksOf(intervals) {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0]);
  const union = [];
  for (const [low, high] of sorted) {
    const last = union.at(-1);
    if (last && low <= last[1]) last[1] = Math.max(last[1], high);
    else union.push([low, high]);
  }
  const covered = union.reduce((sum, [low, high]) => sum + high - low, 0) || 1;
  const blocks = [];
  for (const stretch of union) {
    const last = blocks.at(-1);
    if (last && stretch[0] - last[1] <= WORTH * covered) last[1] = stretch[1];
    else blocks.push([...stretch]);
  }
  return blocks;
}

/** Shares of the width: in proportion to the times, but none so small that nothing can be seen in it. */
function sharesOf(blocks) {
  const lengths = blocks.map(([low, high]) => high - low || 1);
  const all = lengths.reduce((sum, n) => sum + n, 0);
  const raw = lengths.map((n) => Math.max(n / all, 0.25 / blocks.length));
  const sum = raw.reduce((total, n) => total + n, 0);
  const room = 1 - CUT * Math.min(blocks.length - 1, 4);
  return raw.map((n) => (n / sum) * room);
}

/** Pieces {t0, t1, u0, u1, cut} from u = 0 to 1. At most five blocks are told apart. */
function piecesOf(blocks) {
  const some = blocks.length <= 5 ? blocks : [[blocks[0][0], blocks.at(-1)[1]]];
  const shares = sharesOf(some);
  const pieces = [];
  let u = 0;
  some.forEach(([low, high], i) => {
    const margin = (high - low || 2) * MARGIN;
    if (i > 0) {
      pieces.push({ t0: pieces.at(-1).t1, t1: low - margin, u0: u, u1: u + CUT, cut: low - some[i - 1][1] });
      u += CUT;
    }
    pieces.push({ t0: low - margin, t1: high + margin, u0: u, u1: u + shares[i], cut: 0 });
    u += shares[i];
  });
  return pieces;
}

const along = (value, a0, a1, b0, b1) => b0 + ((value - a0) / (a1 - a0)) * (b1 - b0);

/** {pieces, place(t)}: intervals are pairs of numbers; places run from 0 to 1, and times beyond are at the ends. */
export function makeScale(intervals) {
  const pieces = piecesOf(blocksOf(intervals));
  const place = (t) => {
    const piece = pieces.find((p) => t <= p.t1);
    if (!piece) return 1;
    return Math.max(0, along(t, piece.t0, piece.t1, piece.u0, piece.u1));
  };
  return { pieces, place };
}

const SECOND = 1e6;
const STEPS = [
  ...[1, 1e1, 1e2, 1e3, 1e4, 1e5].flatMap((n) => [n, 2 * n, 5 * n]),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map((n) => n * SECOND),
  ...[1, 2, 7, 14, 30, 90, 365, 730, 3650, 36500, 365000, 3650000].map((n) => n * 86400 * SECOND),
];

/** A step of microseconds that leaves at least `pixels` between ticks. */
export function stepFor(microsPerPixel, pixels) {
  return STEPS.find((step) => step / microsPerPixel >= pixels) ?? STEPS.at(-1);
}
