/* Nonces that rand and the response before do not make: the formulas that others chain by. */
#include "diagnose_parts.h"

enum formula { SINGLE, DOUBLE, REVERSED, NUM_FORMULAS };

enum previous { WHOLE, WITHOUT_HEADER, NOTHING, NUM_PREVIOUS };

static const enum rt_hash_kind hashes[] = {RT_HASH_SHA512, RT_HASH_SHA512_256};

struct way {
    enum formula formula;
    enum previous previous;
    enum rt_hash_kind hash;
};

static bool previous_bytes(struct rt_bytes *out, enum previous previous, struct rt_bytes response)
{
    *out = previous == WHOLE            ? response
           : previous == WITHOUT_HEADER ? rt_bytes_after(response, RT_FRAME_LEN)
                                        : (struct rt_bytes){NULL, 0, 0};
    return previous != WITHOUT_HEADER || rt_frame_begins(response);
}

/* Hashes that are cut are cut to the nonce's length; a nonce longer than the hash is not made by it. */
static bool makes(const struct way *way, struct rt_bytes nonce, const struct rt_diagnosis_context *context)
{
    struct rt_hash inner, hash;
    struct rt_bytes previous;
    if (!previous_bytes(&previous, way->previous, context->previous)) {
        return false;
    }
    rt_hash_parts(&inner, way->hash, &previous, 1);
    struct rt_bytes first = way->formula == DOUBLE ? rt_hash_bytes(&inner) : previous;
    const struct rt_bytes parts[3] = {way->formula == REVERSED ? context->rand : first,
                                      way->formula == REVERSED ? first : context->rand};
    rt_hash_parts(&hash, way->hash, parts, 2);
    return nonce.len > 0 && nonce.len <= hash.len &&
           rt_bytes_starts(rt_hash_bytes(&hash), nonce.data, nonce.len);
}

/* The rule itself comes first, so that a link that holds is found to. */
static bool find_way(struct way *found, enum formula own, struct rt_bytes nonce,
                     const struct rt_diagnosis_context *context)
{
    for (unsigned i = 0; i < NUM_PREVIOUS * 2 * NUM_FORMULAS; i++) {
        found->formula = (enum formula)((own + i) % NUM_FORMULAS);
        found->hash = hashes[i / NUM_FORMULAS % 2];
        found->previous = (enum previous)(i / NUM_FORMULAS / 2);
        if (makes(found, nonce, context)) {
            return true;
        }
    }
    return false;
}

static void add_way(struct rt_diagnoses *out, const struct way *way, enum formula own)
{
    static const enum rt_diagnosis_code codes[] = {RT_D_LINK_SINGLE, RT_D_LINK_DOUBLE, RT_D_LINK_REVERSED};
    if (way->previous == NOTHING) {
        rt_diagnose_add(out, RT_D_LINK_NO_RESPONSE, RT_CHECK_LINK, 0);
    } else if (way->previous == WITHOUT_HEADER) {
        rt_diagnose_add(out, RT_D_LINK_NO_HEADER, RT_CHECK_LINK, 0);
    }
    if (way->formula != own) {
        rt_diagnose_add(out, codes[way->formula], RT_CHECK_LINK, 0);
    }
    if (way->hash != RT_HASH_SHA512) {
        rt_diagnose_add(out, RT_D_LINK_HASH, RT_CHECK_LINK, way->hash);
    }
}

void rt_diagnose_link(struct rt_diagnoses *out, const struct rt_diagnose_case *c)
{
    const struct rt_verdict *v = c->verdict;
    const struct rt_version *version = v->response.version != NULL ? v->response.version : v->request.version;
    struct way way;
    if (c->context->rand.len == 0 || c->context->previous.len == 0 || version == NULL) {
        return;
    }
    enum formula own = version->chain_rule == RT_CHAIN_DOUBLE ? DOUBLE : SINGLE;
    if (rt_bytes_equal(v->nonce, c->context->rand)) {
        rt_diagnose_add(out, RT_D_LINK_IS_RAND, RT_CHECK_LINK, 0);
    } else if (find_way(&way, own, v->nonce, c->context)) {
        add_way(out, &way, own);
    }
}
