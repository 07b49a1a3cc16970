#include "nonce.h"

#include "chain.h"

size_t rt_nonce_rand_len(const struct rt_version *version)
{
    return version->chain_rule == RT_CHAIN_DOUBLE ? 64 : 32;
}

bool rt_nonce_chain(struct rt_hash *out, const struct rt_version *version, struct rt_bytes response,
                    struct rt_bytes rand)
{
    memset(out, 0, sizeof *out);
    if (rand.len != rt_nonce_rand_len(version)) {
        return false;
    }
    rt_link_nonce(out, version->chain_rule, response, rand, version->nonce_len);
    return true;
}
