/* A judge with its memory, and exchanges that are made for it one after the other. */
#ifndef ROUGHPROOF_TESTS_VERIFY_SESSION_H
#define ROUGHPROOF_TESTS_VERIFY_SESSION_H

#include "sign.h"
#include "verify/judge.h"

#define SESSION_MAX 32

/* 2026-10-01T12:00:00Z */
#define NOON UINT64_C(1790856000)

struct session {
    struct rt_trusted_key keys[SESSION_MAX];
    struct rt_trust trust;
    struct rt_policy policy;
    struct rt_link links[SESSION_MAX];
    struct rt_chain_server servers[SESSION_MAX];
    struct rt_chain chain;
    struct rt_judge judge;
    struct made made[2]; /* in turn */
    uint8_t rand[64];
    size_t num;
    struct rt_exchange exchange;
    struct rt_judgement judgement;
};

/* Servers 0 to num_trusted - 1 are trusted. */
static inline void session_begin(struct session *s, unsigned num_trusted)
{
    memset(s, 0, sizeof *s);
    for (unsigned i = 0; i < num_trusted; i++) {
        s->keys[i].key = sign_key(i);
        s->keys[i].id = i;
    }
    s->trust.keys = s->keys;
    s->trust.num_keys = num_trusted;
    rt_chain_begin(&s->chain, s->links, SESSION_MAX, s->servers, SESSION_MAX);
    rt_judge_begin(&s->judge, &s->trust, &s->policy, &s->chain);
}

/* `seconds` since 1970 and a radius in seconds, in the units of the row. */
static inline struct wish session_wish(size_t row, unsigned server, uint64_t seconds, uint32_t radius)
{
    enum rt_unit unit = rt_version_row(row)->unit;
    struct wish wish = {.row = row, .server = server};
    wish.midpoint = unit == RT_UNIT_SECONDS ? seconds
                    : unit == RT_UNIT_MICROSECONDS
                        ? seconds * 1000000
                        : (seconds / 86400 + 40587) << 40 | seconds % 86400 * 1000000;
    wish.radius = unit == RT_UNIT_SECONDS ? radius : radius * 1000000;
    return wish;
}

static inline size_t session_rand_len(size_t row)
{
    return rt_version_row(row)->chain_rule == RT_CHAIN_DOUBLE ? 64 : 32;
}

/* Makes the next exchange, linked to the one before it, with request and no key. */
static inline void session_make(struct session *s, struct wish wish)
{
    struct made *made = &s->made[s->num % 2];
    const struct made *before = &s->made[(s->num + 1) % 2];
    struct rt_bytes rand = rt_bytes_from(s->rand, session_rand_len(wish.row));
    memset(s->rand, (int)s->num + 1, sizeof s->rand);
    s->exchange = (struct rt_exchange){.index = s->num};
    if (s->num > 0) {
        sign_linked(&wish, made_response(before), rand);
        s->exchange.rand = rand;
    } else {
        memset(wish.nonce, 0x4e, sizeof wish.nonce);
    }
    sign_exchange(made, &wish);
    s->exchange.request = made_request(made);
    s->exchange.response = made_response(made);
    s->num++;
}

static inline void session_judge(struct session *s)
{
    rt_judge_next(&s->judgement, &s->judge, &s->exchange);
}

static inline void session_next(struct session *s, struct wish wish)
{
    session_make(s, wish);
    session_judge(s);
}

#endif
