/* Signatures that did not verify: other contexts, the equations of other verifiers, other keys. */
#include "diagnose_parts.h"
#include "ed25519_lax.h"

/* Cloudflare's first key, and the byte in which a published list misprints it. */
static const struct rt_key cloudflare_key = {
    {0x80, 0x3e, 0xb7, 0x85, 0x28, 0xf7, 0x49, 0xc4, 0xbe, 0xc2, 0xe3, 0x9e, 0x1a, 0xbb, 0x9b, 0x5e,
     0x5a, 0xb7, 0xe4, 0xdd, 0x5c, 0xe4, 0xb6, 0xf2, 0xfd, 0x2f, 0x93, 0xec, 0xc3, 0x53, 0x8f, 0x1a}};
#define MISPRINTED_AT   30
#define MISPRINTED_BYTE 0x3f

/* A signature, and what it is said to be of. */
struct claim {
    enum rt_check check;
    struct rt_signature signature;
    struct rt_key key;
    struct rt_bytes value;
};

/* A context string: that of a row of the version table, perhaps without its NUL. */
struct context {
    const struct rt_version *row;
    bool no_nul;
};

static struct rt_bytes context_bytes(enum rt_check check, struct context context)
{
    const struct rt_version *row = context.row;
    size_t cut = context.no_nul ? 1 : 0;
    return check == RT_CHECK_DELEGATION
               ? rt_bytes_from(row->delegation_context, row->delegation_context_len - cut)
               : rt_bytes_from(row->response_context, row->response_context_len - cut);
}

static bool verifies(struct rt_diagnoses *out, const struct claim *claim, struct context context)
{
    out->num_verifications++;
    return rt_ed25519_verify(&claim->signature, &claim->key, context_bytes(claim->check, context),
                             claim->value) == RT_ED25519_VALID;
}

/* False for lengths that only a version without this schema could have. */
static bool claim_of_dele(struct claim *claim, const struct rt_response *response, const struct rt_key *key)
{
    *claim = (struct claim){.check = RT_CHECK_DELEGATION, .value = response->dele.bytes};
    if (response->cert_sig.len != sizeof claim->signature.b) {
        return false;
    }
    memcpy(claim->signature.b, response->cert_sig.data, sizeof claim->signature.b);
    if (key != NULL) {
        claim->key = *key;
    }
    return true;
}

static bool claim_of_srep(struct claim *claim, const struct rt_response *response)
{
    *claim = (struct claim){.check = RT_CHECK_SIGNATURE, .value = response->srep.bytes};
    if (response->sig.len != sizeof claim->signature.b || response->pubk.len != sizeof claim->key.b) {
        return false;
    }
    memcpy(claim->signature.b, response->sig.data, sizeof claim->signature.b);
    memcpy(claim->key.b, response->pubk.data, sizeof claim->key.b);
    return true;
}

/* No later row has the same context. The squatted rows, which come last, have old ones. */
static bool is_new(enum rt_check check, const struct rt_version *row, size_t index)
{
    struct rt_bytes own = context_bytes(check, (struct context){row, false});
    const struct rt_version *other;
    for (size_t i = index + 1; (other = rt_version_row(i)) != NULL; i++) {
        if (!other->squatted && rt_bytes_equal(own, context_bytes(check, (struct context){other, false}))) {
            return false;
        }
    }
    return true;
}

/* Each spelling, with NUL and without: the first under which the claim holds, its own not tried again. */
static bool find_context(struct context *found, struct rt_diagnoses *out, const struct claim *claim,
                         const struct rt_version *own)
{
    const struct rt_version *row;
    struct rt_bytes tried = context_bytes(claim->check, (struct context){own, false});
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        if (row->squatted || !is_new(claim->check, row, i)) {
            continue;
        }
        *found = (struct context){row, false};
        bool is_own = rt_bytes_equal(tried, context_bytes(claim->check, *found));
        if (!is_own && verifies(out, claim, *found)) {
            return true;
        }
        found->no_nul = true;
        if (verifies(out, claim, *found)) {
            return true;
        }
    }
    *found = (struct context){own, false};
    return false;
}

/* How `found` differs from the context of `own`. */
static void add_context(struct rt_diagnoses *out, enum rt_check check, struct context found,
                        const struct rt_version *own)
{
    struct rt_bytes theirs = context_bytes(check, (struct context){found.row, false});
    struct rt_bytes ours = context_bytes(check, (struct context){own, false});
    if (!rt_bytes_starts(theirs, ours.data, sizeof "RoughTime" - 1)) {
        bool rfc = rt_bytes_starts(theirs, "Roughtime", sizeof "Roughtime" - 1);
        rt_diagnose_add(out, rfc ? RT_D_CONTEXT_RFC : RT_D_CONTEXT_DRAFT, check, 0);
    }
    if (theirs.len != ours.len) {
        rt_diagnose_add(out, theirs.len > ours.len ? RT_D_CONTEXT_DASHES : RT_D_CONTEXT_NO_DASHES, check, 0);
    }
    if (found.no_nul) {
        rt_diagnose_add(out, RT_D_CONTEXT_NO_NUL, check, 0);
    }
}

/* The smallest of the deviations that makes some other verifier accept. */
static bool add_family(struct rt_diagnoses *out, const struct claim *claim, const struct rt_version *own)
{
    out->num_verifications++;
    uint32_t families =
        rt_ed25519_families(&claim->signature, &claim->key,
                            context_bytes(claim->check, (struct context){own, false}), claim->value);
    if (families == 0) {
        return false;
    }
    rt_diagnose_add(out,
                    (families & RT_ED25519_PLAIN) != 0        ? RT_D_SIGNATURE_PLAIN
                    : (families & RT_ED25519_LONG_S) != 0     ? RT_D_SIGNATURE_LONG_S
                    : (families & RT_ED25519_COFACTORED) != 0 ? RT_D_SIGNATURE_COFACTORED
                                                              : RT_D_SIGNATURE_ANY_S,
                    claim->check, 0);
    return true;
}

/* True if it was explained; `found` is the context that did, the version's own otherwise. */
static bool explain(struct context *found, struct rt_diagnoses *out, const struct claim *claim,
                    const struct rt_verdict *v)
{
    const struct rt_version *own = v->response.version;
    bool mismatch = v->check[claim->check].error.code == RT_E_SIGNATURE_MISMATCH;
    *found = (struct context){own, false};
    if (mismatch && find_context(found, out, claim, own)) {
        add_context(out, claim->check, *found, own);
        return true;
    }
    return add_family(out, claim, own);
}

static void add_asked(struct rt_diagnoses *out, const struct rt_diagnose_case *c, uint32_t number)
{
    struct rt_hash srv;
    rt_srv_from_key(&srv, &c->context->trust->keys[number].key);
    if (c->verdict->request.srv.len > 0 && rt_bytes_equal(rt_hash_bytes(&srv), c->verdict->request.srv)) {
        rt_diagnose_add(out, RT_D_KEY_ASKED, RT_CHECK_DELEGATION, number);
    }
}

static bool key_equal(const struct rt_key *a, const struct rt_key *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}

/* The keys that the caller trusts. */
static bool try_keys(struct rt_diagnoses *out, struct claim *claim, struct context context,
                     const struct rt_diagnose_case *c)
{
    const struct rt_trust *trust = c->context->trust;
    size_t num = trust == NULL                            ? 0
                 : trust->num_keys < RT_DIAGNOSE_KEYS_MAX ? trust->num_keys
                                                          : RT_DIAGNOSE_KEYS_MAX;
    for (uint32_t i = 0; i < num; i++) {
        if (c->question->key != NULL && key_equal(&trust->keys[i].key, c->question->key)) {
            continue;
        }
        add_asked(out, c, i);
        claim->key = trust->keys[i].key;
        if (verifies(out, claim, context)) {
            rt_diagnose_add(out, RT_D_KEY_OTHER, RT_CHECK_DELEGATION, i);
            add_context(out, RT_CHECK_DELEGATION, context, c->verdict->response.version);
            return true;
        }
    }
    return false;
}

/* What the key may be in place of the right one. */
static void add_mistaken(struct rt_diagnoses *out, struct claim *claim, struct context context,
                         const struct rt_diagnose_case *c)
{
    struct rt_key misprinted = cloudflare_key;
    const struct rt_key *key = c->question->key;
    misprinted.b[MISPRINTED_AT] = MISPRINTED_BYTE;
    claim->key = cloudflare_key;
    if (key == NULL) {
        return;
    }
    struct rt_bytes bytes = rt_bytes_from(key->b, sizeof key->b);
    if (key_equal(key, &misprinted) && verifies(out, claim, context)) {
        rt_diagnose_add(out, RT_D_KEY_MISPRINTED, RT_CHECK_DELEGATION, 0);
    } else if (rt_bytes_equal(bytes, c->verdict->response.pubk)) {
        rt_diagnose_add(out, RT_D_KEY_DELEGATED, RT_CHECK_DELEGATION, 0);
    } else if (rt_bytes_equal(bytes, c->verdict->request.srv)) {
        rt_diagnose_add(out, RT_D_KEY_IS_SRV, RT_CHECK_DELEGATION, 0);
    }
}

/* SREP's own key is in DELE, so the only other one to try is that which may sign nothing but DELE. */
static void try_long_term(struct rt_diagnoses *out, struct claim *claim, const struct rt_diagnose_case *c)
{
    if (c->question->key == NULL) {
        return;
    }
    claim->key = *c->question->key;
    if (verifies(out, claim, (struct context){c->verdict->response.version, false})) {
        rt_diagnose_add(out, RT_D_KEY_LONG_TERM, RT_CHECK_SIGNATURE, 0);
    }
}

/* A delegated key that did sign, and nothing known that makes up for a signature of the key given. */
static bool is_key_wrong(const struct rt_verdict *v)
{
    return v->check[RT_CHECK_SIGNATURE].outcome == RT_PASSED &&
           v->check[RT_CHECK_DELEGATION].error.code == RT_E_SIGNATURE_MISMATCH;
}

static void explain_key(struct rt_diagnoses *out, struct claim *claim, struct context context,
                        const struct rt_diagnose_case *c)
{
    size_t before = out->num;
    if (!try_keys(out, claim, context, c)) {
        add_mistaken(out, claim, context, c);
    }
    if (out->num == before && is_key_wrong(c->verdict)) {
        rt_diagnose_add(out, RT_D_KEY_WRONG, RT_CHECK_DELEGATION, 0);
    }
}

/* SREP's signature comes first: its key is in the response, so its context can be found without any other. */
void rt_diagnose_signatures(struct rt_diagnoses *out, const struct rt_diagnose_case *c)
{
    const struct rt_verdict *v = c->verdict;
    struct context context = {v->response.version, false}, found;
    struct claim claim;
    bool srep_failed = v->check[RT_CHECK_SIGNATURE].outcome == RT_FAILED;
    if (srep_failed && claim_of_srep(&claim, &v->response) && !explain(&context, out, &claim, v)) {
        try_long_term(out, &claim, c);
    }
    if (!rt_diagnose_wants(v, RT_CHECK_DELEGATION) ||
        !claim_of_dele(&claim, &v->response, c->question->key)) {
        return;
    }
    if (c->question->key == NULL || !explain(&found, out, &claim, v)) {
        explain_key(out, &claim, context, c);
    }
}
