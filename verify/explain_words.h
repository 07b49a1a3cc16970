/* The words that explanations of one exchange and of many have in common. */
#ifndef ROUGHPROOF_VERIFY_EXPLAIN_WORDS_H
#define ROUGHPROOF_VERIFY_EXPLAIN_WORDS_H

#include "explain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the caller calls this key; empty if nothing. */
struct rt_bytes rt_name_of(const struct rt_names *names, const struct rt_key *key);

/* `"north.example"`, or `key SLxnut...=` in want of a name. */
void rt_say_key(struct rt_text *text, const struct rt_names *names, const struct rt_key *key);

/* The same as a JSON string, without the word. */
void rt_write_key_id(struct rt_text *text, const struct rt_names *names, const struct rt_key *key);

void rt_say_time(struct rt_text *text, struct rt_time t);

/* "after 2026-10-01T11:59:57Z and before 2026-10-01T12:00:03Z" */
void rt_say_interval(struct rt_text *text, const struct rt_interval *interval);

/* An exact number of seconds: "3", "0.000001". */
void rt_say_seconds(struct rt_text *text, uint64_t micros);

/* From `earlier` to `later` in microseconds; 0 if it is the other way round, UINT64_MAX if it does not fit.
 */
uint64_t rt_time_gap(struct rt_time earlier, struct rt_time later);

/* "86394 s (23:59:54)" */
void rt_say_gap(struct rt_text *text, uint64_t micros);

/* `num` and the noun, in the plural unless it is 1: "3 exchanges". */
void rt_say_count(struct rt_text *text, uint64_t num, const char *noun);

/* As rt_error_text, but without an offset for what is nowhere, and with the subject where that is the
 * request. */
void rt_say_error(struct rt_text *text, const struct rt_error *error, enum rt_subject subject);

/* "response", "request" or "entry". */
const char *rt_subject_name(enum rt_subject subject);

/* An array of two times. */
void rt_write_interval(struct rt_text *text, const struct rt_interval *interval);
void rt_write_time(struct rt_text *text, struct rt_time t);

/* What is missing of an exchange, if it is incomplete. */
bool rt_case_lacks_request(const struct rt_case *c);
bool rt_case_lacks_key(const struct rt_case *c);

/* Whether the order of the chain leaves a time for it, and whether it says more than the response does. */
bool rt_case_has_order(const struct rt_case *c);
bool rt_case_is_narrowed(const struct rt_case *c);

/* The facts of an exchange, in the order in which they are told. */
enum rt_case_field {
    RT_FIELD_VERSION,
    RT_FIELD_KEY,
    RT_FIELD_LINK,
    RT_FIELD_TIME,
    RT_FIELD_INTERVAL,
    RT_FIELD_ORDER,
    RT_FIELD_MISSING,
    RT_NUM_FIELDS,
};

/* Remark number `index` of all those on the entry, on the response and on the request, or NULL. */
const struct rt_remark *rt_case_remark(enum rt_subject *subject, const struct rt_case *c, size_t index);

/* The error that decided, RT_OK if there is none, and in which input its offset counts. */
struct rt_error rt_case_error(enum rt_subject *subject, const struct rt_case *c);

/* The facts of a chain, in the order in which they are told; from the last on, one for each server. */
enum rt_fact { RT_FACT_EXCHANGES, RT_FACT_ORDER, RT_FACT_SPAN, RT_FACT_DOCUMENT, RT_FACT_SERVER };

/* So many servers and sets of suspects have a line of their own. */
#define RT_SERVERS_SAID 32
#define RT_SETS_SAID    16

bool rt_server_is_trusted(const struct rt_evidence *e, size_t server);

/* The number of a link's exchange among all entries. */
size_t rt_evidence_exchange(const struct rt_evidence *e, size_t link);

/* Entries, refused ones included. */
size_t rt_evidence_num(const struct rt_evidence *e);

/* Servers with an exchange that counts. */
size_t rt_evidence_num_agreeing(const struct rt_evidence *e);

/* After what the first and before what the last exchange that counts was answered; false if they are not in
 * one run, or there is none. */
RT_MUST_CHECK bool rt_evidence_span(struct rt_interval *out, const struct rt_evidence *e);

/* Set number `index` of suspects, or false. */
RT_MUST_CHECK bool rt_evidence_suspects(uint32_t *mask, const struct rt_evidence *e, size_t index);

/* Sets kind, index and label. */
void rt_statement_set(struct rt_statement *s, enum rt_statement_kind kind, size_t index, const char *label);

#ifdef __cplusplus
}
#endif

#endif
