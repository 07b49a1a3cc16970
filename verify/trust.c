#include "trust.h"

const struct rt_trusted_key *rt_trust_find(const struct rt_trust *trust, const struct rt_key *key)
{
    for (size_t i = 0; i < trust->num_keys; i++) {
        if (memcmp(trust->keys[i].key.b, key->b, sizeof key->b) == 0) {
            return &trust->keys[i];
        }
    }
    return NULL;
}

const struct rt_trusted_key *rt_trust_find_srv(const struct rt_trust *trust, struct rt_bytes srv)
{
    for (size_t i = 0; i < trust->num_keys; i++) {
        struct rt_hash own;
        rt_srv_from_key(&own, &trust->keys[i].key);
        if (rt_bytes_equal(rt_hash_bytes(&own), srv)) {
            return &trust->keys[i];
        }
    }
    return NULL;
}

bool rt_trust_period(struct rt_error *err, const struct rt_trust *trust, const struct rt_trusted_key *row,
                     struct rt_time midpoint)
{
    if (row->from.there && rt_time_compare(midpoint, rt_time_sub(row->from.time, trust->grace_micros)) < 0) {
        return rt_fail(err, RT_E_KEY_NOT_YET_VALID, RT_IN_TOP, 0, 0);
    }
    if (row->until.there &&
        rt_time_compare(midpoint, rt_time_add(row->until.time, trust->grace_micros)) > 0) {
        return rt_fail(err, RT_E_KEY_EXPIRED, RT_IN_TOP, 0, 0);
    }
    return rt_succeed(err);
}
