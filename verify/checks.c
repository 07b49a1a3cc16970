/* The checks of RFC 10049 5.4, each on its own. */
#include "verify_parts.h"

static const enum rt_code signature_errors[] = {
    [RT_ED25519_UNVERIFIED] = RT_UNCHECKED,
    [RT_ED25519_VALID] = RT_OK,
    [RT_ED25519_S_NOT_BELOW_L] = RT_E_SIGNATURE_RANGE,
    [RT_ED25519_R_SMALL_ORDER] = RT_E_SIGNATURE_SMALL_ORDER,
    [RT_ED25519_KEY_NOT_REDUCED] = RT_E_KEY_NOT_REDUCED,
    [RT_ED25519_KEY_SMALL_ORDER] = RT_E_KEY_SMALL_ORDER,
    [RT_ED25519_KEY_NOT_A_POINT] = RT_E_KEY_NOT_A_POINT,
    [RT_ED25519_MISMATCH] = RT_E_SIGNATURE_MISMATCH,
};

bool rt_check_result(struct rt_error *err, enum rt_ed25519_result result, const struct rt_bytes *sig,
                     enum rt_place place)
{
    const enum rt_code code = signature_errors[result];
    return code == RT_OK ? rt_succeed(err) : rt_fail(err, code, place, RT_TAG_SIG, sig->at);
}

/* A signature over `context` and `value`. */
static bool check_signature(struct rt_error *err, const struct rt_bytes *sig, enum rt_place place,
                            const struct rt_key *key, struct rt_bytes context, struct rt_bytes value)
{
    struct rt_signature signature = {{0}};
    if (sig->len != sizeof signature.b) {
        return rt_fail(err, RT_E_VALUE_LENGTH, place, RT_TAG_SIG, sig->at);
    }
    memcpy(signature.b, sig->data, sizeof signature.b);
    return rt_check_result(err, rt_ed25519_verify(&signature, key, context, value), sig, place);
}

bool rt_check_delegation(struct rt_error *err, const struct rt_response *response, const struct rt_key *key,
                         const struct rt_version *as)
{
    struct rt_bytes context = rt_bytes_from(as->delegation_context, as->delegation_context_len);
    return check_signature(err, &response->cert_sig, RT_IN_CERT, key, context, response->dele.bytes);
}

bool rt_check_signature(struct rt_error *err, const struct rt_response *response, const struct rt_version *as)
{
    struct rt_key key = {{0}};
    if (response->pubk.len != sizeof key.b) {
        return rt_fail(err, RT_E_VALUE_LENGTH, RT_IN_DELE, RT_TAG_PUBK, response->pubk.at);
    }
    memcpy(key.b, response->pubk.data, sizeof key.b);
    struct rt_bytes context = rt_bytes_from(as->response_context, as->response_context_len);
    return check_signature(err, &response->sig, RT_IN_TOP, &key, context, response->srep.bytes);
}

/* Where the value of a tag of `message` lies: for errors of values that are kept as numbers. */
static size_t place_of(const struct rt_message *message, uint32_t tag)
{
    struct rt_bytes value;
    return rt_message_find(&value, message, tag) ? value.at : message->bytes.at;
}

bool rt_check_window(struct rt_error *err, const struct rt_response *response)
{
    bool early = response->midpoint < response->min_time;
    if (!early && response->midpoint <= response->max_time) {
        return rt_succeed(err);
    }
    return rt_fail(err, early ? RT_E_MIDPOINT_EARLY : RT_E_MIDPOINT_LATE, RT_IN_SREP, RT_TAG_MIDP,
                   place_of(&response->srep, RT_TAG_MIDP));
}

/* Whether this order leads to ROOT; `leftover` if INDX has too many bits for either. */
static bool leads_to_root(bool *leftover, const struct rt_response *response, const struct rt_hash *leaf,
                          enum rt_merkle_order order, const struct rt_version *as)
{
    struct rt_hash root;
    enum rt_merkle_result result =
        rt_merkle_root(&root, as->hash, order, leaf, response->path, response->index);
    *leftover = result == RT_MERKLE_INDEX_LEFTOVER;
    return result == RT_MERKLE_OK && rt_bytes_equal(rt_hash_bytes(&root), response->root);
}

bool rt_check_merkle(enum rt_merkle_order *order, struct rt_error *err, const struct rt_response *response,
                     struct rt_bytes leaf, const struct rt_version *as)
{
    struct rt_hash hash;
    bool leftover;
    *order = RT_MERKLE_HASH_FIRST;
    rt_merkle_leaf(&hash, as->hash, leaf);
    if (leads_to_root(&leftover, response, &hash, RT_MERKLE_HASH_FIRST, as)) {
        return rt_succeed(err);
    }
    if (leftover) {
        return rt_fail(err, RT_E_INDEX_LEFTOVER, RT_IN_TOP, RT_TAG_INDX,
                       place_of(&response->message, RT_TAG_INDX));
    }
    if (as->node_first_seen && leads_to_root(&leftover, response, &hash, RT_MERKLE_NODE_FIRST, as)) {
        *order = RT_MERKLE_NODE_FIRST;
        return rt_succeed(err);
    }
    return rt_fail(err, RT_E_ROOT_MISMATCH, RT_IN_SREP, RT_TAG_ROOT, response->root.at);
}

void rt_srv_from_key(struct rt_hash *out, const struct rt_key *key)
{
    static const uint8_t prefix[1] = {0xff};
    const struct rt_bytes parts[] = {rt_bytes_from(prefix, 1), rt_bytes_from(key->b, sizeof key->b)};
    rt_hash_parts(out, RT_HASH_SHA512_FIRST32, parts, 2);
}
