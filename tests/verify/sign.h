/* Exchanges of every version as an honest server would answer them, signed with keys that only tests have. */
#ifndef ROUGHPROOF_TESTS_VERIFY_SIGN_H
#define ROUGHPROOF_TESTS_VERIFY_SIGN_H

#include "tests/unit/build.h"
#include "verify/chain.h"

#include <sodium.h>

/* What is asked, and what is answered. */
struct wish {
    size_t row;        /* of build.h */
    uint32_t code;     /* 0: the row's first one */
    unsigned server;   /* a number below 256, for which sign_key has the key */
    uint8_t nonce[64]; /* as much of it as the version takes */
    uint64_t midpoint; /* raw */
    uint32_t radius;
    const uint8_t *srv; /* 32 bytes, or NULL */
};

struct made {
    uint8_t request[MESSAGE_MAX], response[MESSAGE_MAX];
    size_t request_len, response_len;
};

static inline struct rt_bytes made_request(const struct made *made)
{
    return rt_bytes_from(made->request, made->request_len);
}

static inline struct rt_bytes made_response(const struct made *made)
{
    return rt_bytes_from(made->response, made->response_len);
}

/* The secret of server `server`: its long-term one or the one that it delegates to. */
static inline void sign_secret(struct rt_key *key, uint8_t secret[crypto_sign_SECRETKEYBYTES],
                               unsigned server, bool online)
{
    uint8_t seed[crypto_sign_SEEDBYTES] = {(uint8_t)server, online ? 1 : 0};
    crypto_sign_seed_keypair(key->b, secret, seed);
}

static inline struct rt_key sign_key(unsigned server)
{
    struct rt_key key;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    sign_secret(&key, secret, server, false);
    return key;
}

static inline void sign_over(uint8_t sig[64], const uint8_t *secret, const char *context, size_t context_len,
                             struct rt_bytes value)
{
    static uint8_t message[40 + RT_PACKET_MAX];
    memcpy(message, context, context_len);
    memcpy(message + context_len, value.data, value.len);
    crypto_sign_detached(sig, NULL, message, context_len + value.len, secret);
}

static inline void sign_request(struct made *made, struct plan *plan, const struct wish *wish, uint32_t code)
{
    const struct rt_version *v = rt_version_row(wish->row);
    plan_request(plan, wish->row, code);
    set(&plan->part[RT_IN_TOP], RT_ID_NONC, wish->nonce, v->nonce_len);
    if (wish->srv != NULL) {
        set(&plan->part[RT_IN_TOP], RT_ID_SRV, wish->srv, 32);
    }
    made->request_len = build(made->request, plan);
}

static inline void plan_srep(struct plan *plan, const struct wish *wish, struct rt_bytes request)
{
    const struct rt_version *v = rt_version_row(wish->row);
    struct rt_bytes nonce = rt_bytes_from(wish->nonce, v->nonce_len);
    struct rt_hash root;
    rt_merkle_leaf(&root, v->hash, v->leaf == RT_LEAF_PACKET ? request : nonce);
    set(&plan->part[RT_IN_SREP], RT_ID_ROOT, root.b, root.len);
    set_u64(&plan->part[RT_IN_SREP], RT_ID_MIDP, wish->midpoint);
    set_u32(&plan->part[RT_IN_SREP], RT_ID_RADI, wish->radius);
    for (enum rt_place place = RT_IN_TOP; place <= RT_IN_SREP; place++) {
        if (needs(plan->part[place].seen, RT_ID_NONC)) {
            set(&plan->part[place], RT_ID_NONC, nonce.data, nonce.len);
        }
    }
}

static inline void sign_plan(struct plan *plan, const struct wish *wish)
{
    static uint8_t message[MESSAGE_MAX];
    const struct rt_version *v = rt_version_row(wish->row);
    struct rt_key key;
    uint8_t secret[crypto_sign_SECRETKEYBYTES], sig[64];
    sign_secret(&key, secret, wish->server, true);
    size_t len = encode(message, MESSAGE_MAX, &plan->part[RT_IN_SREP]);
    sign_over(sig, secret, v->response_context, v->response_context_len, rt_bytes_from(message, len));
    set(&plan->part[RT_IN_TOP], RT_ID_SIG, sig, 64);
    set(&plan->part[RT_IN_DELE], RT_ID_PUBK, key.b, 32);
    set_u64(&plan->part[RT_IN_DELE], RT_ID_MINT, 0);
    set_u64(&plan->part[RT_IN_DELE], RT_ID_MAXT, UINT64_MAX);
    len = encode(message, MESSAGE_MAX, &plan->part[RT_IN_DELE]);
    sign_secret(&key, secret, wish->server, false);
    sign_over(sig, secret, v->delegation_context, v->delegation_context_len, rt_bytes_from(message, len));
    set(&plan->part[RT_IN_CERT], RT_ID_SIG, sig, 64);
}

/* The response to the request that is there, the only one of its tree. */
static inline void sign_answer(struct made *made, const struct wish *wish)
{
    static struct plan plan;
    uint32_t code = wish->code != 0 ? wish->code : rt_version_row(wish->row)->first_code;
    plan_response(&plan, wish->row, code);
    plan_srep(&plan, wish, made_request(made));
    sign_plan(&plan, wish);
    made->response_len = build(made->response, &plan);
}

/* Request and response. */
static inline void sign_exchange(struct made *made, const struct wish *wish)
{
    static struct plan plan;
    uint32_t code = wish->code != 0 ? wish->code : rt_version_row(wish->row)->first_code;
    sign_request(made, &plan, wish, code);
    sign_answer(made, wish);
}

/* The nonce that links to `previous` by the rule of the wish's version. */
static inline void sign_linked(struct wish *wish, struct rt_bytes previous, struct rt_bytes rand)
{
    const struct rt_version *v = rt_version_row(wish->row);
    struct rt_hash nonce;
    rt_link_nonce(&nonce, v->chain_rule, previous, rand, v->nonce_len);
    memcpy(wish->nonce, nonce.b, nonce.len);
}

/* Another version number at top level, where nobody signs it; false if there is none. */
static inline bool relabel(uint8_t *packet, size_t len, uint32_t code)
{
    struct rt_message message;
    struct rt_error err;
    struct rt_bytes value;
    if (len <= RT_FRAME_LEN ||
        !rt_message_parse(&message, &err, rt_bytes_after(rt_bytes_from(packet, len), RT_FRAME_LEN),
                          RT_IN_TOP) ||
        !rt_message_find(&value, &message, RT_TAG_VER) || value.len != 4) {
        return false;
    }
    rt_encode_u32(packet + value.at, code);
    return true;
}

static inline bool relabel_both(struct made *made, uint32_t code)
{
    return relabel(made->request, made->request_len, code) &&
           relabel(made->response, made->response_len, code);
}

#endif
