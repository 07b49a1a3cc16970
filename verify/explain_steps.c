/* The computations behind a verdict, one at a time: who does them again by hand must come to the same. */
#include "explain_words.h"

static const uint8_t leaf_prefix[1] = {0x00}, node_prefix[1] = {0x01};

static void set_part(struct rt_step_part *part, const char *label, struct rt_bytes bytes)
{
    *part = (struct rt_step_part){.bytes = bytes};
    for (size_t i = 0; i + 1 < sizeof part->label && label[i] != '\0'; i++) {
        part->label[i] = label[i];
    }
}

static void add_part(struct rt_step *step, const char *label, struct rt_bytes bytes)
{
    set_part(&step->part[step->num_parts++], label, bytes);
}

static const struct rt_verdict *verdict_of(const struct rt_case *c)
{
    return &c->judgement->verdict;
}

/* The nonce is that of Google's rule when the hash of the response before is a part, and not itself. */
static bool make_nonce(struct rt_step *step, struct rt_steps *steps)
{
    const struct rt_case *c = steps->of;
    const struct rt_verdict *v = verdict_of(c);
    enum rt_chain_rule rule = v->response.version->chain_rule;
    struct rt_bytes nonce = v->nonce;
    if (c->previous.len == 0 || c->rand.len == 0 || (nonce.len != 32 && nonce.len != 64)) {
        return false;
    }
    rt_link_nonce(&steps->hash[0], rule, c->previous, c->rand, nonce.len);
    if (rule == RT_CHAIN_DOUBLE) {
        rt_hash_parts(&steps->inner, RT_HASH_SHA512, &c->previous, 1);
        add_part(step, "hash of response", rt_hash_bytes(&steps->inner));
    } else {
        add_part(step, "response before", c->previous);
    }
    add_part(step, "rand", c->rand);
    step->hash = nonce.len == 64 ? RT_HASH_SHA512 : RT_HASH_SHA512_FIRST32;
    step->result = rt_hash_bytes(&steps->hash[0]);
    if (c->judgement->made_nonce.len == 0) { /* else it is just this */
        step->expected = nonce;
    }
    return true;
}

/* The row whose contexts were used: the draft's where the policy let them pass. */
static const struct rt_version *row_of(const struct rt_verdict *v)
{
    static const struct rt_version_signs drafts = {
        .framed = true, .has_code = true, .code = RT_VERSION_DRAFT12, .is_modern = true, .has_type = true};
    for (size_t i = 0; i < v->remarks.num; i++) {
        if (v->remarks.item[i].code == RT_R_CONTEXT_DRAFT) {
            return rt_version_find(&drafts);
        }
    }
    return v->response.version;
}

static void add_delegation(struct rt_step *step, const struct rt_case *c)
{
    const struct rt_version *row = row_of(verdict_of(c));
    const struct rt_response *r = &verdict_of(c)->response;
    add_part(step, "context", rt_bytes_from(row->delegation_context, row->delegation_context_len));
    add_part(step, "DELE", r->dele.bytes);
    step->signature = r->cert_sig;
    if (c->judgement->has_key) {
        step->key = rt_bytes_from(c->judgement->key.b, sizeof c->judgement->key.b);
    }
}

static void add_response(struct rt_step *step, const struct rt_case *c)
{
    const struct rt_version *row = row_of(verdict_of(c));
    const struct rt_response *r = &verdict_of(c)->response;
    add_part(step, "context", rt_bytes_from(row->response_context, row->response_context_len));
    add_part(step, "SREP", r->srep.bytes);
    step->signature = r->sig;
    step->key = r->pubk;
}

static size_t depth_of(const struct rt_response *r)
{
    return r->path.len / r->version->hash_len;
}

/* What must come out of the last hash is ROOT. */
static void finish(struct rt_step *step, const struct rt_response *r, const struct rt_hash *hash,
                   size_t level)
{
    step->hash = r->version->hash;
    step->result = rt_hash_bytes(hash);
    if (level == depth_of(r)) {
        step->expected = r->root;
    }
}

static bool make_leaf(struct rt_step *step, struct rt_steps *steps)
{
    const struct rt_verdict *v = verdict_of(steps->of);
    const struct rt_response *r = &v->response;
    bool packet = r->version->leaf == RT_LEAF_PACKET;
    struct rt_bytes leaf = packet ? v->request.packet : v->nonce;
    struct rt_error err;
    if (leaf.len == 0) {
        return false;
    }
    if (!rt_check_merkle(&steps->order, &err, r, leaf, r->version)) {
        steps->order = RT_MERKLE_HASH_FIRST; /* what it should have been */
    }
    rt_merkle_leaf(&steps->hash[0], r->version->hash, leaf);
    add_part(step, "prefix", rt_bytes_from(leaf_prefix, 1));
    add_part(step, packet ? "request packet" : "nonce", leaf);
    finish(step, r, &steps->hash[0], 0);
    return true;
}

/* The hash so far is on the left where the bit of INDX is 0, in the RFC's order. */
static bool make_node(struct rt_step *step, struct rt_steps *steps)
{
    const struct rt_response *r = &verdict_of(steps->of)->response;
    size_t level = steps->node++, len = r->version->hash_len;
    const struct rt_hash *below = &steps->hash[level % 2];
    struct rt_hash *above = &steps->hash[(level + 1) % 2];
    struct rt_bytes node;
    if (level >= 32 || !rt_bytes_sub(&node, r->path, level * len, len)) {
        return false;
    }
    bool right = (r->index >> level & 1) != (steps->order == RT_MERKLE_NODE_FIRST ? 1U : 0U);
    struct rt_bytes hash = rt_hash_bytes(below);
    rt_merkle_node(above, r->version->hash, right ? node : hash, right ? hash : node);
    add_part(step, "prefix", rt_bytes_from(node_prefix, 1));
    add_part(step, right ? "node of PATH" : "hash below", right ? node : hash);
    add_part(step, right ? "hash below" : "node of PATH", right ? hash : node);
    finish(step, r, above, level + 1);
    step->index = level;
    return true;
}

void rt_steps_begin(struct rt_steps *steps, const struct rt_case *c)
{
    *steps = (struct rt_steps){.of = c, .next = RT_STEP_NONCE};
}

static bool make(struct rt_step *step, struct rt_steps *steps)
{
    switch (step->kind) {
    case RT_STEP_NONCE:
        return make_nonce(step, steps);
    case RT_STEP_DELEGATION:
        add_delegation(step, steps->of);
        return true;
    case RT_STEP_RESPONSE:
        add_response(step, steps->of);
        return true;
    case RT_STEP_LEAF:
        steps->has_leaf = make_leaf(step, steps);
        return steps->has_leaf;
    case RT_STEP_NODE:
        break;
    }
    return steps->has_leaf && make_node(step, steps);
}

bool rt_steps_next(struct rt_step *step, struct rt_steps *steps)
{
    const struct rt_case *c = steps->of;
    bool made = false;
    *step = (struct rt_step){.num_parts = 0};
    if (c->judgement == NULL || verdict_of(c)->response.version == NULL) {
        return false;
    }
    while (!made && steps->next <= RT_STEP_NODE) {
        step->kind = steps->next;
        made = make(step, steps);
        steps->next += made && step->kind == RT_STEP_NODE ? 0 : 1;
    }
    return made;
}

static const char *hash_name(enum rt_hash_kind kind)
{
    return kind == RT_HASH_SHA512_FIRST32 ? "the first 32 bytes of SHA-512"
           : kind == RT_HASH_SHA512_256   ? "SHA-512/256"
                                          : "SHA-512";
}

const char *rt_step_name(const struct rt_step *step)
{
    static const char names[][12] = {"", "nonce", "delegation", "response", "leaf", "node"};
    return names[step->kind];
}

void rt_step_title(struct rt_text *text, const struct rt_step *step)
{
    rt_text_string(text, rt_step_name(step));
    if (step->kind == RT_STEP_NODE) {
        rt_text_char(text, ' ');
        rt_text_uint(text, step->index + 1);
    }
    rt_text_string(text, ": ");
    rt_text_string(text, step->hash == RT_HASH_NONE ? "an Ed25519 signature" : hash_name(step->hash));
    rt_text_string(text, " over these bytes, one after the other");
}

bool rt_step_line(struct rt_step_part *out, const struct rt_step *step, size_t index)
{
    static const char labels[][12] = {"key", "signature", "gives", "must be"};
    const struct rt_bytes values[] = {step->key, step->signature, step->result, step->expected};
    *out = (struct rt_step_part){.label = ""};
    if (index < step->num_parts) {
        *out = step->part[index];
        return true;
    }
    for (size_t i = 0, line = step->num_parts; i < 4; i++) {
        if (values[i].len > 0 && line++ == index) {
            set_part(out, labels[i], values[i]);
            return true;
        }
    }
    return false;
}
