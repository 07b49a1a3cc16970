#include "chain.h"

void rt_link_nonce(struct rt_hash *out, enum rt_chain_rule rule, struct rt_bytes previous,
                   struct rt_bytes rand, size_t nonce_len)
{
    struct rt_hash inner;
    if (rule == RT_CHAIN_SINGLE) {
        const struct rt_bytes parts[] = {previous, rand};
        rt_hash_parts(out, RT_HASH_SHA512_FIRST32, parts, 2);
        return;
    }
    rt_hash_parts(&inner, RT_HASH_SHA512, &previous, 1);
    const struct rt_bytes parts[] = {rt_hash_bytes(&inner), rand};
    rt_hash_parts(out, RT_HASH_SHA512, parts, 2);
    if (nonce_len < out->len) {
        memset(out->b + nonce_len, 0, out->len - nonce_len);
        out->len = nonce_len;
    }
}

enum rt_linkage rt_link_check(enum rt_chain_rule rule, struct rt_bytes previous, struct rt_bytes rand,
                              struct rt_bytes nonce)
{
    struct rt_hash made;
    if (rand.len == 0 || nonce.len == 0) {
        return RT_LINK_MISSING;
    }
    rt_link_nonce(&made, rule, previous, rand, nonce.len);
    return rt_bytes_equal(rt_hash_bytes(&made), nonce) ? RT_LINK_PROVED : RT_LINK_BROKEN;
}
