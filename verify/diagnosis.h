/* Every diagnosis: what would have made a check pass that failed, or what its bytes look like. One list, from
 * which come the enum, the slugs, the sentences, and the test that each is produced. */
#ifndef ROUGHPROOF_VERIFY_DIAGNOSIS_H
#define ROUGHPROOF_VERIFY_DIAGNOSIS_H

#include "../parser/text.h"
#include "response.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a diagnosis was tried: MATCH, then the check passes with it, together with the other matches of the
 * same check; or only seen in the bytes: HINT.
 *
 * X(name, kind, slug, source, sentence). Slugs never change once released. The source is a clause, or whoever
 * is known to do so. In a sentence, @ and a letter stand for the diagnosis's number: @n as it is, @v a
 * version,
 * @h an enum rt_hash_kind, @l an enum rt_diagnosis_leaf, @t a tag, @u an enum rt_unit, @p an enum rt_place,
 * @k an enum rt_kind. */
#define RT_DIAGNOSIS_LIST(X)                                                                                 \
    X(CONTEXT_DRAFT, MATCH, "context-draft", "RFC 10049 5.2.1",                                              \
      "verifies with the drafts' spelling RoughTime: signed by software from before the RFC, as the RFC's "  \
      "own Appendix B was (--accept-draft-context accepts it)")                                              \
    X(CONTEXT_RFC, MATCH, "context-rfc", "RFC 10049 5.2.1",                                                  \
      "verifies with RFC 10049's spelling Roughtime, where this version has RoughTime")                      \
    X(CONTEXT_DASHES, MATCH, "context-dashes", "draft-11 6.2.6",                                             \
      "verifies with the two dashes that Google's protocol and drafts 00-06 and 08-11 put at the end of "    \
      "the delegation's context")                                                                            \
    X(CONTEXT_NO_DASHES, MATCH, "context-no-dashes", "draft-12 5.2.6",                                       \
      "verifies without the two dashes at the end of the delegation's context, as in draft 07 and from "     \
      "draft 12 on")                                                                                         \
    X(CONTEXT_NO_NUL, MATCH, "context-no-nul", "roughtime_cpp",                                              \
      "verifies with a context that lacks its terminating zero byte, as roughtime_cpp signs")                \
    X(SIGNATURE_PLAIN, MATCH, "signature-plain", "RFC 8032 5.1.7",                                           \
      "clients that use OpenSSL, BoringSSL, Go or dalek would have accepted this signature: a deviation by " \
      "the signer")                                                                                          \
    X(SIGNATURE_LONG_S, MATCH, "signature-long-s", "RFC 8032 5.1.7",                                         \
      "clients that use ref10 or ed25519-donna would have accepted this signature: a deviation by the "      \
      "signer")                                                                                              \
    X(SIGNATURE_ANY_S, MATCH, "signature-any-s", "RFC 8032 5.1.7",                                           \
      "clients that use TweetNaCl or python-ed25519 would have accepted this signature: a deviation by the " \
      "signer")                                                                                              \
    X(SIGNATURE_COFACTORED, MATCH, "signature-cofactored", "RFC 8032 5.1.7",                                 \
      "clients that multiply by the cofactor (ZIP 215: ed25519-zebra) would have accepted this signature: "  \
      "a deviation by the signer")                                                                           \
    X(KEY_OTHER, MATCH, "key-other", "RFC 10049 5.4",                                                        \
      "verifies with another of the trusted keys, number @n of the table")                                   \
    X(KEY_ASKED, HINT, "key-asked", "RFC 10049 5.1.4",                                                       \
      "SRV of the request asks for another of the trusted keys, number @n of the table")                     \
    X(KEY_MISPRINTED, MATCH, "key-misprinted", "roughtime-rs",                                               \
      "verifies with Cloudflare's old key as it was: the list of skarlsson/roughtime-rs misprints one "      \
      "character of it, MNTPxo for MNTjxo")                                                                  \
    X(KEY_DELEGATED, HINT, "key-delegated", "RFC 10049 5.2.6",                                               \
      "the key given is the delegated one of this response; wanted is the long-term key that signed CERT")   \
    X(KEY_IS_SRV, HINT, "key-is-srv", "RFC 10049 5.1.4",                                                     \
      "the key given is the SRV of the request, which is a hash of the key")                                 \
    X(KEY_WRONG, HINT, "key-wrong", "RFC 10049 5.4",                                                         \
      "SREP verifies, so CERT is likely by another long-term key than the one given; or the server broke "   \
      "it on purpose, as RFC 10049 7 has it")                                                                \
    X(KEY_LONG_TERM, MATCH, "signed-by-long-term", "RFC 10049 5.2.1",                                        \
      "verifies with the long-term key, where only the delegated one may sign")                              \
    X(LEAF_OTHER, MATCH, "leaf-other", "RFC 10049 5.3", "leads to ROOT with @l as the leaf")                 \
    X(HASH_OTHER, MATCH, "hash-other", "RFC 10049 5.3", "leads to ROOT with @h as the hash")                 \
    X(PATH_NODE_FIRST, MATCH, "order-node-first", "draft-05 6.3.1",                                          \
      "leads to ROOT node first, as drafts 05 to 15 wrote and tannerryan deployed")                          \
    X(INDEX_IGNORED, MATCH, "index-ignored", "RFC 10049 5.3.1",                                              \
      "leads to ROOT when the bits of INDX beyond PATH are ignored, as clients of Google and cloudflare do") \
    X(REQUEST_OTHER, MATCH, "request-other", "RFC 10049 5.3.1",                                              \
      "answers request number @n of the set, from 0")                                                        \
    X(ANSWERS_OTHER, MATCH, "answers-other", "draft-11 6.3",                                                 \
      "leads to ROOT with the nonce that it repeats: an answer, but to another request")                     \
    X(NONCE_CHANGED, HINT, "nonce-changed", "RFC 10049 5.2.2",                                               \
      "the request is in the tree all the same: NONC of a response is not signed, and was changed")          \
    X(VERSION_AS, MATCH, "version-as", "RFC 10049 12.2", "verifies as @v (--treat-version-as @v)")           \
    X(VERSION_LIKE, HINT, "version-like", "RFC 10049 12.2",                                                  \
      "reads as @v, but does not verify as that (--treat-version-as @v)")                                    \
    X(VERSION_MLDSA, HINT, "version-mldsa", "tannerryan",                                                    \
      "tannerryan's experiment with ML-DSA-44 signatures, which only its own client verifies")               \
    X(VERSION_FALLBACK, HINT, "version-fallback", "RFC 10049 5.2.5",                                         \
      "none of the versions offered is in VERS, and the server answered with one of its own, as it may")     \
    X(UNIT_OTHER, MATCH, "unit-other", "RFC 10049 4.1.4",                                                    \
      "MIDP looks like @u, MINT and MAXT do not: as points in time they agree")                              \
    X(UNIT_LIKE, HINT, "unit-like", "RFC 10049 4.1.4",                                                       \
      "MIDP is no plausible time in this version's unit, but looks like @u")                                 \
    X(RADIUS_MICROS, HINT, "radius-microseconds", "draft-08 6.2.5",                                          \
      "the radius looks like microseconds, as before draft 08, where this version has seconds")              \
    X(GREASE, HINT, "grease", "RFC 10049 7",                                                                 \
      "servers may do this on purpose, now and then, so that clients stay strict: ask again")                \
    X(TEXT_HEX, HINT, "text-hex", "RFC 10049 4", "these are hexadecimal digits, not the bytes themselves")   \
    X(TEXT_BASE64, HINT, "text-base64", "RFC 10049 8.4.1",                                                   \
      "these are characters of base64, not the bytes themselves")                                            \
    X(TEXT_JSON, HINT, "text-json", "RFC 10049 8.4.1",                                                       \
      "this begins like JSON: a report or a chain file, not a packet")                                       \
    X(EXCHANGE_SWAPPED, MATCH, "exchange-swapped", "RFC 10049 5",                                            \
      "request and response were given in each other's place")                                               \
    X(KIND_OTHER, HINT, "kind-other", "RFC 10049 5", "these bytes are a @k")                                 \
    X(TAIL_IGNORED, MATCH, "tail-ignored", "RFC 10049 5",                                                    \
      "reads without the bytes behind the message, which tannerryan's and pyroughtime's clients ignore")     \
    X(HEADER_IGNORED, MATCH, "header-ignored", "RFC 10049 5", "reads as a message without a packet header")  \
    X(BEGINS_LATER, MATCH, "begins-later", "RFC 10049 5",                                                    \
      "reads from offset @n on, where a packet begins: a capture's headers stand before it")                 \
    X(LENGTH_PREFIX, MATCH, "length-prefix", "draft-00 6",                                                   \
      "reads without its first four bytes, the length that draft 00 puts before messages over TCP")          \
    X(LENGTH_OF_PACKET, HINT, "length-of-packet", "RFC 10049 5",                                             \
      "the length field counts the 12 bytes of the packet header as well")                                   \
    X(PADDING_OUTSIDE, HINT, "padding-outside", "RFC 10049 5.1.5",                                           \
      "the bytes behind the message are zeros: padding belongs inside, in ZZZZ")                             \
    X(PACKETS_SEVERAL, HINT, "packets-several", "RFC 10049 5", "another packet follows the first")           \
    X(CUT_AT_BUFFER, HINT, "cut-at-buffer", "RFC 10049 5",                                                   \
      "cut off at @n bytes, the size of a buffer: 1024 in cloudflare's client, 1280 in its test server, "    \
      "1472 in tannerryan and roughenough, 1500 in pyroughtime")                                             \
    X(NUMBERS_SWAPPED, HINT, "numbers-swapped", "RFC 10049 4.1.1",                                           \
      "the number of tags makes sense only as a big-endian integer, as wrong notes on the web have it")      \
    X(TAGS_SWAPPED, HINT, "tags-swapped", "draft-12 4.1.3",                                                  \
      "the tags ascend as letters do: sorted as big-endian numbers, as drafts 12 to 17 can be read")         \
    X(TAG_MISPRINTED, HINT, "tag-misprinted", "draft-09 12.3",                                               \
      "has the tag @t in its place: a misprint in a table of the drafts")                                    \
    X(TAG_OTHER_VERSION, HINT, "tag-of-other-version", "draft-11 5.1.4",                                     \
      "the tag is one of older versions, which had other rules for tags")                                    \
    X(TAG_ELSEWHERE, HINT, "tag-elsewhere", "RFC 10049 5.2",                                                 \
      "the tag that is missing is there, but in @p, where other versions have it")                           \
    X(LINK_SINGLE, MATCH, "link-single", "RFC 10049 8.2",                                                    \
      "the nonce was made with a single hash, as from draft 08 on")                                          \
    X(LINK_DOUBLE, MATCH, "link-double", "Google ECOSYSTEM.md",                                              \
      "the nonce was made by Google's rule, the hash of a hash, as cloudflare does under every version")     \
    X(LINK_REVERSED, MATCH, "link-reversed", "ecosystem-01 2",                                               \
      "the nonce was made with rand before the response, as draft-ietf-ntp-roughtime-ecosystem-01 has it")   \
    X(LINK_HASH, MATCH, "link-hash", "draft-02 8", "the nonce was made with @h as the hash")                 \
    X(LINK_NO_HEADER, MATCH, "link-no-header", "RFC 10049 8.2",                                              \
      "the nonce was made of the response before without its packet header")                                 \
    X(LINK_NO_RESPONSE, MATCH, "link-no-response", "cloudflare",                                             \
      "the nonce was made of rand alone, as cloudflare and pyroughtime make the first one: it follows "      \
      "nothing")                                                                                             \
    X(LINK_IS_RAND, MATCH, "link-is-rand", "roughly",                                                        \
      "rand is the nonce itself, as roughly writes it in the first entry: it follows nothing")

enum rt_diagnosis_code {
#define RT_DIAGNOSIS_ENUM(name, kind, slug, source, text) RT_D_##name,
    RT_DIAGNOSIS_LIST(RT_DIAGNOSIS_ENUM)
#undef RT_DIAGNOSIS_ENUM
        RT_NUM_DIAGNOSES,
};

/* What may have been hashed into the leaf of the request. */
enum rt_diagnosis_leaf {
    RT_DIAGNOSIS_PACKET,  /* as it was given */
    RT_DIAGNOSIS_FRAMED,  /* a ROUGHTIM header before it */
    RT_DIAGNOSIS_MESSAGE, /* without its ROUGHTIM header */
    RT_DIAGNOSIS_NONCE,
    RT_DIAGNOSIS_NUM_LEAVES,
};

/* As the check of a diagnosis: the link to the response before. */
#define RT_CHECK_LINK RT_NUM_CHECKS

struct rt_diagnosis {
    enum rt_diagnosis_code code;
    enum rt_check check;     /* which it explains */
    enum rt_subject subject; /* of a diagnosis of the structure: whose */
    uint32_t number;         /* what the sentence says of it; else 0 */
};

/* Arrays rather than pointers, as in rt_error_info. */
struct rt_diagnosis_info {
    bool is_match;
    char slug[24];
    char source[24];
    char text[176];
};

/* Row of `code`; the last row for anything that is none. */
const struct rt_diagnosis_info *rt_diagnosis_info(enum rt_diagnosis_code code);

/* "structure" and so on as rt_check_name has them, and "link". */
const char *rt_diagnosis_check_name(enum rt_check check);

/* The sentence, with its number put in. Printable ASCII. */
void rt_diagnosis_text(struct rt_text *text, const struct rt_diagnosis *diagnosis);

#ifdef __cplusplus
}
#endif

#endif
