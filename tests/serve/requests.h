/* Requests, and the keys of two servers, for tests of what answers. */
#ifndef ROUGHPROOF_TESTS_SERVE_REQUESTS_H
#define ROUGHPROOF_TESTS_SERVE_REQUESTS_H

#include "parser/encode.h"
#include "tests/check.h"
#include "tools/respond.h"
#include "verify/response.h"

#include <sodium.h>

#define FROM  (UINT64_C(1700000000) * 1000000)
#define NOW   (UINT64_C(1773685571) * 1000000 + 250000)
#define UNTIL (UINT64_C(1800000000) * 1000000)

static uint8_t online_secrets[2][RESPOND_NUM_FAMILIES][64];
static struct respond_identity identities[2];
static struct rt_key keys[2];
static const struct respond_clock noon = {NOW, 3000000};

static inline void make_identity(int which)
{
    uint8_t seed[32] = {(uint8_t)(which + 1)}, secret[64];
    struct rt_hash srv;
    crypto_sign_seed_keypair(keys[which].b, secret, seed);
    rt_srv_from_key(&srv, &keys[which]);
    memcpy(identities[which].srv, srv.b, 32);
    identities[which].from_micros = FROM;
    identities[which].until_micros = UNTIL;
    for (int i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        uint8_t public_key[32];
        struct respond_online *online = &identities[which].online[i];
        seed[1] = (uint8_t)(i + 1);
        crypto_sign_seed_keypair(public_key, online_secrets[which][i], seed);
        online->secret = online_secrets[which][i];
        CHECK(respond_certify(online->cert, (enum respond_family)i, secret, public_key, FROM, UNTIL),
              "certified");
    }
}

/* A request of the row, with `srv` unless NULL, whose nonce tells its number. */
static inline struct rt_bytes make_request(uint8_t out[1100], const struct rt_version *row, uint32_t code,
                                           const uint8_t *srv, uint32_t number)
{
    uint8_t version[4], nonce[64] = {(uint8_t)number, (uint8_t)(number >> 8), 7};
    static const uint8_t zeros[1100];
    struct rt_encoder e;
    bool type = (row->request.need & RT_BIT(TYPE)) != 0, ver = (row->request.need & RT_BIT(VER)) != 0;
    size_t frame = row->framed ? 12 : 0, nonce_len = row->nonce_len;
    bool pad_first = (row->request.may & RT_BIT(PAD)) != 0, google = (row->request.may & RT_BIT(PADG)) != 0;
    uint32_t tags = 2u + (type ? 1u : 0u) + (ver ? 1u : 0u) + (srv != NULL ? 1u : 0u);
    size_t used = 8 * tags + nonce_len + (ver ? 4u : 0u) + (type ? 4u : 0u) + (srv != NULL ? 32u : 0u);
    struct rt_bytes padding = rt_bytes_from(zeros, 1024 - used);
    rt_encode_u32(version, code);
    rt_encode_begin(&e, out + frame, 1100 - frame, tags);
    if (pad_first) {
        rt_encode_add(&e, RT_TAG_PAD, padding);
    }
    if (ver) {
        rt_encode_add(&e, RT_TAG_VER, rt_bytes_from(version, 4));
    }
    if (srv != NULL) {
        rt_encode_add(&e, RT_TAG_SRV, rt_bytes_from(srv, 32));
    }
    rt_encode_add(&e, RT_TAG_NONC, rt_bytes_from(nonce, nonce_len));
    if (type) {
        rt_encode_add(&e, RT_TAG_TYPE, rt_bytes_from(zeros, 4));
    }
    if (!pad_first) {
        rt_encode_add(&e, google ? RT_TAG_PADG : RT_TAG_ZZZZ, padding);
    }
    size_t len = rt_encode_end(&e);
    CHECK(len == 1024 && (frame == 0 || rt_encode_frame(out, 12, len)), "%s: %zu bytes", row->name, len);
    return rt_bytes_from(out, frame + len);
}

#endif
