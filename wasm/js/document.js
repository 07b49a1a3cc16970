// Documents: hashed piece by piece in the module.
import { Call } from './call.js';
import { bytesOf, isView, misuse } from './values.js';

async function* piecesOf(document) {
  if (isView(document)) {
    yield bytesOf(document);
  } else if (typeof document?.stream === 'function') {
    yield* piecesOf(document.stream());
  } else if (typeof document?.getReader === 'function') {
    yield* readerPieces(document.getReader());
  } else if (document?.[Symbol.asyncIterator] !== undefined || document?.[Symbol.iterator] !== undefined) {
    yield* document;
  } else {
    misuse('a document is bytes, a Blob, a stream, or pieces of bytes');
  }
}

async function* readerPieces(reader) {
  try {
    for (let step; !(step = await reader.read()).done;) {
      yield step.value;
    }
  } finally {
    reader.releaseLock();
  }
}

const PIECE = 1 << 18;

/** Adds a piece to a hash, in parts that fit into any arena. */
function addPiece(exports, hash, piece) {
  for (let at = 0; at < piece.length; at += PIECE) {
    const call = new Call(exports);
    exports.rp_hash_add(hash, call.input(piece.subarray(at, at + PIECE)));
  }
}

async function hashPieces(exports, hash, document, { onProgress, signal }) {
  let bytes = 0;
  for await (const piece of piecesOf(document)) {
    signal?.throwIfAborted();
    const view = bytesOf(piece, 'a piece of a document');
    addPiece(exports, hash, view);
    bytes += view.length;
    onProgress?.(bytes);
  }
}

/** The SHA-256 of all of it. */
export async function hashDocument(exports, document, options) {
  const hash = exports.rp_hash_begin();
  if (hash < 0) {
    throw new RangeError('roughproof: 16 documents are being hashed already');
  }
  try {
    await hashPieces(exports, hash, document, options);
    const call = new Call(exports);
    exports.rp_hash_end(hash);
    return call.answer().bytes[0];
  } catch (error) {
    exports.rp_hash_drop(hash);
    throw error;
  }
}
