/* rt_verify and the four checks of RFC 10049 5.4, on a request and a response, or a response alone: as they
 * are, and signed anew with test keys, so that mutations reach behind the signatures. A verdict agrees with
 * its findings; what is valid holds each check on its own, and libsodium agrees; no octet of SREP, of DELE or
 * of a request that is a leaf can change unnoticed; an unsigned unknown tag changes nothing; another version
 * number never makes evidence of another time. Maximum length 4096. */
#include "fuzz/invariants.h"
#include "fuzz/resign.h"
#include "fuzz/target.h"
#include "tests/verify/sign.h"

struct exchange {
    uint8_t request[RT_PACKET_MAX], response[RT_PACKET_MAX];
    size_t request_len, response_len;
    struct rt_bytes nonce;
};

static struct exchange whole, changed;

static const struct rt_policy policies[] = {{.treat_as = 0},
                                            {.accept_draft_context = true,
                                             .treat_as = RT_VERSION_DRAFT12,
                                             .limit_radius = true,
                                             .max_radius_micros = 60000000}};

static bool holds(const struct rt_verdict *v, enum rt_check check)
{
    return v->check[check].outcome == RT_PASSED;
}

static void check_finding(const struct rt_finding *f, const struct exchange *x)
{
    bool wrong = f->outcome == RT_FAILED || f->outcome == RT_LACKING;
    INVARIANT(wrong == (rt_error_info(f->error.code)->slug[0] != '\0'));
    INVARIANT(f->error.offset <= (f->subject == RT_OF_REQUEST ? x->request_len : x->response_len));
}

/* The gravest finding decides, and nothing else. */
static void check_verdict(const struct rt_verdict *v, const struct exchange *x)
{
    size_t failed = 0, lacking = 0, good = 0;
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        enum rt_outcome outcome = v->check[i].outcome;
        check_finding(&v->check[i], x);
        failed += outcome == RT_FAILED ? 1 : 0;
        lacking += outcome == RT_LACKING ? 1 : 0;
        good += outcome == RT_PASSED || outcome == RT_NO_MATTER ? 1 : 0;
    }
    INVARIANT(v->kind != RT_VERDICT_UNVERIFIED);
    INVARIANT((v->kind == RT_VERDICT_VALID) == (good == RT_NUM_CHECKS));
    INVARIANT((v->kind == RT_VERDICT_INCOMPLETE) == (failed == 0 && lacking > 0));
    INVARIANT(v->kind != RT_VERDICT_INCOMPLETE || v->check[v->culprit].outcome == RT_LACKING);
    INVARIANT(v->kind < RT_VERDICT_INVALID || v->check[v->culprit].outcome == RT_FAILED);
    INVARIANT(v->remarks.num <= RT_NUM_REMARKS && v->request_remarks.num <= RT_NUM_REMARKS);
    INVARIANT(rt_time_compare(v->interval.low, v->midpoint) <= 0 &&
              rt_time_compare(v->midpoint, v->interval.high) <= 0);
}

static void verify(struct rt_verdict *v, const struct exchange *x, const struct rt_key *key,
                   const struct rt_policy *policy)
{
    const struct rt_question question = {rt_bytes_from(x->response, x->response_len),
                                         rt_bytes_from(x->request, x->request_len), x->nonce, key};
    rt_verify(v, &question, policy);
    check_verdict(v, x);
}

static enum rt_verdict_kind kind_of(const struct exchange *x, const struct rt_key *key,
                                    const struct rt_policy *policy)
{
    struct rt_verdict v;
    verify(&v, x, key, policy);
    return v.kind;
}

/* As a server with the test keys would have signed what is there. `v` is the verdict on `x`, whose response
 * could be read. Whether it can be in a tree. */
static bool sign_whole(const struct rt_verdict *v)
{
    const struct rt_response *r = &v->response;
    return resign(whole.response, r, r->version->leaf == RT_LEAF_PACKET ? v->request.packet : v->nonce);
}

static bool sodium_agrees(struct rt_bytes sig, const uint8_t *key, const char *context, size_t context_len,
                          struct rt_bytes value)
{
    static uint8_t message[40 + RT_PACKET_MAX];
    memcpy(message, context, context_len);
    memcpy(message + context_len, value.data, value.len);
    return crypto_sign_verify_detached(sig.data, message, context_len + value.len, key) == 0;
}

static void check_alone(const struct rt_verdict *v, const struct rt_key *key)
{
    const struct rt_response *r = &v->response;
    const struct rt_version *as = r->version;
    enum rt_merkle_order order;
    struct rt_error err;
    INVARIANT(rt_check_delegation(&err, r, key, as) && err.code == RT_OK);
    INVARIANT(rt_check_window(&err, r) && err.code == RT_OK);
    INVARIANT(
        rt_check_merkle(&order, &err, r, as->leaf == RT_LEAF_PACKET ? v->request.packet : v->nonce, as));
    INVARIANT(rt_check_signature(&err, r, as) && err.code == RT_OK);
    INVARIANT(r->min_time <= r->midpoint && r->midpoint <= r->max_time);
    INVARIANT(sodium_agrees(r->cert_sig, key->b, as->delegation_context, as->delegation_context_len,
                            r->dele.bytes));
    INVARIANT(
        sodium_agrees(r->sig, r->pubk.data, as->response_context, as->response_context_len, r->srep.bytes));
}

/* One bit of an octet in [at, at + len) of a copy's `data` changes. */
static void flip(uint8_t *data, size_t at, size_t len, size_t salt)
{
    data[at + salt * 31 % len] ^= (uint8_t)(1 << salt % 8);
}

static void check_flips(const struct rt_verdict *v, const struct rt_key *key, const struct rt_policy *policy,
                        size_t salt)
{
    const struct rt_response *r = &v->response;
    const struct rt_bytes parts[] = {r->srep.bytes, r->dele.bytes, r->sig, r->cert_sig};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        changed = whole;
        flip(changed.response, parts[i].at, parts[i].len, salt);
        INVARIANT(kind_of(&changed, key, policy) != RT_VERDICT_VALID);
    }
    if (r->version->leaf == RT_LEAF_PACKET) {
        changed = whole;
        flip(changed.request, 0, changed.request_len, salt);
        INVARIANT(kind_of(&changed, key, policy) != RT_VERDICT_VALID);
        changed.request_len = 0;
        INVARIANT(kind_of(&changed, key, policy) == RT_VERDICT_INCOMPLETE);
    }
}

/* Writes the message with one more tag, "YYYY", in its place; 0 if it has one, or no room for one. */
static size_t with_tag(uint8_t *out, size_t cap, const struct rt_message *message)
{
    const struct rt_field unknown = {UINT32_C(0x59595959), rt_bytes_from("grease..", 8)};
    struct rt_encoder encoder;
    struct rt_field field;
    struct rt_bytes value;
    bool added = rt_message_find(&value, message, unknown.tag);
    if (added) {
        return 0;
    }
    rt_encode_begin(&encoder, out, cap, message->num_tags + 1);
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        if (!added && field.tag > unknown.tag) {
            rt_encode_add(&encoder, unknown.tag, unknown.value);
            added = true;
        }
        rt_encode_add(&encoder, field.tag, field.value);
    }
    if (!added) {
        rt_encode_add(&encoder, unknown.tag, unknown.value);
    }
    return rt_encode_end(&encoder);
}

static void check_tag(const struct rt_verdict *v, const struct rt_key *key, const struct rt_policy *policy)
{
    struct rt_verdict other;
    size_t skip = v->response.framed ? RT_FRAME_LEN : 0;
    changed = whole;
    size_t len = with_tag(changed.response + skip, RT_PACKET_MAX - skip, &v->response.message);
    if (len == 0 || (skip > 0 && !rt_encode_frame(changed.response, RT_PACKET_MAX, len))) {
        return;
    }
    changed.response_len = skip + len;
    verify(&other, &changed, key, policy);
    INVARIANT(other.kind == v->kind && other.is_evidence == v->is_evidence);
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        INVARIANT(other.check[i].outcome == v->check[i].outcome);
    }
}

static void check_relabelled(const struct rt_verdict *v, const struct rt_key *key,
                             const struct rt_policy *policy, size_t salt)
{
    struct rt_verdict other;
    uint32_t number = (uint32_t)(salt % 13), code = number == 0 ? 1 : UINT32_C(0x80000000) + number;
    changed = whole;
    bool written = relabel(changed.response, changed.response_len, code);
    if (!written || (changed.request_len > 0 && !relabel(changed.request, changed.request_len, code))) {
        return;
    }
    verify(&other, &changed, key, policy);
    if (other.kind == RT_VERDICT_VALID && other.is_evidence && v->is_evidence) {
        INVARIANT(rt_time_compare(other.interval.low, v->interval.low) == 0);
        INVARIANT(rt_time_compare(other.interval.high, v->interval.high) == 0);
    }
}

static void check_signed(const struct rt_policy *policy, size_t salt)
{
    struct rt_verdict v;
    const struct rt_key key = sign_key(0), other_key = sign_key(1);
    verify(&v, &whole, &key, policy);
    if (v.response.version == NULL) {
        return;
    }
    bool rooted = sign_whole(&v);
    verify(&v, &whole, &key, policy);
    INVARIANT(v.response.version != NULL);
    INVARIANT(holds(&v, RT_CHECK_DELEGATION) && holds(&v, RT_CHECK_SIGNATURE));
    INVARIANT(holds(&v, RT_CHECK_MERKLE) == rooted);
    INVARIANT(kind_of(&whole, &other_key, policy) != RT_VERDICT_VALID);
    INVARIANT(kind_of(&whole, NULL, policy) != RT_VERDICT_VALID);
    if (v.kind == RT_VERDICT_VALID) {
        check_alone(&v, &key);
        check_flips(&v, &key, policy, salt);
        check_tag(&v, &key, policy);
        check_relabelled(&v, &key, policy, salt);
    }
}

/* The first packet is the request if something follows it. A nonce for want of a request is the one that the
 * response repeats, or made up. */
static void read_exchange(struct rt_bytes in, const struct rt_policy *policy)
{
    static uint8_t nonce[64];
    struct rt_bytes request = {NULL, 0, 0}, response = in, packet, behind;
    struct rt_response parsed;
    struct rt_error err;
    if (rt_frame_split(&packet, &behind, &err, in) && behind.len > 0) {
        request = packet;
        response = behind;
    }
    whole.request_len = request.len;
    whole.response_len = response.len;
    memcpy(whole.request, request.data != NULL ? request.data : nonce, request.len);
    memcpy(whole.response, response.data, response.len);
    bool ok = rt_response_parse_as(&parsed, &err, response, RT_FORM_ANY, policy->treat_as);
    size_t echo = parsed.nonce.len <= sizeof nonce ? parsed.nonce.len : 0;
    memset(nonce, 0x4e, sizeof nonce);
    memcpy(nonce, echo > 0 ? parsed.nonce.data : nonce, echo);
    whole.nonce = rt_bytes_from(nonce, echo > 0 ? echo : ok ? parsed.version->nonce_len : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > RT_PACKET_MAX) {
        return 0;
    }
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        read_exchange(rt_bytes_from(data, size), &policies[i]);
        check_signed(&policies[i], size + data[size / 2]);
    }
    return 0;
}
