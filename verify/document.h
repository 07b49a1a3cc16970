/* Documents stamped by a chain: the first nonce is a hash of the document, so the document existed before
 * anything that follows from it. */
#ifndef ROUGHPROOF_VERIFY_DOCUMENT_H
#define ROUGHPROOF_VERIFY_DOCUMENT_H

#include "chain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a chain is that of a document. A zeroed one reads unchecked. */
struct rt_document {
    struct rt_sha256 hash; /* of the document */
    bool salted;
    struct rt_error error; /* RT_OK, document-mismatch or document-nonce */
};

/* The nonce of the first request must be SHA-256(document) or, where its exchange has a rand, which then is
 * the salt, SHA-256(rand | SHA-256(document)). Nonces of 64 bytes are refused: no such hash fills them.
 * Errors: document-nonce, document-mismatch. */
void rt_document_check(struct rt_document *out, const struct rt_sha256 *hash, struct rt_bytes nonce,
                       struct rt_bytes rand);

/* What the server of this number proves if it was honest: the document existed before `bound`, the lowest
 * upper end that it stated in the run of the first link. False if no link of it counts there. */
RT_MUST_CHECK bool rt_document_bound(struct rt_time *bound, const struct rt_chain *chain, uint32_t server);

/* What is true if at least one of those servers was honest, whichever: the highest of their bounds. The
 * lowest one would be true only if that very server was honest, and a single liar could date any document
 * back. False if there is no bound. */
RT_MUST_CHECK bool rt_document_before(struct rt_time *bound, const struct rt_chain *chain);

#ifdef __cplusplus
}
#endif

#endif
