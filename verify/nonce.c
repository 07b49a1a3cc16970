#include "nonce.h"

/* What follows the first `len` bytes of a hash is zero. */
static void cut(struct rt_hash *hash, size_t len)
{
    hash->len = len < hash->len ? len : hash->len;
    memset(hash->b + hash->len, 0, sizeof hash->b - hash->len);
}

size_t rt_nonce_rand_len(const struct rt_version *version)
{
    return version->chain_rule == RT_CHAIN_DOUBLE ? 64 : 32;
}

bool rt_nonce_chain(struct rt_hash *out, const struct rt_version *version, struct rt_bytes response,
                    struct rt_bytes rand)
{
    struct rt_bytes parts[] = {response, rand};
    memset(out, 0, sizeof *out);
    if (rand.len != rt_nonce_rand_len(version)) {
        return false;
    }
    if (version->chain_rule == RT_CHAIN_DOUBLE) {
        rt_hash_parts(out, RT_HASH_SHA512, parts, 1);
        parts[0] = rt_hash_bytes(out); /* which is written only after it was read */
        rt_hash_parts(out, RT_HASH_SHA512, parts, 2);
    } else {
        rt_hash_parts(out, RT_HASH_SHA512_FIRST32, parts, 2);
    }
    cut(out, version->nonce_len);
    return true;
}
