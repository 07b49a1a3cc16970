/* Whether a response is valid, and so what one exchange proves (RFC 10049 5.4): for every version, with every
 * check on its own and all of them composed. */
#ifndef ROUGHPROOF_VERIFY_RESPONSE_H
#define ROUGHPROOF_VERIFY_RESPONSE_H

#include "../parser/request.h"
#include "../parser/response.h"
#include "ed25519.h"
#include "merkle.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One exchange. All slices may be empty but the response. */
struct rt_question {
    struct rt_bytes response;
    struct rt_bytes request;  /* exactly as it was sent, ROUGHTIM header included */
    struct rt_bytes nonce;    /* in want of a request: its nonce, which is the leaf before draft 12 */
    const struct rt_key *key; /* the server's long-term key, or NULL */
};

/* What is accepted beside the letter of RFC 10049. A zeroed policy is the strict one. */
struct rt_policy {
    bool accept_draft_context; /* version 1 signed with RoughTime, as in the RFC's own Appendix B */
    uint32_t treat_as;         /* read versions that no document defines as this one; 0: do not */
    bool limit_radius;
    uint64_t max_radius_micros; /* if limit_radius */
};

/* In the order in which they are reported. The last four are those of RFC 10049 5.4. */
enum rt_check {
    RT_CHECK_STRUCTURE,  /* both messages are sound, and what their version allows (4, 5.1, 5.2) */
    RT_CHECK_VERSION,    /* the request offered the response's version (5.2.5) */
    RT_CHECK_NONCE,      /* the response repeats the request's nonce (5.2.2) */
    RT_CHECK_RADIUS,     /* the radius is within the policy's limit */
    RT_CHECK_DELEGATION, /* CERT was signed with the long-term key */
    RT_CHECK_WINDOW,     /* MIDP lies in [MINT, MAXT] */
    RT_CHECK_MERKLE,     /* the request is in the Merkle tree under ROOT */
    RT_CHECK_SIGNATURE,  /* SREP was signed with the delegated key */
    RT_NUM_CHECKS,
};

enum rt_outcome {
    RT_UNVERIFIED = 0, /* not reached */
    RT_PASSED,
    RT_FAILED,
    RT_LACKING,   /* what it needs is not there */
    RT_NO_MATTER, /* does not apply to this version, or nothing asks for it */
};

enum rt_verdict_kind {
    RT_VERDICT_UNVERIFIED = 0, /* what a zeroed verdict says; never the result of rt_verify */
    RT_VERDICT_VALID,
    RT_VERDICT_INCOMPLETE, /* nothing failed, but the request or the key is missing */
    RT_VERDICT_INVALID,    /* a check failed */
    RT_VERDICT_MALFORMED,  /* the response or the request is no message */
};

/* In which of the inputs an error's offset counts. */
enum rt_subject { RT_OF_RESPONSE, RT_OF_REQUEST, RT_OF_ENTRY /* in what the exchange was kept in */ };

struct rt_finding {
    enum rt_outcome outcome;
    enum rt_subject subject;
    struct rt_error error; /* RT_OK unless failed or lacking */
};

/* Slices point into the inputs. */
struct rt_verdict {
    enum rt_verdict_kind kind;
    enum rt_check culprit; /* the check that decided, unless valid; its finding has the error */
    struct rt_finding check[RT_NUM_CHECKS];
    struct rt_response response; /* zeroed if the structure failed; likewise the next two */
    struct rt_request request;
    struct rt_bytes nonce; /* the request's, or the question's; empty if neither is known */
    /* The structure and the unit are such that the time may be compared with others: a plausible one in the
     * unit of its version, which below draft 12 nobody has signed, and no squatted version (protocol
     * relabelling would else turn an honest response into a lie). Only of a valid verdict does it mean
     * anything. */
    bool is_evidence;
    struct rt_time midpoint;
    struct rt_interval interval;
    struct rt_remarks remarks; /* on the response, and on how the two belong together */
    struct rt_remarks request_remarks;
};

/* Verifies one exchange. Never fails: the verdict says it all, and is valid only if all that applies passed.
 * All checks that can be made are, also after one failed. No memory; up to 9 kB of stack when optimised, and
 * 36 when not, whatever the input. */
void rt_verify(struct rt_verdict *out, const struct rt_question *question, const struct rt_policy *policy);

/* The checks on their own, of a response that was parsed. `as` is the row whose contexts, hashes and order
 * are used: response->version for a verdict, another for a diagnosis. */

/* Errors: signature-*, key-*. */
RT_MUST_CHECK bool rt_check_delegation(struct rt_error *err, const struct rt_response *response,
                                       const struct rt_key *key, const struct rt_version *as);

/* MINT <= MIDP <= MAXT, compared as unsigned numbers, which works in every unit.
 * Errors: midpoint-early, midpoint-late. */
RT_MUST_CHECK bool rt_check_window(struct rt_error *err, const struct rt_response *response);

/* `leaf` is what the version hashes into the leaf: the request packet or the nonce. `order` says which order
 * of PATH led to ROOT; another one than the RFC's is tried only where as->node_first_seen.
 * Errors: index-leftover, root-mismatch. */
RT_MUST_CHECK bool rt_check_merkle(enum rt_merkle_order *order, struct rt_error *err,
                                   const struct rt_response *response, struct rt_bytes leaf,
                                   const struct rt_version *as);

/* Errors: signature-*, key-*. */
RT_MUST_CHECK bool rt_check_signature(struct rt_error *err, const struct rt_response *response,
                                      const struct rt_version *as);

/* SRV of a key: the first 32 bytes of SHA-512(ff | key) (RFC 10049 5.1.4). */
void rt_srv_from_key(struct rt_hash *out, const struct rt_key *key);

/* "structure", "version", "nonce", "radius", "delegation", "window", "merkle", "signature". */
const char *rt_check_name(enum rt_check check);

/* The clause of a check: "RFC 10049 5.4", ... */
const char *rt_check_clause(enum rt_check check);

/* "valid", "incomplete", "invalid", "malformed" or "unverified". */
const char *rt_verdict_name(enum rt_verdict_kind kind);

#ifdef __cplusplus
}
#endif

#endif
