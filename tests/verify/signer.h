/* Signed exchanges of every version, in C, for tests: what a server would answer to a single request or to
 * one of a batch, with any part of it done differently. Keys come from fixed seeds. */
#ifndef ROUGHPROOF_TESTS_VERIFY_SIGNER_H
#define ROUGHPROOF_TESTS_VERIFY_SIGNER_H

#include "tests/check.h"
#include "tests/unit/build.h"
#include "verify/response.h"

#include <sodium.h>

struct signer {
    struct rt_key public_key;
    uint8_t seed[32];
    uint8_t secret[64];
};

static inline struct signer signer_from(uint8_t byte)
{
    struct signer s;
    memset(s.seed, byte, sizeof s.seed);
    crypto_sign_seed_keypair(s.public_key.b, s.secret, s.seed);
    return s;
}

enum { CONTEXT_MAX = 40, SIGNED_MAX = CONTEXT_MAX + MESSAGE_MAX };

/* How to sign; those of the version unless changed. */
struct recipe {
    struct rt_bytes delegation_context, response_context;
    enum rt_hash_kind hash;
    enum rt_merkle_order order;
    uint32_t index; /* bits of it beyond `depth` are left over */
    unsigned depth; /* nodes of PATH */
    struct signer root, online;
};

/* One exchange. `leaf` is what goes into the tree: set by exchange_request, and then the caller's to change.
 */
struct exchange {
    size_t row;
    struct plan request_plan, plan;
    struct recipe recipe;
    uint8_t request[MESSAGE_MAX], response[MESSAGE_MAX], leaf[MESSAGE_MAX];
    size_t request_len, response_len, leaf_len;
    struct rt_question question;
};

static inline void set_leaf(struct exchange *e, const void *data, size_t len)
{
    memcpy(e->leaf, data, len);
    e->leaf_len = len;
}

static inline void exchange_request(struct exchange *e)
{
    const struct rt_version *v = rt_version_row(e->row);
    const struct parts *top = &e->request_plan.part[RT_IN_TOP];
    e->request_len = build(e->request, &e->request_plan);
    CHECK(e->request_len > 0, "row %zu: no request", e->row);
    if (v->leaf == RT_LEAF_PACKET) {
        set_leaf(e, e->request, e->request_len);
    } else {
        set_leaf(e, top->value[RT_ID_NONC], top->len[RT_ID_NONC]);
    }
}

/* The plans of a usual exchange of the row. */
static inline void exchange_plan(struct exchange *e, size_t row, uint32_t code)
{
    const struct rt_version *v = rt_version_row(row);
    memset(e, 0, sizeof *e);
    e->row = row;
    plan_request(&e->request_plan, row, code);
    plan_response(&e->plan, row, code);
    e->recipe = (struct recipe){
        .delegation_context = rt_bytes_from(v->delegation_context, v->delegation_context_len),
        .response_context = rt_bytes_from(v->response_context, v->response_context_len),
        .hash = v->hash,
        .root = signer_from(1),
        .online = signer_from(2),
    };
    exchange_request(e);
}

/* ROOT, and PATH with nodes of which nobody knows the leaves. */
static inline void plant_tree(struct exchange *e)
{
    const struct recipe *r = &e->recipe;
    size_t len = rt_hash_len(r->hash);
    struct rt_hash leaf, root;
    set_fill(&e->plan.part[RT_IN_TOP], RT_ID_PATH, 0xa7, r->depth * len);
    set_u32(&e->plan.part[RT_IN_TOP], RT_ID_INDX, r->index);
    rt_merkle_leaf(&leaf, r->hash, rt_bytes_from(e->leaf, e->leaf_len));
    struct rt_bytes path = rt_bytes_from(e->plan.part[RT_IN_TOP].value[RT_ID_PATH], r->depth * len);
    uint32_t within = r->depth >= 32 ? r->index : r->index & ((UINT32_C(1) << r->depth) - 1);
    CHECK(rt_merkle_root(&root, r->hash, r->order, &leaf, path, within) == RT_MERKLE_OK, "no root");
    set(&e->plan.part[RT_IN_SREP], RT_ID_ROOT, root.b, root.len);
}

static inline size_t signed_bytes(uint8_t out[SIGNED_MAX], struct rt_bytes context, const struct parts *value)
{
    memcpy(out, context.data, context.len);
    return context.len + encode(out + context.len, SIGNED_MAX - context.len, value);
}

static inline void sign(struct parts *holder, struct rt_bytes context, const struct parts *value,
                        const struct signer *signer)
{
    uint8_t message[SIGNED_MAX], signature[64];
    size_t len = signed_bytes(message, context, value);
    crypto_sign_detached(signature, NULL, message, len, signer->secret);
    set(holder, RT_ID_SIG, signature, sizeof signature);
}

/* The packets of the plans as they are, and the question with the root key of the recipe. */
static inline void exchange_encode(struct exchange *e)
{
    e->response_len = build(e->response, &e->plan);
    CHECK(e->response_len > 0, "row %zu: no response", e->row);
    e->question = (struct rt_question){
        .response = rt_bytes_from(e->response, e->response_len),
        .request = rt_bytes_from(e->request, e->request_len),
        .key = &e->recipe.root.public_key,
    };
}

static inline void exchange_sign(struct exchange *e)
{
    struct plan *p = &e->plan;
    set(&p->part[RT_IN_DELE], RT_ID_PUBK, e->recipe.online.public_key.b, 32);
    sign(&p->part[RT_IN_CERT], e->recipe.delegation_context, &p->part[RT_IN_DELE], &e->recipe.root);
    sign(&p->part[RT_IN_TOP], e->recipe.response_context, &p->part[RT_IN_SREP], &e->recipe.online);
    exchange_encode(e);
}

/* What remains to be done after plans and recipe were changed. */
static inline void exchange_finish(struct exchange *e)
{
    plant_tree(e);
    exchange_sign(e);
}

#endif
