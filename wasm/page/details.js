// Everything that is known of single exchanges, asked for when they are looked at, with their neighbours.

import { ask } from './bridge.js';

const BLOCK = 16;
const KEPT = 8; // blocks

/** {known(index), load(index)}: what there is already, {exchange, messages}; and a promise of it. */
export function makeDetails({ evidence, options }) {
  const blocks = new Map();
  const blockOf = (index) => Math.floor(index / BLOCK);
  const known = (index) => blocks.get(blockOf(index))?.get(index);
  async function load(index) {
    const block = blockOf(index);
    if (!blocks.has(block)) {
      const found = await ask('look', { evidence, options, from: block * BLOCK, count: BLOCK });
      blocks.set(block, new Map(found.map((one) => [one.exchange.index, one])));
      if (blocks.size > KEPT) blocks.delete(blocks.keys().next().value);
    }
    return known(index);
  }
  return { known, load };
}
