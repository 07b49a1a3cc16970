/* Requests that are not in the tree: other leaves, hashes, orders, and the other requests of the set. */
#include "../parser/encode.h"
#include "diagnose_parts.h"

/* One way to compute a root. */
struct way {
    enum rt_diagnosis_leaf leaf;
    enum rt_hash_kind hash;
    enum rt_merkle_order order;
};

/* The leaf of the request as it is said to be; false if there are no such bytes. */
static bool hash_leaf(struct rt_hash *out, const struct way *way, const struct rt_verdict *v)
{
    static const uint8_t prefix[1] = {0};
    const struct rt_request *q = &v->request;
    uint8_t header[RT_FRAME_LEN];
    struct rt_bytes parts[3] = {rt_bytes_from(prefix, 1), q->packet, {NULL, 0, 0}};
    bool there = q->packet.len > 0;
    switch (way->leaf) {
    case RT_DIAGNOSIS_FRAMED:
        there = there && !q->framed && rt_encode_frame(header, sizeof header, q->packet.len);
        parts[1] = rt_bytes_from(header, sizeof header);
        parts[2] = q->packet;
        break;
    case RT_DIAGNOSIS_MESSAGE:
        there = there && q->framed;
        parts[1] = rt_bytes_after(q->packet, RT_FRAME_LEN);
        break;
    case RT_DIAGNOSIS_NONCE:
        there = v->nonce.len > 0;
        parts[1] = v->nonce;
        break;
    case RT_DIAGNOSIS_PACKET:
    case RT_DIAGNOSIS_NUM_LEAVES:
        break;
    }
    if (there) {
        rt_hash_parts(out, way->hash, parts, 3);
    }
    return there;
}

/* INDX without the bits beyond PATH. */
static uint32_t index_within(const struct rt_response *r, size_t hash_len)
{
    size_t depth = r->path.len / hash_len;
    return depth >= 32 ? r->index : r->index & ((UINT32_C(1) << depth) - 1);
}

static bool leads(const struct rt_response *r, const struct rt_hash *leaf, const struct way *way)
{
    struct rt_hash root;
    uint32_t index = index_within(r, rt_hash_len(way->hash));
    return rt_merkle_root(&root, way->hash, way->order, leaf, r->path, index) == RT_MERKLE_OK &&
           rt_bytes_equal(rt_hash_bytes(&root), r->root);
}

/* Tries both orders, hash first first: they are the same for an empty path. */
static bool leads_somehow(struct way *way, const struct rt_response *r, const struct rt_hash *leaf)
{
    way->order = RT_MERKLE_HASH_FIRST;
    if (leads(r, leaf, way)) {
        return true;
    }
    way->order = RT_MERKLE_NODE_FIRST;
    return leads(r, leaf, way);
}

static enum rt_diagnosis_leaf own_leaf(const struct rt_version *version)
{
    return version->leaf == RT_LEAF_PACKET ? RT_DIAGNOSIS_PACKET : RT_DIAGNOSIS_NONCE;
}

/* The other hash of the same length; the same one where there is none. */
static enum rt_hash_kind other_hash(enum rt_hash_kind own)
{
    return own == RT_HASH_SHA512_FIRST32 ? RT_HASH_SHA512_256
           : own == RT_HASH_SHA512_256   ? RT_HASH_SHA512_FIRST32
                                         : own;
}

/* The version's own leaf and hash first, so that what is found deviates no more than it must. */
static bool find_way(struct way *found, const struct rt_verdict *v)
{
    const struct rt_version *own = v->response.version;
    for (unsigned i = 0; i < RT_DIAGNOSIS_NUM_LEAVES; i++) {
        found->leaf = (enum rt_diagnosis_leaf)((own_leaf(own) + i) % RT_DIAGNOSIS_NUM_LEAVES);
        found->hash = own->hash;
        for (unsigned j = 0; j < 2; j++) {
            struct rt_hash leaf;
            if (hash_leaf(&leaf, found, v) && leads_somehow(found, &v->response, &leaf)) {
                return true;
            }
            found->hash = other_hash(own->hash);
        }
    }
    return false;
}

static void add_way(struct rt_diagnoses *out, const struct way *way, const struct rt_response *r)
{
    const struct rt_version *own = r->version;
    if (way->leaf != own_leaf(own)) {
        rt_diagnose_add(out, RT_D_LEAF_OTHER, RT_CHECK_MERKLE, way->leaf);
    }
    if (way->hash != own->hash) {
        rt_diagnose_add(out, RT_D_HASH_OTHER, RT_CHECK_MERKLE, way->hash);
    }
    if (way->order == RT_MERKLE_NODE_FIRST) {
        rt_diagnose_add(out, RT_D_PATH_NODE_FIRST, RT_CHECK_MERKLE, 0);
    }
    if (index_within(r, rt_hash_len(way->hash)) != r->index) {
        rt_diagnose_add(out, RT_D_INDEX_IGNORED, RT_CHECK_MERKLE, 0);
    }
}

static bool answers(const struct rt_response *r, struct rt_bytes request)
{
    struct rt_request q;
    struct rt_error err;
    enum rt_merkle_order order;
    if (!rt_request_parse_as(&q, &err, request, RT_FORM_ANY, r->version->first_code) ||
        (r->nonce.len > 0 && !rt_bytes_equal(r->nonce, q.nonce))) {
        return false;
    }
    struct rt_bytes leaf = r->version->leaf == RT_LEAF_PACKET ? q.packet : q.nonce;
    return rt_check_merkle(&order, &err, r, leaf, r->version);
}

static bool find_request(struct rt_diagnoses *out, const struct rt_diagnose_case *c)
{
    const struct rt_diagnosis_context *set = c->context;
    for (uint32_t i = 0; i < set->num_requests && i < RT_DIAGNOSE_REQUESTS_MAX; i++) {
        if (answers(&c->verdict->response, set->requests[i])) {
            rt_diagnose_add(out, RT_D_REQUEST_OTHER, RT_CHECK_MERKLE, i);
            return true;
        }
    }
    return false;
}

/* Where the leaf is the nonce, a response says itself what it answers. */
static void find_echo(struct rt_diagnoses *out, const struct rt_verdict *v)
{
    const struct rt_response *r = &v->response;
    enum rt_merkle_order order;
    struct rt_error err;
    if (r->version->leaf == RT_LEAF_NONCE && r->nonce.len > 0 &&
        rt_check_merkle(&order, &err, r, r->nonce, r->version)) {
        rt_diagnose_add(out, RT_D_ANSWERS_OTHER, RT_CHECK_MERKLE, 0);
    }
}

void rt_diagnose_merkle(struct rt_diagnoses *out, const struct rt_diagnose_case *c)
{
    const struct rt_verdict *v = c->verdict;
    enum rt_outcome outcome = v->check[RT_CHECK_MERKLE].outcome;
    struct way way;
    if (v->check[RT_CHECK_NONCE].outcome == RT_FAILED && outcome == RT_PASSED) {
        rt_diagnose_add(out, RT_D_NONCE_CHANGED, RT_CHECK_NONCE, 0);
    }
    if (!rt_diagnose_wants(v, RT_CHECK_MERKLE)) {
        return;
    }
    if (outcome == RT_FAILED && find_way(&way, v)) {
        add_way(out, &way, &v->response);
    } else if (!find_request(out, c) && outcome == RT_FAILED) {
        find_echo(out, v);
    }
}
