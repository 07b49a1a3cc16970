#include "document.h"

static void salted_hash(struct rt_sha256 *out, const struct rt_sha256 *hash, struct rt_bytes salt)
{
    struct rt_sha256_stream stream;
    rt_sha256_begin(&stream);
    rt_sha256_add(&stream, salt);
    rt_sha256_add(&stream, rt_bytes_from(hash->b, sizeof hash->b));
    rt_sha256_end(out, &stream);
}

void rt_document_check(struct rt_document *out, const struct rt_sha256 *hash, struct rt_bytes nonce,
                       struct rt_bytes rand)
{
    struct rt_sha256 salted;
    salted_hash(&salted, hash, rand);
    *out = (struct rt_document){.hash = *hash};
    out->salted = rand.len > 0 && rt_bytes_equal(nonce, rt_bytes_from(salted.b, sizeof salted.b));
    if (nonce.len != sizeof hash->b) {
        (void)rt_fail(&out->error, RT_E_DOCUMENT_NONCE, RT_IN_TOP, RT_TAG_NONC, nonce.at);
    } else if (out->salted || rt_bytes_equal(nonce, rt_bytes_from(hash->b, sizeof hash->b))) {
        (void)rt_succeed(&out->error);
    } else {
        (void)rt_fail(&out->error, RT_E_DOCUMENT_MISMATCH, RT_IN_TOP, RT_TAG_NONC, nonce.at);
    }
}

bool rt_document_bound(struct rt_time *bound, const struct rt_chain *chain, uint32_t server)
{
    bool found = false;
    *bound = (struct rt_time){0, 0};
    for (size_t i = 0; i < chain->num_links && chain->links[i].run == chain->links[0].run; i++) {
        const struct rt_link *link = &chain->links[i];
        if (link->counts && link->server == server &&
            (!found || rt_time_compare(link->stated.high, *bound) < 0)) {
            *bound = link->stated.high;
            found = true;
        }
    }
    return found;
}

bool rt_document_before(struct rt_time *bound, const struct rt_chain *chain)
{
    struct rt_time one;
    bool found = false;
    *bound = (struct rt_time){0, 0};
    for (size_t server = 0; server < chain->num_servers; server++) {
        if (rt_document_bound(&one, chain, (uint32_t)server)) {
            *bound = !found || rt_time_compare(one, *bound) > 0 ? one : *bound;
            found = true;
        }
    }
    return found;
}
