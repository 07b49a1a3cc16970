/**
 * Roughtime evidence: what bytes say, and what they prove. The objects in `results` are those that
 * `roughproof dump --json`, `roughproof verify --json` and `roughproof mkreq --format json` print, member for
 * member (the manual pages describe them), with 64-bit integers and microseconds as BigInt beside them.
 *
 * Bad input is a result, and so is one that the arena has no room for (status 3). Misuse (a wrong type, a number out
 * of range) is a TypeError.
 */
import type { DiagnosisSlug, ErrorSlug, RemarkSlug } from './slugs.js';
export type { DiagnosisSlug, ErrorSlug, RemarkSlug };

export type Bytes = Uint8Array | ArrayBuffer;
/** 32 bytes, or their base64 or hexadecimal digits. */
export type Key = Bytes | string;
/** A report, list or the like: text is taken as UTF-8. */
export type Input = Bytes | string;

export interface LoadOptions {
  /**
   * The module itself; by default one that lies beside this file, read or fetched: roughproof-simd.wasm, which verifies
   * many exchanges several times faster, or roughproof.wasm, which is smaller, where there is no SIMD128.
   */
  wasm?: Bytes | WebAssembly.Module | Response | PromiseLike<Response>;
  /** Bytes of memory for one call, from 1 MiB to 256 MiB; by default 64 MiB. Taken once, and never more;
   * roughproof-simd.wasm has 16 MiB beside it. */
  arena?: number;
}

export function load(options?: LoadOptions): Promise<Roughproof>;
/** The same at once, from bytes or a compiled module. */
export function loadSync(options: { wasm: Bytes | WebAssembly.Module; arena?: number }): Roughproof;

/** Microseconds since 1970 of a time as results have it; null for one that is no moment of any day. */
export function microseconds(time: string): bigint | null;

/** What the command line's exit status says: 0 good, 1 malformed, invalid or incomplete, 4 malfeasance under
 * trusted keys, 5 good but only under keys that the evidence brought along. */
export type Status = 0 | 1 | 3 | 4 | 5;

export interface Outcome<Result> {
  status: Status;
  /** The lines of the command line, byte for byte. */
  json: string;
  /** The same, parsed: one for each line. */
  results: Result[];
  /** What the command line says on standard error: "a server list, which has no exchanges", ...; with "servers: "
   * before it if it is about `servers`. */
  complaints: string[];
}

export interface ReadOptions {
  /** The name to be echoed as `source`; by default "-". */
  source?: string;
  /** How the bytes are written; by default told by their content. */
  input?: 'auto' | 'raw' | 'hex' | 'base64';
  /** Whether they have a packet header. */
  as?: 'auto' | 'packet' | 'message';
  /** Of a file: the index of the first exchange that is read, and how many are, as if there were no others; they keep
   * their indices. By default all. With `count`, `dump` shows loose packets as the exchanges that they make. */
  from?: number;
  count?: number;
}

/** Whom to trust. Without any of these every key is merely embedded. */
export interface TrustOptions {
  /** Server lists, of any format. Their keys are trusted while the lists say they are valid. */
  servers?: Input | Input[];
  publicKeys?: Key[];
  trustEmbedded?: boolean;
  /** Seconds by which the validity of keys is extended at both ends. */
  keyGrace?: number | bigint;
}

export interface JudgeOptions extends ReadOptions, TrustOptions {
  acceptDraftContext?: boolean;
  treatVersionAs?: number;
  /** Seconds; microseconds count. */
  maxRadius?: number;
  /** Of a request that is not there: 32 or 64 bytes. */
  nonce?: Bytes;
  /** Adds every computation, as `--explain --json` does. */
  explain?: boolean;
  /** Adds `statements`: all that the command line would say to people. */
  statements?: boolean;
}

/** Called meanwhile, every few exchanges: how many are done, of how many. Those of a report are gone through twice, and
 * count as one half each time. It may not call the module; what it throws ends the verification. */
export type OnJudged = (done: number, all: number) => void;

export interface ReportOptions extends JudgeOptions {
  onProgress?: OnJudged;
}

export interface DumpOptions extends ReadOptions {
  /** Server lists that name the keys. */
  servers?: Input | Input[];
  /** Adds `title`, `hex` and `items`: every byte, labelled. */
  items?: boolean;
}

export interface ExchangeInput extends JudgeOptions {
  response: Input;
  request?: Input;
  /** The server's long-term key, which is trusted thereby. */
  publicKey?: Key;
  onProgress?: OnJudged;
}

/** Pieces of a document, in their order. */
export type Document =
  | Bytes
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

export interface DocumentOptions extends JudgeOptions {
  /** Called with the number of bytes hashed so far. */
  onProgress?: (bytes: number) => void;
  signal?: AbortSignal;
}

export interface RequestOptions {
  /** Names ("rfc10049", "draft-11", "google") or numbers; by default RFC 10049 and drafts 14-19. */
  versions?: (string | number)[];
  /** The server's long-term key, to be named in the request. */
  publicKey?: Key;
  /** The nonce; by default from crypto.getRandomValues. */
  nonce?: Bytes;
  /** The response packet that the nonce shall follow, and the rand that is hashed with it (by default fresh). */
  after?: Bytes;
  rand?: Bytes;
  /** Bytes of the message; by default 1024. */
  size?: number;
}

export interface Roughproof {
  /** Bytes of the arena. */
  readonly arena: number;

  /** What any bytes say: packets, reports, chain files, NDJSON, server lists; raw, hex or base64. */
  dump(input: Input, options?: DumpOptions): Outcome<DumpLine>;

  /** One exchange, or several packets in one file. */
  verifyExchange(exchange: ExchangeInput): Outcome<Exchange>;

  /** Whatever `roughproof verify` takes: a report or chain (one Report), NDJSON or packets (an Exchange each). */
  verifyReport(report: Input, options?: ReportOptions): Outcome<Report | Exchange>;

  /** A stamp (report or chain) of a document, which is hashed piece by piece in the module. */
  verifyDocument(document: Document, stamp: Input, options?: DocumentOptions): Promise<Outcome<Report>>;

  /** The same with the SHA-256 of the document, 32 bytes. */
  verifyDocumentHash(sha256: Bytes, stamp: Input, options?: ReportOptions): Outcome<Report>;

  /** The SHA-256 of a document. */
  hashDocument(
    document: Document,
    options?: { onProgress?: (bytes: number) => void; signal?: AbortSignal },
  ): Promise<Uint8Array>;

  /** A request of any version, with its nonce; `results` is empty where `complaints` says why. */
  makeRequest(options?: RequestOptions): Outcome<MadeRequest>;
}

// What is in several of the lines.

export interface VersionName {
  code: number | null;
  name: string | null;
}

export interface Remark {
  slug: RemarkSlug;
  clause: string;
  text: string;
  /** Of verdicts: in which of the inputs the offset counts. */
  subject?: Subject;
  tag: string | null;
  offset: number;
}

export interface Refusal {
  slug: ErrorSlug;
  code: number;
  stage:
    | 'packet' | 'message' | 'schema' | 'text' | 'report' | 'list' | 'verify' | 'chain' | 'key' | 'capture';
  subject?: Subject;
  tag: string | null;
  offset: number;
  clause: string;
  text: string;
}

export type Subject = 'response' | 'request' | 'entry';

// dump

export type DumpLine = Message | RefusedExchange | ListHead | ListedServer | RefusedFile;

export interface Message {
  source: string;
  index: number;
  framed: boolean;
  version: VersionName | null;
  kind: 'request' | 'response' | 'SREP' | 'CERT' | 'DELE' | 'message';
  size: number;
  tags: Tag[];
  remarks: Remark[];
  error: Refusal | null;
  /** With `servers`. */
  srvServer?: string | null;
  /** Of a report and the like. */
  exchange?: ExchangeFacts;
  /** With `items`. */
  title?: string;
  /** All of its bytes, two digits each, whatever container they came in. */
  hex?: string;
  items?: Item[];
}

export interface Tag {
  tag: string;
  offset: number;
  length: number;
  hex: string;
  value: unknown;
  tags?: Tag[];
}

/** `value` of MIDP, MINT and MAXT. */
export interface Timestamp {
  raw: bigint;
  unit: 's' | 'us' | 'mjd' | null;
  utc: string | null;
}

/** A run of bytes, in their order. Messages nest: their parts have a greater `depth`. */
export interface Item {
  kind: 'magic' | 'length' | 'message' | 'count' | 'offset' | 'tag' | 'value' | 'rest';
  depth: number;
  /** "SREP.MIDP"; "" for the outermost message. */
  path: string;
  /** Number of the offset, tag or value in its message. */
  index: number;
  offset: number;
  length: number;
  /** What the bytes mean; "" if nothing beyond themselves. */
  meaning: string;
  /** A message whose structure is unsound. */
  broken: boolean;
}

export interface ExchangeFacts {
  index: number;
  role: 'request' | 'response' | null;
  publicKey: string | null;
  server?: string | null;
  rand: string | null;
  nonce: string | null;
  id: unknown;
  file: string;
  sent: string | null;
  received: string | null;
  remarks: Remark[];
  error: Refusal | null;
}

export interface RefusedExchange {
  source: string;
  exchange: ExchangeFacts;
}

export interface RefusedFile {
  source: string;
  error: Refusal;
}

export interface ListHead {
  source: string;
  list: {
    created: string | null;
    expires: string | null;
    sources: unknown[];
    reports: unknown;
    remarks: Remark[];
  };
}

export interface ListedServer {
  source: string;
  index: number;
  name: string | null;
  version: VersionName | null;
  keys: {
    publicKey: string | null;
    srv: string | null;
    validFrom: string | null;
    validUntil: string | null;
    error: Refusal | null;
  }[];
  addresses: {
    protocol: 'udp' | 'tcp' | null;
    host: string | null;
    port: number | null;
    error: Refusal | null;
  }[];
  remarks: Remark[];
  error: Refusal | null;
}

// verify

export type Verdict = 'valid' | 'incomplete' | 'invalid' | 'malformed';
export type CheckName =
  | 'structure' | 'version' | 'nonce' | 'radius' | 'delegation' | 'window' | 'merkle' | 'signature';
export type StepName = 'nonce' | 'delegation' | 'response' | 'leaf' | 'node';

export interface Exchange {
  source: string;
  index: number;
  id: unknown;
  verdict: Verdict;
  trusted: boolean;
  standing: 'trusted' | 'embedded' | 'unknown';
  keyId: string | null;
  publicKey: string | null;
  version: VersionName | null;
  checks: Check[];
  midpoint: string | null;
  midpointMicros: bigint | null;
  radius: number | null;
  interval: [string, string] | null;
  intervalMicros: [bigint | null, bigint | null] | null;
  evidence: boolean;
  link: 'first' | 'proved' | 'missing' | 'broken' | null;
  run: number | null;
  narrowed: [string, string] | null;
  narrowedMicros: [bigint | null, bigint | null] | null;
  remarks: Remark[];
  error: Refusal | null;
  diagnosis: Diagnosis[];
  /** In bulk, when failures of its kind had been diagnosed often enough. */
  undiagnosed?: true;
  missing: ('request' | 'key')[];
  proves: string;
  doesNotProve: string | null;
  /** With `explain`. */
  steps?: Step[];
  /** With `statements`. */
  statements?: Statement[];
}

export interface Check {
  name: CheckName;
  ok: boolean | null;
  outcome: 'passed' | 'failed' | 'lacking' | 'not-applicable' | 'unverified';
  clause: string;
  error: Refusal | null;
}

export interface Diagnosis {
  slug: DiagnosisSlug;
  match: boolean;
  check: CheckName | 'link';
  subject: Subject;
  source: string;
  text: string;
}

export interface Step {
  name: StepName;
  operation: 'ed25519' | 'sha512' | 'sha512[:32]' | 'sha512/256';
  parts: { name: string; hex: string }[];
  key: string | null;
  signature: string | null;
  result: string | null;
  expected: string | null;
}

/** A line of what the command line says to people. */
export interface Statement {
  kind:
    | 'verdict' | 'violation' | 'suspects' | 'check' | 'field' | 'proves' | 'limits' | 'remark' | 'diagnosis';
  label: string;
  /** Of a check: "pass", "FAIL", "lack", "n/a" or "-". */
  mark: string;
  text: string;
}

export interface Report {
  source: string;
  format: string;
  verdict: Verdict | 'malfeasance' | 'none';
  trusted: boolean;
  links: Exchange[];
  violations: Violation[];
  moreViolations: boolean;
  certain: string[];
  suspects: string[][] | null;
  conflicts: [string, string][];
  servers: {
    keyId: string;
    publicKey: string;
    trusted: boolean;
    exchanges: number;
    counted: number;
    documentBefore?: string | null;
    documentBeforeMicros?: bigint | null;
  }[];
  agreeing: number;
  runs: number;
  document: Stamp | null;
  proves: string;
  doesNotProve: string;
  remarks: Remark[];
  /** With `statements`. */
  statements?: Statement[];
}

/** Two exchanges whose times contradict their order: indices into `links`. */
export interface Violation {
  earlier: number;
  later: number;
  earlierKeyId: string;
  laterKeyId: string;
  after: string;
  afterMicros: bigint | null;
  before: string;
  beforeMicros: bigint | null;
  /** Seconds. */
  by: number;
}

export interface Stamp {
  sha256: string;
  salted: boolean;
  before: string | null;
  beforeMicros: bigint | null;
  error: Refusal | null;
}

// mkreq

export interface MadeRequest {
  version: VersionName;
  versions: VersionName[];
  mistakes: never[];
  size: number;
  /** Base64, as in reports. */
  nonce: string;
  rand?: string;
  publicKey?: string;
  request: string;
  /** The packet to send. */
  bytes: Uint8Array;
}
