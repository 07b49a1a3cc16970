/* A server with two long-term keys, good, expired and future delegations, and requests for it. Call
 * sodium_init and scene_make first. */
#ifndef ROUGHPROOF_TESTS_SERVE_SCENE_H
#define ROUGHPROOF_TESTS_SERVE_SCENE_H

#include "parser/request_encode.h"
#include "tools/misbehave.h"
#include "verify/response.h"

#include <sodium.h>
#include <string.h>

#define SCENE_NOW (UINT64_C(1773685571) * 1000000 + 250000)
#define SCENE_DAY RT_DAY_MICROS

enum { SCENE_GOOD, SCENE_EXPIRED, SCENE_FUTURE, SCENE_TIMES };

static struct rt_key scene_key[2];
static struct respond_identity scene_identity[SCENE_TIMES][2];
static uint8_t scene_secret[SCENE_TIMES][2][RESPOND_NUM_FAMILIES][64];
static uint8_t scene_public[SCENE_TIMES][2][RESPOND_NUM_FAMILIES][32];
static struct respond_room scene_room;
static const struct respond_clock scene_clock = {SCENE_NOW, 3000000};

static inline bool scene_make_online(int when, int who, const uint8_t *long_term)
{
    struct respond_identity *identity = &scene_identity[when][who];
    uint8_t seed[32] = {(uint8_t)(who + 1), (uint8_t)(when + 1)};
    bool ok = true;
    struct rt_hash srv;
    rt_srv_from_key(&srv, &scene_key[who]);
    memcpy(identity->srv, srv.b, 32);
    identity->from_micros = SCENE_NOW - SCENE_DAY / 2;
    identity->from_micros -= when == SCENE_EXPIRED ? 2 * SCENE_DAY : 0;
    identity->from_micros += when == SCENE_FUTURE ? 2 * SCENE_DAY : 0;
    identity->until_micros = identity->from_micros + SCENE_DAY;
    for (int i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        seed[2] = (uint8_t)(i + 1);
        crypto_sign_seed_keypair(scene_public[when][who][i], scene_secret[when][who][i], seed);
        identity->online[i].secret = scene_secret[when][who][i];
        ok = respond_certify(identity->online[i].cert, (enum respond_family)i, long_term,
                             scene_public[when][who][i], identity->from_micros, identity->until_micros) &&
             ok;
    }
    return ok;
}

static inline bool scene_make(void)
{
    bool ok = true;
    for (int who = 0; who < 2; who++) {
        uint8_t seed[32] = {(uint8_t)(who + 1)}, long_term[64];
        crypto_sign_seed_keypair(scene_key[who].b, long_term, seed);
        for (int when = 0; when < SCENE_TIMES; when++) {
            ok = scene_make_online(when, who, long_term) && ok;
        }
    }
    return ok;
}

/* With `num` of the long-term keys. */
static inline struct misbehave_scene scene_of(size_t num)
{
    return (struct misbehave_scene){.identities = scene_identity[SCENE_GOOD],
                                    .expired = scene_identity[SCENE_EXPIRED],
                                    .future = scene_identity[SCENE_FUTURE],
                                    .num = num,
                                    .num_expired = 2,
                                    .num_future = 2,
                                    .clock = &scene_clock,
                                    .room = &scene_room};
}

/* A request for one version, with SRV unless `srv` is NULL, told from others by `number`; 0 if that cannot
 * be. */
static inline size_t scene_request(uint8_t *out, size_t cap, const struct rt_version *row, uint32_t code,
                                   const uint8_t *srv, uint32_t number)
{
    struct rt_offer offer = {0};
    uint8_t nonce[64] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16), 7};
    struct rt_request_plan plan = {.offer = &offer,
                                   .nonce = rt_bytes_from(nonce, row->nonce_len),
                                   .srv = rt_bytes_from(srv, srv == NULL ? 0 : 32),
                                   .size = RT_REQUEST_SIZE};
    return rt_offer_add(&offer, row, code) == RT_OFFER_TAKEN ? rt_request_encode(out, cap, &plan) : 0;
}

/* The slug is one of the verdicts of a list. */
static inline bool scene_is_named(const char *verdicts, const char *slug)
{
    size_t len = strlen(slug);
    const char *at = strstr(verdicts, slug);
    return at != NULL && (at == verdicts || at[-1] == ' ') && (at[len] == '\0' || at[len] == ',');
}

/* What the verifier says of a reply to a request: the error's slug, or "none". */
static inline const char *scene_verdict(struct rt_bytes reply, struct rt_bytes request,
                                        const struct rt_key *key)
{
    static const struct rt_policy strict;
    struct rt_verdict v;
    const struct rt_question question = {reply, request, {NULL, 0, 0}, key};
    rt_verify(&v, &question, &strict);
    return v.kind == RT_VERDICT_VALID ? "none" : rt_error_info(v.check[v.culprit].error.code)->slug;
}

static inline bool scene_covers_now(struct rt_interval interval)
{
    struct rt_time now = rt_time_from_raw(SCENE_NOW, RT_UNIT_MICROSECONDS);
    return rt_time_compare(interval.low, now) <= 0 && rt_time_compare(interval.high, now) >= 0;
}

/* No verifier that knows the request, or its nonce alone, under any policy, finds a wrong time. */
static inline bool scene_verdict_is_true(struct rt_bytes reply, struct rt_bytes request,
                                         struct rt_bytes nonce, const struct rt_key *key, uint32_t treat_as)
{
    const struct rt_policy policy = {.accept_draft_context = true, .treat_as = treat_as};
    const struct rt_question questions[] = {{reply, request, {NULL, 0, 0}, key},
                                            {reply, {NULL, 0, 0}, nonce, key}};
    for (size_t i = 0; i < 2; i++) {
        struct rt_verdict v;
        rt_verify(&v, &questions[i], &policy);
        if (v.kind == RT_VERDICT_VALID && !scene_covers_now(v.interval)) {
            return false;
        }
    }
    return true;
}

static inline bool scene_key_signed(const struct rt_response *r, const char *context, const uint8_t key[32])
{
    uint8_t message[1024];
    size_t context_len = strlen(context) + 1, len = r->srep.bytes.len;
    if (len > sizeof message - context_len) {
        return false; /* no server of this test signs so much */
    }
    memcpy(message, context, context_len);
    memcpy(message + context_len, r->srep.bytes.data, len);
    return crypto_sign_verify_detached(r->sig.data, message, context_len + len, key) == 0;
}

/* No SREP with a wrong time in it bears a signature of an online key of the server's: whatever else is wrong
 * with such a reply, its signature would be evidence. */
static inline bool scene_signs_no_lie(struct rt_bytes reply)
{
    struct rt_response r;
    struct rt_error err;
    if (!rt_response_parse(&r, &err, reply, RT_FORM_ANY) ||
        scene_covers_now(rt_interval_from(rt_time_from_raw(r.midpoint, r.version->unit),
                                          rt_time_radius_micros(r.radius, r.version->unit)))) {
        return true;
    }
    for (size_t i = 0; i < 2 * (size_t)RESPOND_NUM_FAMILIES; i++) {
        const uint8_t *key = scene_public[SCENE_GOOD][i % 2][i / 2];
        if (scene_key_signed(&r, "RoughTime v1 response signature", key) ||
            scene_key_signed(&r, "Roughtime v1 response signature", key)) {
            return false;
        }
    }
    return true;
}

#endif
