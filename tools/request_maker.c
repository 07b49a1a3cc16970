#include "tools/request_maker.h"

#include "verify/nonce.h"
#include "verify/response.h"

const struct rt_version *request_version(uint32_t code)
{
    struct rt_version_signs signs = {.has_code = true, .code = code, .is_modern = true, .has_type = true};
    return rt_version_find(&signs);
}

static bool is_chained(const struct request_options *options)
{
    return options->response.len > 0;
}

size_t request_random_len(const struct request_options *options)
{
    const struct rt_version *version = options->offer.version;
    return is_chained(options) ? rt_nonce_rand_len(version) : version->nonce_len;
}

/* The plan, and the hashes that it points to. */
struct draft {
    struct rt_hash nonce, srv;
    struct rt_request_plan plan;
};

/* The options must have a version, and a rand of the right length. */
static void prepare(struct draft *out, const struct request_options *options)
{
    out->plan =
        (struct rt_request_plan){.offer = &options->offer, .nonce = options->random, .size = options->size};
    if (is_chained(options)) {
        bool ok = rt_nonce_chain(&out->nonce, options->offer.version, options->response, options->random);
        out->plan.nonce = ok ? rt_hash_bytes(&out->nonce) : rt_bytes_from(NULL, 0);
    }
    struct rt_key key;
    if (options->key.len == sizeof key.b) {
        memcpy(key.b, options->key.data, sizeof key.b);
        rt_srv_from_key(&out->srv, &key);
        out->plan.srv = rt_hash_bytes(&out->srv);
    }
}

enum rt_plan_result request_check(const struct request_options *options)
{
    struct draft draft;
    if (options->offer.version == NULL) {
        return RT_PLAN_NO_VERSION;
    }
    prepare(&draft, options);
    enum rt_plan_result result = rt_request_plan_check(&draft.plan);
    bool is_key = options->key.len == 0 || options->key.len == sizeof(struct rt_key);
    return (result == RT_PLAN_OK || result == RT_PLAN_SIZE) && !is_key ? RT_PLAN_SRV : result;
}

size_t request_least_size(const struct request_options *options)
{
    struct draft draft;
    prepare(&draft, options);
    return rt_request_least_size(&draft.plan);
}

bool request_make_sound(struct request *out, const struct request_options *options)
{
    struct draft draft;
    out->len = out->nonce_len = 0;
    memset(out->nonce, 0, sizeof out->nonce);
    if (request_check(options) != RT_PLAN_OK) {
        return false;
    }
    prepare(&draft, options);
    out->len = rt_request_encode(out->data, RT_PACKET_MAX, &draft.plan);
    out->nonce_len = draft.plan.nonce.len;
    memcpy(out->nonce, draft.plan.nonce.data, draft.plan.nonce.len);
    return out->len > 0;
}
