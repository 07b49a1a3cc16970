#include "fuzz/resign.h"
#include "fuzz/mutator.h"
#include "parser/request.h"
#include "tests/verify/sign.h"

/* The root above the leaf, if there is one and PATH can be walked. */
static bool root_of(struct rt_hash *root, const struct rt_response *r, struct rt_bytes octets)
{
    struct rt_hash leaf;
    rt_merkle_leaf(&leaf, r->version->hash, octets);
    return octets.len > 0 && rt_merkle_root(root, r->version->hash, RT_MERKLE_HASH_FIRST, &leaf, r->path,
                                            r->index) == RT_MERKLE_OK;
}

static void sign_again(uint8_t *packet, struct rt_bytes sig, bool online, const char *context,
                       size_t context_len, struct rt_bytes value)
{
    struct rt_key key;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    sign_secret(&key, secret, 0, online);
    sign_over(packet + sig.at, secret, context, context_len, value);
}

bool resign(uint8_t *packet, const struct rt_response *r, struct rt_bytes leaf)
{
    const struct rt_version *as = r->version;
    struct rt_hash root;
    struct rt_key online;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    bool rooted = root_of(&root, r, leaf);
    sign_secret(&online, secret, 0, true);
    memcpy(packet + r->pubk.at, online.b, sizeof online.b);
    memcpy(packet + r->root.at, root.b, rooted ? root.len : 0);
    sign_again(packet, r->cert_sig, false, as->delegation_context, as->delegation_context_len, r->dele.bytes);
    sign_again(packet, r->sig, true, as->response_context, as->response_context_len, r->srep.bytes);
    return rooted;
}

bool mutator_sign(uint8_t key[32], uint8_t *response, size_t len, struct rt_bytes request)
{
    struct rt_response r;
    struct rt_request asked;
    struct rt_error err;
    if (len > RT_PACKET_MAX || !rt_response_parse(&r, &err, rt_bytes_from(response, len), RT_FORM_ANY)) {
        return false;
    }
    struct rt_bytes nonce = r.nonce;
    if (nonce.len == 0 && rt_request_parse(&asked, &err, request, RT_FORM_ANY)) {
        nonce = asked.nonce;
    }
    (void)resign(response, &r, r.version->leaf == RT_LEAF_PACKET ? request : nonce);
    struct rt_key root = sign_key(0);
    memcpy(key, root.b, sizeof root.b);
    return true;
}
