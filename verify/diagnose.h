/* Why a response did not verify: what is known to be deployed, tried on it, and what it would have taken. It
 * explains a verdict and never changes it. docs/diagnosis.md says which deviation is found by what. */
#ifndef ROUGHPROOF_VERIFY_DIAGNOSE_H
#define ROUGHPROOF_VERIFY_DIAGNOSE_H

#include "diagnosis.h"
#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RT_DIAGNOSES_MAX 16

/* The most requests of a set and keys of a table that are tried. */
#define RT_DIAGNOSE_REQUESTS_MAX 1024
#define RT_DIAGNOSE_KEYS_MAX     32

/* The most signatures that one diagnosis verifies: 2 by reading the exchange otherwise; 3 other contexts of
 * SREP and 5 of DELE, each spelling with and without NUL; the equations of others for both; the long-term key
 * for SREP; the keys, and the misprinted one. */
#define RT_DIAGNOSE_VERIFICATIONS_MAX (2 + 3 + 5 + 2 + 1 + RT_DIAGNOSE_KEYS_MAX + 1)

/* What else is known. A zeroed one: nothing. */
struct rt_diagnosis_context {
    const struct rt_bytes *requests; /* the set that the request is of */
    size_t num_requests;
    const struct rt_trust *trust; /* or NULL */
    struct rt_bytes previous;     /* the response before, if `rand` should link to it */
    struct rt_bytes rand;         /* empty: there is no link to explain */
};

/* In the order in which they were found: first the structure, then SREP's signature, then the others. */
struct rt_diagnoses {
    size_t num; /* those that found room, at most RT_DIAGNOSES_MAX */
    struct rt_diagnosis item[RT_DIAGNOSES_MAX];
    /* The kind of verdict there would be if the matches of the structure were granted: UNVERIFIED when there
     * are none. */
    enum rt_verdict_kind otherwise;
    unsigned num_verifications; /* of signatures, made to find out */
};

/* Explains `verdict`, which rt_verify made of `question`. A valid one has no diagnoses, but those of its link
 * if rand is given and does not lead to the nonce. What is tried goes on from the structure to the rest: a
 * response that reads only without its tail may have other deviations besides. Stack: about 13 kB. */
void rt_diagnose(struct rt_diagnoses *out, const struct rt_verdict *verdict,
                 const struct rt_question *question, const struct rt_diagnosis_context *context);

#ifdef __cplusplus
}
#endif

#endif
