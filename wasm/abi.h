/* The flat interface of the WebAssembly module: integers in, integers out. A call begins with rp_reset, which
 * empties the arena; puts its inputs into it, which handles stand for; sets options; does one thing; and
 * reads the answer piece by piece. Everything but an open hash is gone with the next rp_reset, and what the
 * wide module remembers of signatures, which changes no answer.
 *
 * No order of calls and no argument does harm: what makes no sense is RP_MISUSE, and what does not fit into
 * the arena RP_FULL. */
#ifndef ROUGHPROOF_WASM_ABI_H
#define ROUGHPROOF_WASM_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Results below zero; all others are handles, lengths, or exit statuses of the command (tools/exit.h). */
enum rp_failure {
    RP_MISUSE = -1,
    RP_FULL = -2,
    RP_REFUSED = -100, /* less an enum rt_offer_result or enum rt_plan_result */
};

/* Of a verification in steps: there are more of them. No exit status has this number. */
#define RP_MORE 16

#define RP_INPUTS_MAX 1024
#define RP_HASHES_MAX 16

/* The arena: once, from 1 MiB to 256 MiB. 0, RP_MISUSE or RP_FULL. Before it, everything else is RP_MISUSE.
 */
#define RP_ARENA_MIN ((uint32_t)1 << 20)
#define RP_ARENA_MAX ((uint32_t)256 << 20)
int32_t rp_start(uint32_t arena);

/* Begins a call. */
int32_t rp_reset(void);

/* Room for an input of `len` bytes: its handle, which is above 0. */
int32_t rp_input(uint32_t len);

/* Where the bytes of the input go; NULL for no handle. */
uint8_t *rp_input_data(int32_t input);

/* What an input is good for. */
enum rp_role {
    RP_SOURCE = 1, /* the name that the answer echoes; default "-" */
    RP_SERVERS,    /* a server list; any number */
    RP_KEY,        /* 32 bytes of a trusted key; any number; of a request: its server's */
    RP_NONCE,      /* of a request that is not there: 32 or 64 bytes */
    RP_REQUEST,    /* to the responses */
    RP_DOCUMENT,   /* the SHA-256 of a stamped document: 32 bytes */
    RP_VERSION,    /* the name of a version to be offered */
    RP_AFTER,      /* the response that a request follows */
    RP_RANDOM,     /* what its nonce is made of, as rp_random_len has it */
};
int32_t rp_use(uint32_t role, int32_t input);

enum rp_option {
    RP_CODING = 1, /* enum input_coding */
    RP_FORM,       /* enum rt_form */
    RP_EXPLAIN,    /* these are 0 or 1 */
    RP_STATEMENTS, /* the extra line of a verdict: its statements */
    RP_ITEMS,      /* the extra line of a message: its title, bytes and items */
    RP_TRUST_EMBEDDED,
    RP_ACCEPT_DRAFT_CONTEXT,
    RP_TREAT_VERSION_AS, /* uint32 */
    RP_MAX_RADIUS,       /* microseconds */
    RP_KEY_GRACE,        /* microseconds */
    RP_OFFER,            /* the number of a version to be offered */
    RP_SIZE,             /* of a message */
    RP_FROM,             /* the first exchange that is read */
    RP_COUNT,            /* how many are, as if there were no others; 0 for all. Above that, dump shows loose
                            packets as the exchanges that they make */
};
int32_t rp_set(uint32_t option, uint64_t value);

/* What the command dump --json, or verify --json, does with such a file: its exit status. */
int32_t rp_dump(int32_t input);
int32_t rp_verify(int32_t input);

/* The same verification in steps, and at the last one the same answer: the beginning, which reads all of the
 * input, and each step, which takes RP_STEP exchanges, or some more that are judged together, give RP_MORE,
 * or what rp_verify gives. Until then there is no answer, and what would change the call is RP_MISUSE;
 * rp_reset gives it up. */
#define RP_STEP 16
int32_t rp_verify_begin(int32_t input);
int32_t rp_verify_step(void);

/* How far the steps are, and what they come to: in exchanges. Those of a report are gone through twice, and
 * count as one half each time. Both are 0 where no step is left. */
uint32_t rp_verify_done(void);
uint32_t rp_verify_all(void);

/* How many bytes RP_RANDOM must have, by the versions offered and RP_AFTER. */
int32_t rp_random_len(void);

/* Makes a request: 0, or 1 if what it shall follow is no response, or RP_REFUSED less a number. */
int32_t rp_request(void);

/* SHA-256 of a document in pieces, over many calls. Handles of hashes are above 0 too; RP_FULL if so many are
 * open. rp_hash_end answers with 32 bytes; rp_hash_drop without. */
int32_t rp_hash_begin(void);
int32_t rp_hash_add(int32_t hash, int32_t input);
int32_t rp_hash_end(int32_t hash);
int32_t rp_hash_drop(int32_t hash);

/* The next piece of the answer: its enum output_channel, or 0 behind the last; then where it is. */
uint32_t rp_output_next(void);
const uint8_t *rp_output_data(void);
uint32_t rp_output_len(void);

#ifdef __cplusplus
}
#endif

#endif
