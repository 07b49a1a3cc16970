/* One call: its options and inputs, between the flat interface and what does the work. */
#ifndef ROUGHPROOF_WASM_CALL_H
#define ROUGHPROOF_WASM_CALL_H

#include "tools/request_maker.h"
#include "tools/verify_options.h"

#define CALL_LISTS_MAX 64
#define CALL_KEYS_MAX  1024

/* Slices lie in the arena. Those that end in NUL are C strings. */
struct call {
    struct source_options source;
    const char *path;
    bool explain, statements, items, trust_embedded;
    struct rt_policy policy;
    uint64_t grace_micros;
    struct rt_bytes nonce, request, document;
    bool has_request, has_document;
    struct rt_bytes list[CALL_LISTS_MAX];
    size_t num_lists;
    struct rt_bytes key[CALL_KEYS_MAX]; /* 32 bytes each */
    size_t num_keys;
    struct request_options asked;
    struct verify_pass *pass; /* of a verification that is under way; or NULL */
    enum exit_status status;  /* of its exchanges so far */
};

/* The one that is under way. */
extern struct call call;

/* Exit statuses of the command. */
enum exit_status call_dump(struct rt_bytes input);

/* A verification: the beginning, and a step of so many exchanges. What they give counts when there is no pass
 * left. */
enum exit_status call_verify(struct rt_bytes input);
enum exit_status call_step(size_t exchanges);

/* How far it is, and of how many exchanges. */
uint32_t call_done(void);
uint32_t call_all(void);

/* From the first pass on; without one there is the status alone. */
enum exit_status call_begin(struct verify_pass *pass, enum exit_status status);

/* The number of a result other than RT_PLAN_OK is in `why`. */
enum exit_status call_request(enum rt_plan_result *why);

/* As a file in memory, which the readers take over. */
struct file call_file(struct rt_bytes input);

#endif
