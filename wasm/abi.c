#include "wasm/abi.h"

#include "wasm/arena.h"
#include "wasm/call.h"
#include "wasm/output.h"

#include "verify/ge25519.h"
#include "verify/hash.h"

#include <string.h>

struct call call;

static struct {
    uint8_t *data;
    uint32_t len;
} inputs[RP_INPUTS_MAX];
static int32_t num_inputs;

static struct {
    bool open;
    struct rt_sha256_stream stream;
} hashes[RP_HASHES_MAX];

static bool is_started(void)
{
    return arena_size() > 0;
}

/* No verification is under way. */
static bool is_free(void)
{
    return is_started() && call.pass == NULL;
}

int32_t rp_start(uint32_t arena)
{
    if (is_started() || arena < RP_ARENA_MIN || arena > RP_ARENA_MAX) {
        return RP_MISUSE;
    }
    rt_ge_base_fill();
    return arena_begin(arena) ? rp_reset() : RP_FULL;
}

int32_t rp_reset(void)
{
    if (!is_started()) {
        return RP_MISUSE;
    }
    arena_reset();
    output_begin();
    num_inputs = 0;
    call = (struct call){.path = "-", .asked.size = RT_REQUEST_SIZE};
    return 0;
}

/* With a NUL behind it, for those that are names. */
int32_t rp_input(uint32_t len)
{
    if (!is_free() || num_inputs >= RP_INPUTS_MAX) {
        return RP_MISUSE;
    }
    uint8_t *data = len < RP_ARENA_MAX ? arena_malloc((size_t)len + 1) : NULL;
    if (data == NULL) {
        return RP_FULL;
    }
    arena_keep(); /* two calls may read it, and either would free it */
    data[len] = '\0';
    inputs[num_inputs].data = data;
    inputs[num_inputs].len = len;
    return ++num_inputs;
}

static bool is_input(int32_t input)
{
    return input > 0 && input <= num_inputs && is_free();
}

uint8_t *rp_input_data(int32_t input)
{
    return is_input(input) ? inputs[input - 1].data : NULL;
}

static struct rt_bytes bytes_of(int32_t input)
{
    return rt_bytes_from(inputs[input - 1].data, inputs[input - 1].len);
}

static int32_t result_of(bool ok)
{
    return ok ? 0 : RP_MISUSE;
}

static bool add_list(struct rt_bytes list)
{
    bool ok = call.num_lists < CALL_LISTS_MAX;
    if (ok) {
        call.list[call.num_lists++] = list;
    }
    return ok;
}

static bool add_key(struct rt_bytes key)
{
    bool ok = key.len == sizeof(struct rt_key) && call.num_keys < CALL_KEYS_MAX;
    if (ok) {
        call.key[call.num_keys++] = key;
        call.asked.key = key;
    }
    return ok;
}

static bool set_bytes(struct rt_bytes *out, struct rt_bytes bytes, size_t len, size_t or_len)
{
    bool ok = bytes.len == len || bytes.len == or_len;
    if (ok) {
        *out = bytes;
    }
    return ok;
}

static int32_t offer(const struct rt_version *row, uint32_t code)
{
    enum rt_offer_result result = rt_offer_add(&call.asked.offer, row, code);
    return result == RT_OFFER_TAKEN ? 0 : RP_REFUSED - (int32_t)result;
}

static int32_t offer_named(struct rt_bytes name)
{
    uint32_t code;
    const struct rt_version *row = rt_version_named(&code, name);
    return row != NULL ? offer(row, code) : RP_MISUSE;
}

int32_t rp_use(uint32_t role, int32_t input)
{
    if (!is_input(input)) {
        return RP_MISUSE;
    }
    struct rt_bytes bytes = bytes_of(input);
    switch (role) {
    case RP_SOURCE:
        call.path = (const char *)inputs[input - 1].data;
        return 0;
    case RP_SERVERS:
        return result_of(add_list(bytes));
    case RP_KEY:
        return result_of(add_key(bytes));
    case RP_NONCE:
        return result_of(set_bytes(&call.nonce, bytes, 32, 64));
    case RP_REQUEST:
        call.request = bytes;
        call.has_request = true;
        return 0;
    case RP_DOCUMENT:
        call.has_document = set_bytes(&call.document, bytes, 32, 32);
        return result_of(call.has_document);
    case RP_VERSION:
        return offer_named(bytes);
    case RP_AFTER:
        call.asked.response = bytes;
        return 0;
    case RP_RANDOM:
        call.asked.random = bytes;
        return 0;
    default:
        return RP_MISUSE;
    }
}

static bool set_flag(bool *flag, uint64_t value)
{
    *flag = value == 1;
    return value <= 1;
}

static bool set_source(uint32_t option, uint64_t value)
{
    if (option == RP_CODING && value <= INPUT_BASE64) {
        call.source.coding = (enum input_coding)value;
        return true;
    }
    if (option == RP_FORM && value <= RT_FORM_MESSAGE) {
        call.source.form = (enum rt_form)value;
        return true;
    }
    if (option == RP_FROM && value <= UINT32_MAX) {
        call.source.from = (size_t)value;
        return true;
    }
    if (option == RP_COUNT && value <= UINT32_MAX) {
        call.source.count = (size_t)value;
        return true;
    }
    return false;
}

static bool set_policy(uint32_t option, uint64_t value)
{
    if (option == RP_TREAT_VERSION_AS && value <= UINT32_MAX) {
        call.policy.treat_as = (uint32_t)value;
        return true;
    }
    if (option == RP_MAX_RADIUS) {
        call.policy.limit_radius = true;
        call.policy.max_radius_micros = value;
        return true;
    }
    return false;
}

static bool set_size(uint64_t value)
{
    call.asked.size = value <= RT_PACKET_MAX ? (size_t)value : 0;
    return value <= RT_PACKET_MAX;
}

int32_t rp_set(uint32_t option, uint64_t value)
{
    if (!is_free()) {
        return RP_MISUSE;
    }
    switch (option) {
    case RP_CODING:
    case RP_FORM:
    case RP_FROM:
    case RP_COUNT:
        return result_of(set_source(option, value));
    case RP_EXPLAIN:
        return result_of(set_flag(&call.explain, value));
    case RP_STATEMENTS:
        return result_of(set_flag(&call.statements, value));
    case RP_ITEMS:
        return result_of(set_flag(&call.items, value));
    case RP_TRUST_EMBEDDED:
        return result_of(set_flag(&call.trust_embedded, value));
    case RP_ACCEPT_DRAFT_CONTEXT:
        return result_of(set_flag(&call.policy.accept_draft_context, value));
    case RP_TREAT_VERSION_AS:
    case RP_MAX_RADIUS:
        return result_of(set_policy(option, value));
    case RP_KEY_GRACE:
        call.grace_micros = value;
        return 0;
    case RP_OFFER:
        return value <= UINT32_MAX ? offer(request_version((uint32_t)value), (uint32_t)value) : RP_MISUSE;
    case RP_SIZE:
        return result_of(set_size(value));
    default:
        return RP_MISUSE;
    }
}

/* What the arena could not hold is not gone on with. */
static int32_t answer(enum exit_status status)
{
    if (arena_is_exhausted()) {
        call.pass = NULL;
        return RP_FULL;
    }
    return call.pass != NULL ? RP_MORE : (int32_t)status;
}

int32_t rp_dump(int32_t input)
{
    return is_input(input) ? answer(call_dump(bytes_of(input))) : RP_MISUSE;
}

int32_t rp_verify(int32_t input)
{
    int32_t result = rp_verify_begin(input);
    while (result == RP_MORE) {
        result = rp_verify_step();
    }
    return result;
}

int32_t rp_verify_begin(int32_t input)
{
    return is_input(input) ? answer(call_verify(bytes_of(input))) : RP_MISUSE;
}

int32_t rp_verify_step(void)
{
    return call.pass != NULL ? answer(call_step(RP_STEP)) : RP_MISUSE;
}

uint32_t rp_verify_done(void)
{
    return call_done();
}

uint32_t rp_verify_all(void)
{
    return call_all();
}

int32_t rp_random_len(void)
{
    return call.asked.offer.version != NULL ? (int32_t)request_random_len(&call.asked) : RP_MISUSE;
}

int32_t rp_request(void)
{
    enum rt_plan_result why;
    if (!is_free()) {
        return RP_MISUSE;
    }
    enum exit_status status = call_request(&why);
    return status == EXIT_USAGE ? RP_REFUSED - (int32_t)why : answer(status);
}

int32_t rp_hash_begin(void)
{
    for (int32_t i = 0; is_started() && i < RP_HASHES_MAX; i++) {
        if (!hashes[i].open) {
            hashes[i].open = true;
            rt_sha256_begin(&hashes[i].stream);
            return i + 1;
        }
    }
    return is_started() ? RP_FULL : RP_MISUSE;
}

static bool is_hash(int32_t hash)
{
    return hash > 0 && hash <= RP_HASHES_MAX && hashes[hash - 1].open;
}

int32_t rp_hash_add(int32_t hash, int32_t input)
{
    if (!is_hash(hash) || !is_input(input)) {
        return RP_MISUSE;
    }
    rt_sha256_add(&hashes[hash - 1].stream, bytes_of(input));
    return 0;
}

int32_t rp_hash_end(int32_t hash)
{
    struct rt_sha256 digest;
    if (!is_hash(hash) || !is_free()) {
        return RP_MISUSE;
    }
    rt_sha256_end(&digest, &hashes[hash - 1].stream);
    hashes[hash - 1].open = false;
    output_bytes(OUTPUT_BYTES, rt_bytes_from(digest.b, sizeof digest.b));
    return answer(EXIT_GOOD);
}

int32_t rp_hash_drop(int32_t hash)
{
    bool ok = is_hash(hash);
    if (ok) {
        hashes[hash - 1].open = false;
    }
    return result_of(ok);
}

uint32_t rp_output_next(void)
{
    return is_free() && output_next() ? (uint32_t)output_channel() : 0;
}

const uint8_t *rp_output_data(void)
{
    return output_piece().data;
}

uint32_t rp_output_len(void)
{
    return (uint32_t)output_piece().len;
}
