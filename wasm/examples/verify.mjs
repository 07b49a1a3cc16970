// node verify.mjs REPORT [SERVER_LIST]: says what a report, chain or stamp proves, and under whose keys.
import { readFile } from 'node:fs/promises';
import { load } from 'roughproof';

const [report, list] = await Promise.all(process.argv.slice(2, 4).map((path) => readFile(path)));
const roughproof = await load();
const { status, results, complaints } = roughproof.verifyReport(report, { servers: list ? [list] : [] });

complaints.forEach((text) => console.error(text));
for (const result of results) {
  console.log(`${result.verdict}, ${result.trusted ? 'under trusted keys' : 'keys not recognised'}`);
  console.log(`It proves that ${result.proves}`);
  for (const link of result.links ?? []) {
    console.log(`${link.keyId}: ${link.midpoint} +/- ${link.radius} s: ${link.error?.text ?? link.verdict}`);
  }
  for (const { earlierKeyId, laterKeyId, by } of result.violations ?? []) {
    console.log(`${earlierKeyId} contradicts ${laterKeyId} by ${by} s`);
  }
}
process.exitCode = status;
