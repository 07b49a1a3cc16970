/* Misbehaviours that are whole replies: the answer to something else, by somebody else, at another time; and
 * those of delivery. */
#include "tools/mischief.h"

#include "parser/encode.h"

#include <sodium.h>
#include <string.h>

#define HOUR_MICROS (RT_DAY_MICROS / 24)

static const struct respond_identity *own_identity(const struct mischief *m)
{
    return &m->scene->identities[m->identity];
}

struct rt_bytes mischief_answer(struct mischief *m, struct rt_bytes request,
                                const struct respond_identity *identity, const struct respond_clock *clock)
{
    struct respond_item item = {
        .request = request, .stream = m->item->stream, .reply = m->plan->reply[0], .reply_len = 0};
    respond(&item, 1, identity, 1, clock, m->scene->room);
    return rt_bytes_from(item.reply, item.reply_len);
}

static bool send_answer(struct mischief *m, const struct respond_identity *identity,
                        const struct respond_clock *clock)
{
    struct rt_bytes reply = mischief_answer(m, m->item->request, identity, clock);
    mischief_send(m, reply, 0);
    return reply.len > 0;
}

bool mischief_wrong_time(struct mischief *m)
{
    const struct respond_identity *identity = own_identity(m);
    struct respond_clock clock = *m->scene->clock;
    /* Ahead if the delegation allows, so that nothing but the time is wrong. */
    bool ahead = clock.unix_micros + HOUR_MICROS <= identity->until_micros;
    if (!ahead && clock.unix_micros < HOUR_MICROS) {
        return false;
    }
    clock.unix_micros = ahead ? clock.unix_micros + HOUR_MICROS : clock.unix_micros - HOUR_MICROS;
    return clock.unix_micros >= identity->from_micros && send_answer(m, identity, &clock);
}

/* A reply of which nothing but the form is an honest one's: keys made up on the spot, so that no key of the
 * server ever signs what they sign. */
static struct rt_bytes forge(struct mischief *m, const struct respond_clock *clock)
{
    uint8_t seed[32], long_term[64], online[64], public_key[32];
    const struct respond_identity *own = own_identity(m);
    struct respond_identity forged = {.from_micros = own->from_micros, .until_micros = own->until_micros};
    enum respond_family family = respond_family_of(m->version);
    memcpy(forged.srv, own->srv, sizeof forged.srv);
    mischief_fill(seed, sizeof seed, m->dice);
    crypto_sign_seed_keypair(public_key, long_term, seed);
    mischief_fill(seed, sizeof seed, m->dice);
    crypto_sign_seed_keypair(public_key, online, seed);
    forged.online[family].secret = online;
    bool done = respond_certify(forged.online[family].cert, family, long_term, public_key, own->from_micros,
                                own->until_micros);
    return done ? mischief_answer(m, m->item->request, &forged, clock) : rt_bytes_from(NULL, 0);
}

/* Within a day, and within the delegation, so that the signature alone is what is wrong. */
static void choose_wrong_clock(struct respond_clock *out, struct mischief *m)
{
    const struct respond_identity *own = own_identity(m);
    *out = *m->scene->clock;
    uint64_t low = out->unix_micros < RT_DAY_MICROS ? 0 : out->unix_micros - RT_DAY_MICROS;
    uint64_t high = out->unix_micros + RT_DAY_MICROS;
    low = low < own->from_micros ? own->from_micros : low;
    high = high > own->until_micros ? own->until_micros : high;
    out->unix_micros = low + mischief_choose(m->dice, high - low + 1);
}

bool mischief_bad_delegation(struct mischief *m)
{
    struct respond_clock clock;
    choose_wrong_clock(&clock, m);
    struct rt_bytes reply = forge(m, &clock);
    mischief_send(m, reply, 0);
    return reply.len > 0;
}

bool mischief_wrong_key(struct mischief *m)
{
    struct rt_bytes reply = forge(m, m->scene->clock);
    mischief_send(m, reply, 0);
    return reply.len > 0;
}

/* The forged reply with the true certificate: SIG is then nothing of the delegated key's. A true signature
 * over a wrong time with a few bits changed would be one that anybody can mend. */
bool mischief_bad_signature(struct mischief *m)
{
    struct respond_clock clock;
    struct mischief_fields fields;
    size_t header = m->version->framed ? RT_FRAME_LEN : 0;
    choose_wrong_clock(&clock, m);
    struct rt_bytes reply = forge(m, &clock);
    if (reply.len == 0) {
        return false;
    }
    memcpy(m->plan->reply[1], reply.data, reply.len);
    if (!mischief_open(&fields, rt_bytes_from(m->plan->reply[1], reply.len), header)) {
        return false;
    }
    const struct respond_online *online = &own_identity(m)->online[respond_family_of(m->version)];
    mischief_set(&fields, RT_TAG_CERT, rt_bytes_from(online->cert, sizeof online->cert));
    return mischief_seal(m, &fields);
}

/* `respond` refuses to answer outside a delegation; told that it reaches everywhere, it does. */
static bool answer_with(struct mischief *m, const struct respond_identity *others, size_t num)
{
    size_t i = 0;
    while (i < num && memcmp(others[i].srv, own_identity(m)->srv, sizeof others[i].srv) != 0) {
        i++;
    }
    if (i == num) {
        return false;
    }
    struct respond_identity identity = others[i];
    identity.from_micros = 0;
    identity.until_micros = UINT64_MAX;
    return send_answer(m, &identity, m->scene->clock);
}

bool mischief_expired_delegation(struct mischief *m)
{
    return answer_with(m, m->scene->expired, m->scene->num_expired);
}

bool mischief_future_delegation(struct mischief *m)
{
    return answer_with(m, m->scene->future, m->scene->num_future);
}

/* The reply to a request that differs in its nonce. */
static struct rt_bytes answer_another(struct mischief *m)
{
    struct rt_bytes request = m->item->request, nonce = m->item->parsed.nonce;
    if (request.len > MISBEHAVE_REPLY_MAX || nonce.len == 0) {
        return rt_bytes_from(NULL, 0);
    }
    uint8_t *other = m->plan->reply[1];
    memcpy(other, request.data, request.len);
    mischief_fill(other + (nonce.at - request.at), nonce.len, m->dice);
    other[nonce.at - request.at] = nonce.data[0] ^ 1; /* by no chance the same */
    return mischief_answer(m, rt_bytes_from(other, request.len), own_identity(m), m->scene->clock);
}

bool mischief_wrong_nonce(struct mischief *m)
{
    struct rt_bytes reply = answer_another(m);
    mischief_send(m, reply, 0);
    return reply.len > 0;
}

bool mischief_junk(struct mischief *m)
{
    struct rt_bytes reply = answer_another(m);
    if (!m->item->stream) {
        size_t len = 1 + mischief_choose(m->dice, m->item->request.len);
        len = len < MISBEHAVE_REPLY_MAX ? len : MISBEHAVE_REPLY_MAX;
        mischief_fill(m->plan->reply[1], len, m->dice);
        mischief_send(m, rt_bytes_from(m->plan->reply[1], len), 0);
    }
    mischief_send(m, reply, 0);
    mischief_send(m, mischief_honest(m), 40);
    return reply.len > 0;
}

bool mischief_delayed(struct mischief *m)
{
    mischief_send(m, mischief_honest(m), 1000);
    return true;
}

bool mischief_duplicated(struct mischief *m)
{
    for (uint32_t i = 0; i < 3; i++) {
        mischief_send(m, mischief_honest(m), 20 * i);
    }
    return true;
}

bool mischief_reordered(struct mischief *m)
{
    mischief_send(m, mischief_honest(m), (uint32_t)mischief_choose(m->dice, 401));
    return true;
}

bool mischief_slow(struct mischief *m)
{
    struct rt_bytes reply = mischief_honest(m);
    size_t step = reply.len / MISBEHAVE_PACKETS_MAX + 1;
    for (size_t i = 0; m->item->stream && i * step < reply.len; i++) {
        size_t left = reply.len - i * step;
        mischief_send(m, rt_bytes_from(reply.data + i * step, left < step ? left : step),
                      (uint32_t)(1000 * (i + 1)));
    }
    return true;
}

bool mischief_silent(struct mischief *m)
{
    (void)m;
    return true;
}
